"""Kind `arxiv`: papers from arXiv's query API (Atom) or its daily announcements (rss.arxiv.org).

A paper is its number without the version, so that a revision is not news; announced replacements are left
out. API: https://info.arxiv.org/help/api/user-manual.html. Full texts are not read.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.errors import ParseError
from bot.model import Feed
from bot.sources.kinds import Parsed
from bot.sources.raw import Raw, RawFeed, parsed
from bot.sources.syndication import read_syndication
from bot.sources.xml_guard import guarded_xml

_NUMBER = re.compile(
    r"(?:abs/|pdf/|arXiv\.org[:/])((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7})|\d{4}\.\d{4,5})(?:v\d+)?", re.ASCII
)
_ANNOUNCED = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*(\S+)\s*(?:Abstract:\s*)?", re.IGNORECASE)
_LABELLED = re.compile(r"\s*(?:Title:.{1,400}?\s)?Abstract:\s+", re.DOTALL)
_TITLE_LABEL = re.compile(r"^\s*Title:\s+")
_TITLE_NUMBER = re.compile(r"\s*\(arXiv:[^()]*\)\s*$")


def address(feed: Feed) -> str:
    """Return the address to GET: the feed's own, which holds the query."""
    return feed.url


def parse(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Return the papers of one answer but replacements; raises ParseError where arXiv reports an error."""
    try:
        raw = read_syndication(guarded_xml(body, content_type), url)
        if len(raw.entries) == 1 and "/api/errors" in raw.entries[0].guid:
            raise ParseError(f"arXiv says: {raw.entries[0].markup[:200]}")
    except ParseError as error:
        raise ParseError(str(error), feed.id) from error
    papers = (_paper(entry) for entry in raw.entries)
    about = replace(raw, entries=tuple(paper for paper in papers if paper is not None), language="en")
    return parsed(_with_day(about), feed, url, now)


def _with_day(raw: RawFeed) -> RawFeed:
    """arXiv announces once a day, so asking more often than every hour finds nothing."""
    return raw if raw.ttl_s else replace(raw, ttl_s=3600)


def _paper(entry: Raw) -> Raw | None:
    """Return the entry with number, title and abstract cleaned; None for a replacement or no paper."""
    found = _NUMBER.search(entry.guid) or _NUMBER.search(entry.link)
    announced = _ANNOUNCED.match(entry.markup)
    if found is None or (announced and announced[1].lower().startswith("replace")):
        return None
    abstract = entry.markup[announced.end() :] if announced else _LABELLED.sub("", entry.markup, count=1)
    return replace(
        entry,
        guid=f"arxiv:{found[1]}",
        link=f"https://arxiv.org/abs/{found[1]}",
        title=_TITLE_NUMBER.sub("", _TITLE_LABEL.sub("", entry.title)),
        markup=abstract if abstract.lstrip().startswith("<p") else " ".join(abstract.split()),
        is_text=not abstract.lstrip().startswith("<p"),
        discussion="",
    )
