"""The RSS family as the sample edition needs it: 0.91, RDF (1.0), 2.0 in three dresses, podcasts.

Used by `formats.py`. Writes; the parser that reads it back is `bot/sources/syndication.py`.
"""

from collections.abc import Callable
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from bot.demo.edition import Outlet, Piece
from bot.demo.xml_writing import add, plain, root, written

_Part = Callable[[Element, Piece], None]


def rss_20(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """A newspaper's feed: HTML in the description, permanent links as GUIDs."""
    return _rss(outlet, pieces, "2.0", _description, _author, _guid)


def rss_20_full(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """A blog's feed: a teaser, and the whole text in content:encoded."""
    return _rss(outlet, pieces, "2.0", _teaser, _creator, _guid, _content)


def rss_20_generated(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """A feed made from somebody's page: no GUID, no author."""
    return _rss(outlet, pieces, "2.0", _description)


def rss_091(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """The feed of 1999: plain text, no GUID (dates were not in the standard, but in use)."""
    return _rss(outlet, pieces, "0.91", _plain_description)


def podcast(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """Episodes: notes in itunes:summary, and a sound file."""
    return _rss(outlet, pieces, "2.0", _teaser, _guid, _episode)


def rss_10(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """RDF: items beside the channel, dates and authors in Dublin Core."""
    document = root("rdf:RDF", "rss10", "rdf", "dc")
    channel = add(document, "channel", attributes={"rdf:about": outlet.home})
    _about(channel, outlet, "dc:language")
    order = add(add(channel, "items"), "rdf:Seq")
    for piece in pieces:
        add(order, "rdf:li", attributes={"rdf:resource": piece.url})
        item = add(document, "item", attributes={"rdf:about": piece.url})
        add(item, "title", piece.title)
        add(item, "link", piece.url)
        add(item, "description", piece.html)
        add(item, "dc:creator", piece.author)
        add(item, "dc:date", piece.at.isoformat())
    return written(document)


def _rss(outlet: Outlet, pieces: tuple[Piece, ...], version: str, *parts: _Part) -> bytes:
    document = root("rss", "", "content", "dc", "itunes", version=version)
    channel = add(document, "channel")
    _about(channel, outlet, "language")
    for piece in pieces:
        item = add(channel, "item")
        add(item, "title", piece.title)
        add(item, "link", piece.url)
        for add_part in parts:
            add_part(item, piece)
        add(item, "pubDate", format_datetime(piece.at, usegmt=True))
    return written(document)


def _about(channel: Element, outlet: Outlet, language_tag: str) -> None:
    add(channel, "title", outlet.title)
    add(channel, "link", outlet.home)
    add(channel, "description", outlet.title)
    add(channel, language_tag, outlet.language)


def _description(item: Element, piece: Piece) -> None:
    add(item, "description", piece.html)


def _plain_description(item: Element, piece: Piece) -> None:
    add(item, "description", plain(piece.html))


def _teaser(item: Element, piece: Piece) -> None:
    add(item, "description", plain(piece.html).strip().partition("\n")[0])


def _content(item: Element, piece: Piece) -> None:
    add(item, "content:encoded", piece.html)


def _author(item: Element, piece: Piece) -> None:
    if piece.author:
        add(item, "author", f"desk@news.example ({piece.author})")


def _creator(item: Element, piece: Piece) -> None:
    add(item, "dc:creator", piece.author)


def _guid(item: Element, piece: Piece) -> None:
    add(item, "guid", piece.url, {"isPermaLink": "true"})


def _episode(item: Element, piece: Piece) -> None:
    add(item, "itunes:summary", plain(piece.html))
    add(item, "itunes:duration", "52:10")
    add(item, "enclosure", attributes={"url": f"{piece.url}.mp3", "length": "50100000", "type": "audio/mpeg"})
