"""The sample edition as values: 23 outlets with their pieces over five days in November 2026.

Read from `edition/*.toml`, which people wrote; every name in it is invented. `formats.py` writes an outlet as
a feed and `newsstand.py` serves it. Nothing here knows a feed format or the network.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urljoin

from bot.model import Tier

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_GOLD = "gold.toml"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing an outlet published. `id` is unique in its outlet, `html` is what the outlet's feed carries.

    `url` is "" where the piece is a discussion without a page of its own.
    """

    id: str
    title: str
    url: str
    at: datetime
    html: str = ""
    author: str = ""
    points: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Outlet:
    """One source of the edition, pieces newest first.

    `format` names a format of `formats.py`. `behaviour` is "" for a sound source, else what is wrong with
    it: down, malformed, redated or redirects-inside.
    """

    id: str
    format: str
    title: str
    publisher: str
    family: str
    tier: Tier
    path: str
    home: str
    language: str
    hosts: tuple[str, ...]
    topics: tuple[str, ...]
    behaviour: str
    pieces: tuple[Piece, ...]

    def known(self, as_of: datetime) -> tuple[Piece, ...]:
        """Pieces published by `as_of`, newest first."""
        return tuple(piece for piece in self.pieces if piece.at <= as_of)


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as a person drew it, its pieces as "outlet/piece"; the head of `gold.toml` says the rest."""

    id: str
    pieces: tuple[str, ...]
    updates: str = ""
    related: str = ""
    apart: tuple[str, ...] = ()


@cache
def outlets() -> tuple[Outlet, ...]:
    """Return the edition's outlets, by name of their files."""
    folder = resources.files("bot.demo") / "edition"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        _outlet(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files if file.name != _GOLD
    )


@cache
def gold() -> tuple[Telling, ...]:
    """Return the stories that several outlets tell; a piece in none of them stands alone."""
    text = (resources.files("bot.demo") / "edition" / _GOLD).read_text(encoding="utf-8")
    return tuple(
        Telling(
            id=story["id"],
            pieces=tuple(story["pieces"]),
            updates=story.get("updates", ""),
            related=story.get("related", ""),
            apart=tuple(story.get("apart", ())),
        )
        for story in tomllib.loads(text)["story"]
    )


def _outlet(table: dict[str, Any]) -> Outlet:
    pieces = [_piece(entry, table) for entry in table.get("entry", ())]
    return Outlet(
        id=table["id"],
        format=table["format"],
        title=table["title"],
        publisher=table["publisher"],
        family=table["family"],
        tier=Tier(table["tier"]),
        path=table["path"],
        home=table["home"],
        language=table["language"],
        hosts=tuple(table["hosts"]),
        topics=tuple(table.get("topics", ())),
        behaviour=table.get("behaviour", ""),
        pieces=tuple(sorted(pieces, key=lambda piece: piece.at, reverse=True)),
    )


def _piece(entry: dict[str, Any], table: dict[str, Any]) -> Piece:
    has_page = table["format"] != "hackernews" or "url" in entry
    return Piece(
        id=entry["id"],
        title=entry["title"],
        url=entry.get("url", urljoin(table["home"], entry["id"])) if has_page else "",
        at=entry["at"],
        html=_html(entry.get("body", "")),
        author=entry.get("author", ""),
        points=entry.get("points", 0),
        comments=entry.get("comments", 0),
    )


def _html(body: str) -> str:
    """Blocks parted by empty lines become paragraphs, unless they begin with a tag already."""
    blocks = [" ".join(block.split()) for block in body.split("\n\n") if block.strip()]
    return "\n".join(block if block[0] == "<" and block[1] != "a" else f"<p>{block}</p>" for block in blocks)
