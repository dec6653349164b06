"""The Atom family as the sample edition needs it: 1.0, the draft 0.3, releases of a code host, arXiv's API.

Used by `formats.py`. Writes; the parser that reads it back is `bot/sources/syndication.py`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from bot.demo.edition import Outlet, Piece
from bot.demo.xml_writing import add, plain, root, written

_BEFORE_ALL = datetime(2026, 11, 1, tzinfo=UTC)


def atom_10(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """A blog's feed with tag addresses as ids (RFC 4151)."""
    return _atom_10(outlet, pieces, lambda piece: f"tag:{outlet.hosts[0]},2026:{piece.id}")


def github_releases(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """Releases as GitHub lists them: the id ends in the tag, the title is what the author called it."""
    return _atom_10(outlet, pieces, lambda piece: f"tag:code.example,2008:Repository/4711/{piece.id}")


def atom_03(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """The draft of 2003: issued and modified, content escaped by mode."""
    document = root("feed", "atom03", version="0.3")
    _about(document, outlet)
    for piece in pieces:
        entry = add(document, "entry")
        _titled(entry, piece, piece.url)
        add(entry, "issued", piece.at.isoformat())
        add(entry, "modified", piece.at.isoformat())
        add(entry, "content", piece.html, {"type": "text/html", "mode": "escaped"})
    return written(document)


def arxiv(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """Papers as the arXiv API answers: versioned ids, abstracts broken into lines, one author an element."""
    document = root("feed", "atom", "arxiv")
    _about(document, outlet)
    add(document, "id", "http://arxiv.org/api/sample")
    add(document, "updated", _newest(pieces))
    for piece in pieces:
        entry = add(document, "entry")
        add(entry, "id", f"http://arxiv.org/abs/{piece.id}v1")
        add(entry, "updated", piece.at.isoformat())
        add(entry, "published", piece.at.isoformat())
        add(entry, "title", piece.title)
        add(entry, "summary", plain(piece.html).replace(". ", ".\n  "))
        for name in piece.author.split(", "):
            add(add(entry, "author"), "name", name)
        link = {"href": f"http://arxiv.org/abs/{piece.id}v1", "rel": "alternate", "type": "text/html"}
        add(entry, "link", attributes=link)
        add(entry, "arxiv:primary_category", attributes={"term": "cs.AI"})
    return written(document)


def _atom_10(outlet: Outlet, pieces: tuple[Piece, ...], guid: Callable[[Piece], str]) -> bytes:
    document = root("feed", "atom")
    _about(document, outlet)
    add(document, "id", outlet.home)
    add(document, "updated", _newest(pieces))
    for piece in pieces:
        entry = add(document, "entry")
        _titled(entry, piece, guid(piece))
        add(entry, "published", piece.at.isoformat())
        add(entry, "updated", piece.at.isoformat())
        add(entry, "content", piece.html, {"type": "html"})
    return written(document)


def _about(document: Element, outlet: Outlet) -> None:
    document.set("xml:lang", outlet.language)
    add(document, "title", outlet.title)
    add(document, "link", attributes={"rel": "alternate", "type": "text/html", "href": outlet.home})


def _titled(entry: Element, piece: Piece, guid: str) -> None:
    add(entry, "id", guid)
    add(entry, "title", piece.title)
    add(entry, "link", attributes={"rel": "alternate", "type": "text/html", "href": piece.url})
    add(add(entry, "author"), "name", piece.author)


def _newest(pieces: tuple[Piece, ...]) -> str:
    return max((piece.at for piece in pieces), default=_BEFORE_ALL).isoformat()
