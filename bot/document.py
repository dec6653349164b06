"""The platform-neutral message: a Document is a title and blocks, a small closed union.

Made by `bot/digest` and the commands, shown by adapters. An adapter `match`es the union and ends with
`assert_never`, so a new block fails the type check in every adapter that forgot it. All text is plain:
an adapter escapes it for its platform. Addresses are http(s).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, linked where `url` is given."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `quiet` marks small print such as the foot."""

    spans: tuple[Span, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and who said it."""

    text: str
    publisher: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article behind a story: who wrote it, under which title, how long ago in words and when (UTC)."""

    publisher: str
    title: str
    url: str
    age: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """Something a reader can do here: `label` for a button, `says` is the same as a typed line.

    `token` is what an adapter hands back when it is pressed (64 characters at most, "" until the document
    is signed): it works after a restart.
    """

    label: str
    says: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """One story: `number` is its place (0 alone), `update` says what is new if it was told before.

    `reason` says in words what `score` and `topics` (slugs) say in data. `terms` are names of terms that are
    explained below.
    """

    number: int
    story_id: str
    headline: str
    url: str
    sentences: tuple[Said, ...]
    reports: tuple[Report, ...]
    reason: str
    score: float
    topics: tuple[str, ...]
    update: str = ""
    terms: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Named values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TermCard:
    """One term: its line, and with `text` the fuller explanation.

    `related` are (slug, name) of terms to go on with, `read` places to read more. `more` says that there is
    a fuller explanation to ask for. A card with a line alone stands in a list of them.
    """

    slug: str
    name: str
    line: str
    text: str = ""
    related: tuple[tuple[str, str], ...] = ()
    read: tuple[Span, ...] = ()
    more: bool = False
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be done next, offered together below what stands above."""

    actions: tuple[Action, ...]


Block = Heading | Paragraph | StoryCard | Fields | TermCard | Actions


@dataclass(frozen=True, slots=True)
class Document:
    """A whole message; `note` stands beside the title (date, counts)."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""


def paragraph(text: str, quiet: bool = False) -> Paragraph:
    """Return a paragraph of one unlinked run."""
    return Paragraph((Span(text),), quiet)


def to_data(document: Document) -> dict[str, Any]:
    """Return the document as JSON-ready data; each block says its `type` first."""
    blocks = [{"type": type(block).__name__, **dataclasses.asdict(block)} for block in document.blocks]
    return {"title": document.title, "note": document.note, "blocks": blocks}


def from_data(data: Mapping[str, Any]) -> Document:
    """Return the document that `to_data` gave, as it is or after a way through JSON (times as ISO text).

    Raises KeyError, TypeError or ValueError for data of another shape.
    """
    kinds = {kind.__name__: kind for kind in get_args(Block)}
    blocks = (_made(kinds[block["type"]], block) for block in data["blocks"])
    return Document(data["title"], tuple(blocks), data["note"])


@cache
def _fields(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _made(kind: Any, value: Any) -> Any:
    """The value as the kind of thing that a field of a block holds."""
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        kinds = inner[:1] * len(value) if inner[-1] is ... else inner
        return tuple(_made(one, item) for one, item in zip(kinds, value, strict=True))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _made(one, value[name]) for name, one in _fields(kind).items() if name in value})
    if kind is datetime and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value
