"""Kind `feed`: RSS 0.9x-2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.x.

Chooses the reader by what the bytes are, not by what the server calls them. The readers are
`syndication.py` and `jsonfeed.py`; making entries safe is `raw.py`.
"""

from datetime import datetime

from bot.errors import ParseError
from bot.model import Feed
from bot.sources.jsonfeed import read_json_feed
from bot.sources.kinds import Parsed
from bot.sources.raw import parsed
from bot.sources.syndication import read_syndication
from bot.sources.xml_guard import guarded_xml


def address(feed: Feed) -> str:
    """Return the address to GET: the feed's own."""
    return feed.url


def parse(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Return the entries of any feed format; raises ParseError where `body` is no feed or attacks."""
    start = body[:200].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if not start:
        raise ParseError("an empty answer", feed.id)
    try:
        if start.startswith((b"{", b"[")):
            raw = read_json_feed(body, content_type)
        else:
            raw = read_syndication(guarded_xml(body, content_type), url)
    except ParseError as error:
        raise ParseError(str(error), feed.id) from error
    return parsed(raw, feed, url, now)
