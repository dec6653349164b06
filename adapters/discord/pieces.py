"""A block as a piece of a message: its markdown, its buttons, and how it is set off. Pure.

Between document.py's blocks and Discord's components: pages.py counts pieces and cuts between them, render.py
builds components or embeds of them. Text is escaped here, and each piece is within `PIECE_MOST`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from adapters.discord.markdown import cut_marked, escaped, host_of, link, shown, units
from bot.document import (
    Action,
    Actions,
    Block,
    Document,
    Fields,
    Heading,
    Paragraph,
    Said,
    Span,
    StoryCard,
    TermCard,
)

PIECE_MOST = 3_000  # UTF-16 units: with a head and a heading before it, it fits one message
BUTTONS_MOST = 20  # of one piece: four rows, so that a row remains to turn pages
_TITLE_MOST = 200
_NOTE_MOST = 150
HEAD_MOST = _TITLE_MOST + _NOTE_MOST + 10
_TOKEN_MOST = 64
_HEADING_MOST = 300
_HEADLINE_MOST = 800  # its address is up to 512 of them
_SENTENCE_MOST = 900
_SMALL_MOST = 900
_NAME_MOST = 100
_SMALL = "-# "


class Look(Enum):
    """How a piece is set off: running text, a box of its own, an update's box, or one of a list of terms."""

    PLAIN = "plain"
    BOX = "box"
    UPDATE = "update"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; `token` is what choosing it hands back."""

    name: str
    sentence: str
    token: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one block shows: `text` is markdown, "" where there are buttons alone; `entry` goes to a menu.

    `number` is the story's place, for forms in which buttons stand away from their story.
    """

    text: str
    look: Look = Look.PLAIN
    buttons: tuple[Action, ...] = ()
    entry: Entry | None = None
    number: int = 0


def head(document: Document) -> str:
    """The title's lines, "" where there is neither title nor note."""
    title, note = escaped(document.title, _TITLE_MOST), escaped(document.note, _NOTE_MOST)
    return "\n".join([*([f"## {title}"] if title else ()), *([_SMALL + note] if note else ())])


def piece(block: Block) -> Piece:
    """The block's piece."""
    match block:
        case Heading():
            text = escaped(block.text, _HEADING_MOST)
            return Piece(f"### {text}" if text else "")
        case Paragraph():
            return Piece(_within(_paragraph(block)))
        case Fields():
            return Piece(_within(_field(name, value) for name, value in block.rows))
        case StoryCard():
            look = Look.UPDATE if block.update else Look.BOX
            return Piece(_within(_card(block)), look, _pressable(block.actions), number=block.number)
        case TermCard():
            return _term(block)
        case Actions():
            return Piece(_typed(block.actions), buttons=_pressable(block.actions))
        case _:
            assert_never(block)


def _within(lines: Iterator[str]) -> str:
    """The lines that are not empty, as many as a piece holds; an ellipsis tells of those left out."""
    text = ""
    for line in filter(None, lines):
        if units(text) + units(line) + 3 > PIECE_MOST:
            return f"{text}\n…"
        text += f"\n{line}" if text else line
    return text


def _pressable(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    return tuple(action for action in actions if _carries(action.token))[:BUTTONS_MOST]


def _carries(token: str) -> bool:
    """Say whether a button can carry it and hand it back as it was."""
    return 0 < len(token) <= _TOKEN_MOST and token.isprintable()


def _typed(actions: tuple[Action, ...]) -> str:
    """What has no button is said as what to type."""
    lines = (
        f"/{shown(action.says)}" for action in actions if not _carries(action.token) and shown(action.says)
    )
    said = cut_marked(" · ".join(lines), _SMALL_MOST)
    return f"{_SMALL}Next: {said}" if said else ""


def _paragraph(block: Paragraph) -> Iterator[str]:
    small = _SMALL if block.quiet else ""
    line = _line(block.spans, PIECE_MOST - 10)
    yield f"{small}{line}" if line else ""


def _line(spans: tuple[Span, ...], most: int) -> str:
    """Runs of text one after another, a gap between them where one of them has it."""
    line, gap = "", ""
    for span in spans:
        run = link(span.text, span.url, most - units(line) - 1) if most - units(line) > 1 else ""
        if run:
            gap = gap or (" " if line and span.text[:1].isspace() else "")
            line += gap + run
            gap = ""
        if span.text[-1:].isspace():
            gap = " " if line else ""
    return line


def _field(name: str, value: str) -> str:
    called, said = escaped(name, _NAME_MOST), escaped(value, _SENTENCE_MOST)
    return f"**{called}** {said}".rstrip() if called else said


def _card(card: StoryCard) -> Iterator[str]:
    number = f"{card.number}. " if card.number else ""
    update = "Update: " if card.update else ""
    yield f"### {number}{update}{link(card.headline, card.url, _HEADLINE_MOST) or 'Untitled'}"
    if card.update:
        yield escaped(card.update, _SENTENCE_MOST)
    for said in card.sentences:
        yield _said(said)
    facts = (host_of(card.url), shown(card.reason), "" if card.number else f"story {card.story_id}")
    yield _small(" · ".join(filter(None, facts)))
    if not card.number and len(card.reports) > 1:  # in a digest the sentences name who reports
        for report in card.reports:
            name = link(report.publisher, report.url, _HEADLINE_MOST)
            yield f"{_SMALL}{name} {escaped(report.age, _NAME_MOST)}".rstrip() if name else ""
    if card.terms:
        yield _small(f"Terms: {', '.join(card.terms)}")


def _said(said: Said) -> str:
    """A sentence and its source; a sentence is not shown without one."""
    source = link(said.publisher, said.url, _HEADLINE_MOST)
    return f"{escaped(said.text, _SENTENCE_MOST)} {source}".strip() if source else ""


def _small(text: str) -> str:
    made = escaped(text, _SMALL_MOST)
    return f"{_SMALL}{made}" if made else ""


def _term(card: TermCard) -> Piece:
    """A term in a list, offered in the list's menu, or one that stands alone with its buttons."""
    buttons = _pressable(card.actions)
    if card.text or card.related or card.read:
        return Piece(_within(_explained(card)), Look.BOX, buttons)
    entry = Entry(shown(card.name) or card.slug, shown(card.line), buttons[0].token) if buttons else None
    return Piece(_field(card.name, card.line), Look.TERM, entry=entry)


def _explained(card: TermCard) -> Iterator[str]:
    name = escaped(card.name, _HEADING_MOST)
    yield f"### {name}" if name else ""
    yield escaped(card.line, _SENTENCE_MOST)
    for line in card.text.split("\n"):
        yield escaped(line, PIECE_MOST // 2)
    if len(_pressable(card.actions)) < len(card.related):
        yield _small(f"Related: {', '.join(name for _, name in card.related)}")
    for place in card.read:
        words, host = link(place.text, place.url, _HEADLINE_MOST), host_of(place.url)
        yield f"{_SMALL}Read: {words}{f' · {escaped(host)}' if host else ''}" if words else ""
