"""JSON from strangers, and JSON Feed 1.x (jsonfeed.org/version/1.1) to raw entries.

`read_json` is what every kind that is answered in JSON starts with. Pure. Says nothing about other formats.
"""

import json
from typing import Any

from bot.errors import ParseError
from bot.sources.raw import Raw, RawFeed
from bot.sources.xml_guard import decoded

_MAX_NUMBER = 100  # digits; Python refuses 4300, and takes long for what it accepts
_MAX_INT = 2**53


def read_json(body: bytes, content_type: str = "") -> Any:
    """Return what a JSON document says; raises ParseError for other text, absurd depth or numbers."""
    try:
        return json.loads(
            decoded(body, content_type).lstrip("\ufeff"), parse_int=_int, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(f"no JSON that can be read: {type(error).__name__}") from error


def as_text(value: object) -> str:
    """Return a JSON value where text is expected: numbers are written out, anything else is ""."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def as_count(value: object) -> int | None:
    """Return a JSON value where a count is expected, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_INT else None


def as_dict(value: object) -> dict[str, Any]:
    """Return a JSON value where an object is expected; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def as_dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects in a JSON value where a list of objects is expected."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def read_json_feed(body: bytes, content_type: str = "") -> RawFeed:
    """Return what a JSON Feed says; raises ParseError for other JSON."""
    document = as_dict(read_json(body, content_type))
    if not isinstance(document.get("items"), list):
        raise ParseError("JSON, but no JSON Feed: it has no list of items")
    return RawFeed(
        entries=tuple(_raw(item) for item in as_dicts(document["items"])),
        title=as_text(document.get("title")),
        link=as_text(document.get("home_page_url")),
        language=as_text(document.get("language")),
    )


def _raw(item: dict[str, Any]) -> Raw:
    markup = as_text(item.get("content_html"))
    authors = [*as_dicts(item.get("authors")), as_dict(item.get("author"))]
    return Raw(
        guid=as_text(item.get("id")),
        link=as_text(item.get("url")) or as_text(item.get("external_url")),
        title=as_text(item.get("title")),
        markup=markup or as_text(item.get("content_text")) or as_text(item.get("summary")),
        is_text=not markup,
        author=", ".join(name for author in authors[:5] if (name := as_text(author.get("name")))),
        date=as_text(item.get("date_published")) or as_text(item.get("date_modified")),
        language=as_text(item.get("language")),
    )


def _int(digits: str) -> int:
    if len(digits) > _MAX_NUMBER:
        raise ValueError("a number of absurd length")
    return int(digits)


def _no_constant(name: str) -> None:
    """NaN and Infinity are not JSON; they become null."""
