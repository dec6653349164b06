"""The file of an exported workspace: its format as types, and plain errors that name the place in the file.

Read by `transfer.py`. What stands in a file was written by anybody: every field has its bounds, unknown ones
are refused, and a wrong one is told by its path, such as `subscriptions[2].zone`. It knows no store.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from bot.digest.mute import MAX_PATTERN
from bot.errors import RequestError
from bot.glossary.lexicon import KINDS
from bot.model import Tier
from bot.settings import checked_language
from bot.sources.kinds import kind_names
from bot.stories.topics import topic_slugs
from bot.workspaces.wishes import MOST_WORDS

FORMAT = 1
_MOST_TOLD = 5  # problems named at once
_LONGEST_SHOWN = 60


def _plain(text: str) -> str:
    if any(not character.isprintable() for character in text):
        raise ValueError("want text on one line without control characters")
    return text


def _one_of(known: Iterable[str], what: str) -> AfterValidator:
    names = frozenset(known)

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"there is no {what} of that name")
        return name

    return AfterValidator(check)


def _each_once(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise ValueError("want each only once")
    return values


def _web(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("want an address that begins with http:// or https://")
    return url


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("want the name of an IANA time zone, such as Europe/Berlin") from error


def _zone_or_open(name: str) -> str:
    return _zone(name) if name else name


def _language_or_open(code: str) -> str:
    return checked_language(code) if code else code


def _of_our_time(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2200:
        raise ValueError("want a year from 2000 to 2200")
    return at


_Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_plain)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain)]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN), AfterValidator(_plain)]
_Words = Annotated[list[_Word], Field(max_length=MOST_WORDS), AfterValidator(_each_once)]
_FeedIds = Annotated[list[_Name], Field(max_length=MOST_WORDS), AfterValidator(_each_once)]
_Topic = Annotated[str, _one_of(topic_slugs(), "topic")]
_Topics = Annotated[list[_Topic], AfterValidator(_each_once)]
_Days = Annotated[
    list[Annotated[int, Field(ge=0, le=6)]],
    Field(min_length=1),
    AfterValidator(_each_once),
    AfterValidator(sorted),
]
_Zone = Annotated[str, AfterValidator(_zone)]
_Language = Annotated[str, AfterValidator(_language_or_open)]
_Stories = Annotated[int, Field(ge=0, le=25)]
_Address = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_plain), AfterValidator(_web)]
_Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
_Text = Annotated[str, StringConstraints(max_length=4000)]
_TermWords = Annotated[list[_Name], Field(max_length=100)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WorkspacePart(_Part):
    """A workspace's settings."""

    id: Annotated[_Name, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*:.+$")]
    name: _Line = ""
    zone: Annotated[str, AfterValidator(_zone_or_open)] = ""
    language: _Language = ""
    stories: _Stories = 0
    joined_at: _Moment | None = None


class SubscriptionPart(_Part):
    """A standing order."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{8}$")]
    channel: _Name
    time: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    days: _Days
    zone: _Zone
    topics: _Topics = []
    boosted: _Words = []
    muted: _Words = []
    liked_sources: _FeedIds = []
    muted_sources: _FeedIds = []
    language: _Language = ""
    stories: _Stories = 0
    quiet: bool = False
    thread: Literal["", "digest", "story"] = ""
    publish: bool = False
    created_by: _Line = ""
    created_at: _Moment | None = None
    offset_s: Annotated[int, Field(ge=0, le=300)] = 0
    last_slot: date | None = None
    told_until: _Moment | None = None
    parked: _Line = ""
    parked_at: _Moment | None = None


class ReadPart(_Part):
    """One place to read more about a term."""

    title: _Name
    url: _Address


class TermPart(_Part):
    """A term of the workspace's own (bot/glossary/lexicon.py)."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    name: _Name
    kind: Annotated[str, _one_of(KINDS.values(), "kind of term")]
    line: _Line
    text: _Text
    related: _TermWords
    read: Annotated[list[ReadPart], Field(max_length=10)]
    reviewed: date
    aliases: _TermWords = []
    everyday: _TermWords = []
    cased: _TermWords = []
    shared: _TermWords = []
    cues: _TermWords = []
    against: _TermWords = []


class SourcePart(_Part):
    """A feed that the workspace added; `id` is what the file's other parts call it."""

    id: _Name
    url: _Address
    kind: Annotated[str, _one_of(kind_names(), "source kind")] = "feed"
    title: _Line = ""
    publisher: _Line = ""
    family: _Line = ""
    tier: Annotated[str, _one_of(Tier, "tier")] = Tier.EXPERT.value
    topics: _Topics = []
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{0,20}$")] = ""
    paused: bool = False


class WorkspaceFile(_Part):
    """A whole file. `switches` are sources of everyone's that the workspace paused or removed, by id."""

    tidings: Literal[1]
    workspace: WorkspacePart
    subscriptions: Annotated[list[SubscriptionPart], Field(max_length=1000)] = []
    terms: Annotated[dict[_Name, TermPart | None], Field(max_length=5000)] = {}
    sources: Annotated[list[SourcePart], Field(max_length=1000)] = []
    switches: Annotated[dict[_Name, Literal["paused", "removed"]], Field(max_length=5000)] = {}


def read_data(body: bytes) -> object:
    """The data of a JSON file; RequestError where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"it is not JSON ({error}). Nothing was changed") from None


def checked(data: object) -> WorkspaceFile:
    """The file of its data; RequestError names every place that is wrong, a few at a time."""
    version = data.get("tidings") if isinstance(data, dict) else None
    if type(version) is not int or version < FORMAT:
        raise RequestError("it is not an export of Tidings. Nothing was changed")
    if version > FORMAT:
        raise RequestError(
            f"a newer Tidings wrote it (format {version}); update this one. Nothing was changed"
        )
    try:
        return WorkspaceFile.model_validate_json(json.dumps(data))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        told = [problem(_path(one["loc"]), one["msg"], one["input"]) for one in problems[:_MOST_TOLD]]
        more = [f"{len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else []
        raise RequestError(f"{'; '.join((*told, *more))}. Nothing was changed") from None


def problem(path: str, wants: str, got: object = None) -> str:
    """One wrong place in words: where it is, what it wants, what it says."""
    wants = wants.removeprefix("Value error, ")
    shown = f" (it says {got!r})" if isinstance(got, str | int) else ""
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[:_LONGEST_SHOWN] + "…)"
    return f"{path or 'the file'}: {wants[:1].lower()}{wants[1:]}{shown}"


def _path(location: Iterable[int | str]) -> str:
    """A place in the file as people write it: `subscriptions[2].zone`."""
    return "".join(f"[{name}]" if isinstance(name, int) else f".{_named(name)}" for name in location)[1:]


def _named(name: str) -> str:
    plain = name if name.isprintable() and name else repr(name)
    return plain[:_LONGEST_SHOWN]
