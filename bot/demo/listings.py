"""The JSON formats of the sample edition: JSON Feed, and two sites' own lists with points or upvotes.

Used by `formats.py`. Writes; the kinds that read it back are in `bot/sources/kinds`.
"""

import json
from datetime import datetime
from typing import Any

from bot.demo.edition import Outlet, Piece
from bot.demo.xml_writing import plain


def json_feed(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""
    items = [
        {
            "id": piece.url,
            "url": piece.url,
            "title": piece.title,
            "content_html": piece.html,
            "date_published": piece.at.isoformat(),
            "authors": [{"name": piece.author}],
        }
        for piece in pieces
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": outlet.home,
        "language": outlet.language,
        "items": items,
    }
    return _written(feed)


def hackernews(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """The search API of Hacker News (https://hn.algolia.com/api); a question has text and no address."""
    return _written({"hits": [_hit(piece) for piece in pieces], "nbHits": len(pieces), "page": 0})


def huggingface(outlet: Outlet, pieces: tuple[Piece, ...]) -> bytes:
    """The daily papers list of Hugging Face (https://huggingface.co/api/daily_papers)."""
    return _written([_paper(piece) for piece in pieces])


def _hit(piece: Piece) -> dict[str, Any]:
    hit: dict[str, Any] = {
        "objectID": piece.id,
        "title": piece.title,
        "author": piece.author,
        "points": piece.points,
        "num_comments": piece.comments,
        "created_at": _zulu(piece.at),
        "created_at_i": int(piece.at.timestamp()),
        "_tags": ["story", f"author_{piece.author}", f"story_{piece.id}"],
    }
    return hit | ({"url": piece.url} if piece.url else {"story_text": piece.html})


def _paper(piece: Piece) -> dict[str, Any]:
    paper = {
        "id": piece.id,
        "title": piece.title,
        "summary": plain(piece.html),
        "upvotes": piece.points,
        "publishedAt": _zulu(piece.at),
        "authors": [{"name": name} for name in piece.author.split(", ")],
    }
    return {"paper": paper, "title": piece.title, "publishedAt": _zulu(piece.at), "numComments": 0}


def _zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _written(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, indent=1).encode()
