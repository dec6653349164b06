"""The catalogue: which feeds are read by default, and how a file of feeds is checked.

Stands before everything else in the flow: `load()` gives the feeds that are then fetched. The packaged
`catalogue.toml` and a file named with `--sources` have one format and one set of checks, and a mistake is
told by file, entry and field. It does not fetch, and does not know whether a feed is alive.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ConfigError
from bot.model import Feed, Tier
from bot.sources.kinds import kind_names

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"(?!www\.)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_LONGEST = 2000

_Check = Callable[[Any], str]  # what the field wants, or "" where the value is right


def load(path: Path | None = None) -> tuple[Feed, ...]:
    """Return the feeds of the packaged catalogue, or of the file at `path`, in the file's order.

    Feeds of a file have the origin "file". Raises ConfigError, naming file, entry and field.
    """
    return _packaged() if path is None else _read(path, str(path), "file")


@cache
def _packaged() -> tuple[Feed, ...]:
    with resources.as_file(resources.files("bot.sources") / "catalogue.toml") as path:
        return _read(path, "catalogue.toml", "catalogue")


def _read(path: Path, name: str, origin: str) -> tuple[Feed, ...]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: not TOML: {error}") from error
    return _feeds(document, name, origin)


def _feeds(document: dict[str, Any], name: str, origin: str) -> tuple[Feed, ...]:
    for key in document:
        if key != "feed":
            raise ConfigError(f"{name}: has {key!r} at the top, wants [[feed]] tables only")
    tables = document.get("feed", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{name}: feed: wants [[feed]] tables")
    feeds = tuple(
        _feed(table, f"{name}: {_label(n, table)}", origin) for n, table in enumerate(tables, start=1)
    )
    _check_unique(name, "id", [feed.id for feed in feeds])
    _check_unique(name, "url", [feed.url for feed in feeds])
    return feeds


def _label(number: int, table: dict[str, Any]) -> str:
    return f"feed {number} ({table.get('id', 'no id')})"


def _feed(table: dict[str, Any], where: str, origin: str) -> Feed:
    for field in table:
        if field not in _FIELDS:
            raise ConfigError(f"{where}: {field}: no such field, wants one of: {', '.join(_FIELDS)}")
    for field, check in _FIELDS.items():
        if field not in table and field in _REQUIRED:
            raise ConfigError(f"{where}: {field}: missing, wants {check(None)}")
        if field in table and (wanted := check(table[field])):
            raise ConfigError(f"{where}: {field}: got {table[field]!r}, wants {wanted}")
    return Feed(
        id=table["id"],
        kind=table["kind"],
        url=table["url"],
        title=table["title"],
        publisher=table["publisher"],
        family=table["family"],
        tier=Tier(table["tier"]),
        topics=tuple(table.get("topics", ())),
        language=table.get("language", ""),
        hosts=tuple(table.get("hosts", ())),
        origin=origin,
        paused=table.get("paused", False),
    )


def _check_unique(name: str, field: str, values: Iterable[str]) -> None:
    first: dict[str, int] = {}
    for number, value in enumerate(values, start=1):
        if value in first:
            raise ConfigError(
                f"{name}: feed {number}: {field}: {value!r} is also that of feed {first[value]}"
            )
        first[value] = number


def _shaped(shape: re.Pattern[str], wanted: str) -> _Check:
    def check(value: Any) -> str:
        return "" if isinstance(value, str) and shape.fullmatch(value) else wanted

    return check


def _several(one: _Check) -> _Check:
    def check(values: Any) -> str:
        good = isinstance(values, list) and not any(one(value) for value in values)
        return "" if good and len(set(values)) == len(values) else f"a list, each once, of {one(None)}"

    return check


def _one_of(names: Callable[[], Iterable[str]]) -> _Check:
    def check(value: Any) -> str:
        return "" if value in tuple(names()) else f"one of: {', '.join(names())}"

    return check


def _words(value: Any) -> str:
    good = isinstance(value, str) and 0 < len(value) <= _LONGEST and value == " ".join(value.split())
    return "" if good and value.isprintable() else "a line of text"


def _address(value: Any) -> str:
    wanted = "an address that starts with https:// or http://"
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable() or " " in value:
        return wanted
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        return wanted
    return "" if good and "@" not in parts.netloc else wanted


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


_slug = _shaped(_SLUG, "lower-case words joined by hyphens")
_FIELDS: dict[str, _Check] = {
    "id": _slug,
    "kind": _one_of(kind_names),
    "url": _address,
    "title": _words,
    "publisher": _words,
    "family": _slug,
    "tier": _one_of(lambda: [tier.value for tier in Tier]),
    "topics": _several(_slug),
    "language": _shaped(_LANGUAGE, "a language tag such as en or pt-BR"),
    "hosts": _several(_shaped(_HOST, "host names in lower case, without www.")),
    "paused": _yes_or_no,
}
_REQUIRED = ("id", "kind", "url", "title", "publisher", "family", "tier")
