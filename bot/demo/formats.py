"""An outlet of the sample edition, written as the feed its publisher would serve.

Between `edition.py` and `newsstand.py`. A writer for the demo and its tests, not for anybody's site.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.demo import atom, listings, rss
from bot.demo.edition import Outlet, Piece


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is written, what a server calls it, and the source kind that reads it."""

    write: Callable[[Outlet, tuple[Piece, ...]], bytes]
    content_type: str
    kind: str = "feed"


FORMATS = {
    "rss-0.91": Format(rss.rss_091, "text/xml"),
    "rss-1.0": Format(rss.rss_10, "application/rdf+xml"),
    "rss-2.0": Format(rss.rss_20, "application/rss+xml; charset=utf-8"),
    "rss-2.0-full": Format(rss.rss_20_full, "application/rss+xml; charset=utf-8"),
    "rss-2.0-generated": Format(rss.rss_20_generated, "text/plain; charset=utf-8"),
    "podcast": Format(rss.podcast, "application/rss+xml; charset=utf-8"),
    "atom-0.3": Format(atom.atom_03, "application/xml"),
    "atom-1.0": Format(atom.atom_10, "application/atom+xml; charset=utf-8"),
    "github-releases": Format(atom.github_releases, "application/atom+xml; charset=utf-8"),
    "arxiv": Format(atom.arxiv, "application/atom+xml; charset=utf-8", "arxiv"),
    "json-feed-1.1": Format(listings.json_feed, "application/feed+json"),
    "hackernews": Format(listings.hackernews, "application/json; charset=utf-8", "hackernews"),
    "huggingface": Format(listings.huggingface, "application/json; charset=utf-8", "huggingface"),
}


def render(outlet: Outlet, as_of: datetime) -> bytes:
    """Return the outlet's feed as it stood at `as_of`, spoiled where the outlet's behaviour says so."""
    pieces = outlet.known(as_of)
    if outlet.behaviour == "redated":
        pieces = tuple(replace(piece, at=as_of) for piece in pieces)
    body = FORMATS[outlet.format].write(outlet, pieces)
    return _spoiled(body) if outlet.behaviour == "malformed" else body


def _spoiled(body: bytes) -> bytes:
    """Bare ampersands, an entity that HTML has and XML has not, and an end in the middle of the last item."""
    text = body.decode().replace("&amp;", "&").replace(". ", ".&nbsp; ")
    return text[: text.rfind("<pubDate>")].encode()
