"""RSS 0.9x-2.0, RDF and Atom text to raw entries. Only home of feedparser.

Called by `kinds/feed.py` and `kinds/arxiv.py` with text that `xml_guard` has passed. feedparser is given
bytes in memory and nothing else, so it can open no file and no address; its own sanitiser and resolver
are off (they cost more than all its parsing), for `markup` does both for what is kept.
"""

import io
import re
from itertools import accumulate, pairwise
from typing import Any
from urllib.parse import urlsplit

import feedparser

from bot.errors import ParseError
from bot.sources.dates import read_date
from bot.sources.plain_rss import read_plain_rss
from bot.sources.raw import MAX_ENTRIES, Raw, RawFeed, ttl_s
from bot.sources.xml_guard import MAX_LOAD, OPAQUE, check_load, load

_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ITEM_START = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_DATE = re.compile(
    r"<(?:pubDate|updated|published|issued|modified|dc:date)\b[^<>]*>([^<]{6,60})<", re.IGNORECASE
)
_NOT_A_PAGE = ("self", "enclosure", "edit", "replies", "hub", "next", "previous", "license")


def read_syndication(text: str, url: str) -> RawFeed:
    """Return what an RSS, RDF or Atom document that came from `url` says.

    Raises ParseError for web pages and for anything that is no feed.
    """
    root = _ROOT.search(OPAQUE.sub("", text[:20_000]))
    if root is None:
        raise ParseError("no XML element in it")
    if root[2].lower() in ("html", "head", "body", "div", "p", "meta"):
        raise ParseError("this is a web page, not a feed")
    text = _trimmed(text)
    check_load(text)
    return read_plain_rss(text) or read_by_feedparser(text, url, root[2])


def read_by_feedparser(text: str, url: str, root: str) -> RawFeed:
    """Return what feedparser reads in a document whose first element is `root`; raises ParseError."""
    # Atom's links count from the document (RFC 4287), RSS's in practice from the site, which `raw` knows.
    location = url if root.lower() == "feed" else ""
    document = _feedparser(text, location)
    if not document.version and not document.entries:
        raise ParseError(f"no feed: its first element is <{root}>")
    about = document.feed
    return RawFeed(
        entries=tuple(_raw(entry, location) for entry in document.entries),
        title=_text(about.get("title")),
        link=_text(about.get("link")),
        language=_text(about.get("language")),
        ttl_s=ttl_s(
            _text(about.get("ttl")),
            _text(about.get("sy_updateperiod")),
            _text(about.get("sy_updatefrequency")),
        ),
    )


def _feedparser(text: str, location: str) -> Any:
    """Return feedparser's result; whatever it trips over becomes a ParseError."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": location}
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser raises what its parts raise; hostile input reaches many of them
        raise ParseError(f"feedparser gave up: {type(error).__name__}: {error}") from error


def _trimmed(text: str) -> str:
    """Return the document with only its newest entries, where it has too many to parse in time."""
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    first = _ITEM_START.search(text)
    if first is None or not ends or first.start() > ends[0]:
        return text
    if len(ends) <= MAX_ENTRIES and load(text) <= MAX_LOAD:
        return text
    items = [text[start:end] for start, end in pairwise([first.start(), *ends])]
    dates = [read_date(found[1].strip()) if (found := _ITEM_DATE.search(item)) else None for item in items]
    rank = sorted((0.0 if date is None else -date.timestamp(), place) for place, date in enumerate(dates))
    loads = accumulate(load(items[place]) for _, place in rank[:MAX_ENTRIES])
    room = MAX_LOAD - load(text[: first.start()] + text[ends[-1] :])
    kept = sorted(place for (_, place), sum_ in zip(rank, loads, strict=False) if sum_ <= room)
    if not kept:
        return text
    return "".join([text[: first.start()], *(items[place] for place in kept), text[ends[-1] :]])


def _raw(entry: Any, location: str) -> Raw:
    """Return one of feedparser's entries as ours."""
    body = _longest(entry)
    base = _text(body.get("base"))
    link = _text(entry.get("feedburner_origlink")) or _text(entry.get("link")) or _other_link(entry)
    comments = _text(entry.get("comments"))
    return Raw(
        guid=_text(entry.get("id")),
        link=link,
        title=_text(entry.get("title")),
        markup=_text(body.get("value")),
        is_text=body.get("type") == "text/plain",
        author=_author(entry),
        date=_date(entry),
        language=_text(body.get("language")),
        base="" if base == location else base,
        discussion=comments if _host(comments) != _host(link) else "",
    )


def _longest(entry: Any) -> dict[str, Any]:
    """Return the longest of an entry's texts: publishers put the article in any of three elements."""
    texts = [*entry.get("content", ()), entry.get("summary_detail") or {"value": entry.get("summary", "")}]
    readable = [
        one for one in texts if str(one.get("type", "text/html")).startswith(("text/", "application/xhtml"))
    ]
    return max(readable, key=lambda one: len(one.get("value") or ""), default={})


def _other_link(entry: Any) -> str:
    """Return the first link of an entry that may be its page, where none is marked so."""
    hrefs = (_text(link.get("href")) for link in entry.get("links", ()) if link.get("rel") not in _NOT_A_PAGE)
    return next((href for href in hrefs if href), "")


def _author(entry: Any) -> str:
    """Return who wrote an entry: names where there are names."""
    names = [_text(author.get("name")) for author in entry.get("authors", ()) if isinstance(author, dict)]
    return ", ".join(name for name in names[:5] if name) or _text(entry.get("author"))


def _date(entry: Any) -> str:
    """Return the text of the publication date, or of the last change where nothing else is said."""
    return next(
        (text for name in ("published", "created", "updated") if (text := _text(entry.get(name)))), ""
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _text(value: object) -> str:
    """Return a field as text; feedparser gives None, and lists and dicts where a feed repeats itself."""
    return value.strip() if isinstance(value, str) else ""
