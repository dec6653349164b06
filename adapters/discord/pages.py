"""Where a document is cut: parts that fit one message of Discord each, in components and in embeds. Pure.

Used by render.py. Cuts between blocks, never inside one: `bot/showing/lines.py` keeps each small enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from adapters.discord.markdown import MARKDOWN
from bot.document import Action, Block, Document
from bot.showing import parts
from bot.showing.legible import units
from bot.showing.lines import (
    BUTTONS_MOST,
    NOTE_MOST,
    TITLE_MOST,
    Entry,
    Line,
    Look,
    Piece,
    Rank,
    note_of,
    piece,
    title_of,
)

COMPONENTS_MOST = 40  # of a message, nested ones counted
TEXT_MOST = 4_000  # characters of a message's markdown; a message of embeds may hold 6,000
ROW_MOST = 5  # buttons in a row, and rows of a message of embeds
MENU_MOST = 25  # entries of a menu
_FOR_TURNING = 4  # components: a row of three buttons that turn pages
_FOR_HEAD = 1
HEAD_MOST = TITLE_MOST + NOTE_MOST + 10
_BEFORE = {Rank.HEADING: "### ", Rank.TEXT: "", Rank.SMALL: "-# "}


@dataclass(frozen=True, slots=True)
class Panel:
    """Pieces that are shown as one: text, then buttons in rows, then a menu; boxed unless `look` is PLAIN."""

    look: Look
    text: str
    buttons: tuple[Action, ...] = ()
    entries: tuple[Entry, ...] = ()
    number: int = 0

    @property
    def components(self) -> int:
        """How many components it takes, nested ones counted."""
        rows = -(-len(self.buttons) // ROW_MOST)
        box = 0 if self.look is Look.PLAIN else 1
        return box + bool(self.text) + rows + len(self.buttons) + 2 * bool(self.entries)

    @property
    def rows(self) -> int:
        """How many rows its buttons and its menu take."""
        return -(-len(self.buttons) // ROW_MOST) + bool(self.entries)


def head(document: Document) -> str:
    """The title's lines, "" where there is neither title nor note."""
    title, note = title_of(document, MARKDOWN), note_of(document, MARKDOWN)
    return "\n".join([*([f"## {title}"] if title else ()), *([f"-# {note}"] if note else ())])


def panels(blocks: Iterable[Block]) -> tuple[Panel, ...]:
    """The blocks as panels: running text together, neighbouring terms together, all else alone."""
    return _grouped(map(_piece, blocks))


def _grouped(pieces: Iterable[Piece]) -> tuple[Panel, ...]:
    made: list[Panel] = []
    for one in pieces:
        if not one.lines and not one.buttons:
            continue
        panel = Panel(one.look, _text(one.lines), one.buttons, (one.entry,) if one.entry else (), one.number)
        if made and _belong(made[-1], panel):
            made[-1] = _joined(made[-1], panel)
        else:
            made.append(panel)
    return tuple(made)


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(_BEFORE[line.rank] + line.text for line in lines)


def _belong(before: Panel, panel: Panel) -> bool:
    if before.look is not panel.look or len(before.entries) + len(panel.entries) > MENU_MOST:
        return False
    return panel.look is Look.TERM or (panel.look is Look.PLAIN and not before.buttons)


def _joined(before: Panel, panel: Panel) -> Panel:
    text = "\n".join(filter(None, (before.text, panel.text)))
    return replace(before, text=text, buttons=panel.buttons, entries=before.entries + panel.entries)


def split(document: Document) -> tuple[Document, ...]:
    """The document as parts that fit one message each."""
    return parts.split(parts.divided(document, BUTTONS_MOST), _piece, _fit)


def _piece(block: Block) -> Piece:
    return piece(block, MARKDOWN)


def _fit(pieces: Sequence[Piece]) -> bool:
    grouped = _grouped(pieces)
    return (
        sum(units(panel.text) + 1 for panel in grouped) <= TEXT_MOST - HEAD_MOST
        and sum(panel.components for panel in grouped) <= COMPONENTS_MOST - _FOR_TURNING - _FOR_HEAD
        and packed_rows(grouped) < ROW_MOST
    )


def packed_rows(grouped: Sequence[Panel]) -> int:
    """How many rows a message of embeds needs: all buttons one after another, and each menu."""
    buttons = sum(len(panel.buttons) for panel in grouped)
    return -(-buttons // ROW_MOST) + sum(bool(panel.entries) for panel in grouped)
