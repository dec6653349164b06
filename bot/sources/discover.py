"""Feeds found from a site's page, and whether bytes look like a feed at all.

Used when somebody adds a site instead of a feed. Pure: it is given the page, and what it returns has yet to
be fetched and tried.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from bot.sources.markup import plain_line, safe_url
from bot.sources.xml_guard import decoded

MAX_PAGE = 2_000_000
MAX_FOUND = 20
_TYPES = {
    "application/atom+xml": 0, "application/rss+xml": 0, "application/feed+json": 0,
    "application/rdf+xml": 1, "application/json": 1, "application/xml": 1, "text/xml": 1,
}  # fmt: skip
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom|index)(?:\.(?:xml|rss|atom|json))?/?$|\.(?:rss|atom)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comments?\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_BEFORE_ROOT = (("<?", "?>"), ("<!--", "-->"), ("<!doctype", ">"))


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed's address, absolute, and the title the page gives it ("" where it gives none)."""

    url: str
    title: str


def find_feeds(page: bytes, url: str, content_type: str = "") -> tuple[FoundFeed, ...]:
    """Return the feeds that the page at `url` names, best first: declared ones, then links that look so.

    Feeds of comments come last of all. A page that cannot be read names none.
    """
    try:
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded(page[:MAX_PAGE], content_type))
        document = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    base = next((safe_url(tag.get("href", ""), url) for tag in document.iter("base")), "") or url
    found = [*_declared(document, base), *_linked(document, base)]
    ranked = sorted(found, key=lambda one: (bool(_COMMENTS.search(f"{one[1].title} {one[1].url}")), one[0]))
    unique = {feed.url: feed for _, feed in reversed(ranked)}
    return tuple(dict.fromkeys(unique[feed.url] for _, feed in ranked))[:MAX_FOUND]


def is_feed(body: bytes, content_type: str = "") -> bool:
    """Say whether bytes begin like a feed of any format; they may still turn out broken."""
    start = decoded(body[:4_000], content_type).lstrip("\ufeff\x00 \t\r\n")
    if start.startswith("{"):
        return "jsonfeed.org/version" in start or bool(re.search(r'"items"\s*:\s*\[', start))
    return bool(_ROOT.match(start, _root_at(start)))


def _root_at(text: str) -> int:
    """Return where the root element can begin: after declarations, comments and white space."""
    at = 0
    while True:
        while text[at : at + 1].isspace():
            at += 1
        closing = next((close for opening, close in _BEFORE_ROOT if _opens(text, opening, at)), "")
        end = text.find(closing, at) if closing else -1
        if end < 0:
            return at
        at = end + len(closing)


def _opens(text: str, opening: str, at: int) -> bool:
    return text[at : at + len(opening)].lower() == opening


def _declared(document: html.HtmlElement, base: str) -> list[tuple[int, FoundFeed]]:
    """Return the feeds in <link rel=alternate>, with their rank."""
    found = []
    for link in document.iter("link"):
        kind = link.get("type", "").split(";")[0].strip().lower()
        address = safe_url(link.get("href", ""), base)
        if "alternate" in link.get("rel", "").lower().split() and kind in _TYPES and address:
            found.append((_TYPES[kind], FoundFeed(address, plain_line(link.get("title", "")))))
    return found


def _linked(document: html.HtmlElement, base: str) -> list[tuple[int, FoundFeed]]:
    """Return the links on the page whose address looks like a feed's."""
    found = []
    for link in document.iter("a"):
        address = safe_url(link.get("href", ""), base)
        if address and _FEED_PATH.search(urlsplit(address).path) and address != base:
            found.append((2, FoundFeed(address, plain_line(link.text_content()))))
    return found
