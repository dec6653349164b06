"""A block in lines of a platform's markup, with its buttons and how it is set off. Pure.

Between document.py's blocks and what an adapter builds of them: the wording of stories and terms is here and
the same everywhere. Text is made inert here, and the lines of one piece are `PIECE_MOST` at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

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
from bot.showing.legible import host_of, shown, units
from bot.showing.markup import Markup

PIECE_MOST = 2_900  # UTF-16 units: a section of Slack holds 3,000, and a message of Discord more
TITLE_MOST = 140  # a header of Slack holds 150
NOTE_MOST = 150
BUTTONS_MOST = 20  # of one piece: four rows of Discord, so that a row remains to turn pages
_TOKEN_MOST = 64
_HEADING_MOST = 300
_HEADLINE_MOST = 800  # its address is up to 512 of them
_SENTENCE_MOST = 900
_SMALL_MOST = 900
_NAME_MOST = 100
_LINE_COSTS = 5  # what a platform may put before a line, and its end


class Look(Enum):
    """How a piece is set off: running text, a box of its own, an update's box, or one of a list of terms."""

    PLAIN = "plain"
    BOX = "box"
    UPDATE = "update"
    TERM = "term"


class Rank(Enum):
    """What a line is in its piece."""

    HEADING = "heading"
    TEXT = "text"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of markup."""

    text: str
    rank: Rank = Rank.TEXT


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; `token` is what choosing it hands back."""

    name: str
    sentence: str
    token: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one block shows: no line where there are buttons alone; `entry` goes to a menu.

    `number` is the story's place, for forms in which buttons stand away from their story.
    """

    lines: tuple[Line, ...]
    look: Look = Look.PLAIN
    buttons: tuple[Action, ...] = ()
    entry: Entry | None = None
    number: int = 0


def title_of(document: Document, markup: Markup) -> str:
    """The title, marked up; "" where there is none."""
    return markup.escaped(document.title, TITLE_MOST)


def note_of(document: Document, markup: Markup) -> str:
    """The note beside the title, marked up; "" where there is none."""
    return markup.escaped(document.note, NOTE_MOST)


def piece(block: Block, markup: Markup) -> Piece:
    """The block's piece."""
    return _Wording(markup).piece(block)


@dataclass(frozen=True, slots=True)
class _Wording:
    markup: Markup

    def piece(self, block: Block) -> Piece:
        match block:
            case Heading():
                return Piece(_within(self._heading(block.text)))
            case Paragraph():
                return Piece(_within(self._paragraph(block)))
            case Fields():
                return Piece(_within(self._field(name, value) for name, value in block.rows))
            case StoryCard():
                look = Look.UPDATE if block.update else Look.BOX
                lines = _within(self._card(block))
                return Piece(lines, look, _pressable(block.actions), number=block.number)
            case TermCard():
                return self._term(block)
            case Actions():
                return Piece(_within(self._typed(block.actions)), buttons=_pressable(block.actions))
            case _:
                assert_never(block)

    def _heading(self, text: str) -> Iterator[Line]:
        yield Line(self.markup.escaped(text, _HEADING_MOST), Rank.HEADING)

    def _paragraph(self, block: Paragraph) -> Iterator[Line]:
        yield Line(self._runs(block.spans), Rank.SMALL if block.quiet else Rank.TEXT)

    def _runs(self, spans: tuple[Span, ...]) -> str:
        """Runs of text one after another, a gap between them where one of them has it."""
        line, gap, most = "", "", PIECE_MOST - 10
        for span in spans:
            room = most - units(line) - 1
            run = self.markup.link(span.text, span.url, room) if room > 0 else ""
            if run:
                gap = gap or (" " if line and span.text[:1].isspace() else "")
                line += gap + run
                gap = ""
            if span.text[-1:].isspace():
                gap = " " if line else ""
        return line

    def _field(self, name: str, value: str) -> Line:
        called, said = self.markup.escaped(name, _NAME_MOST), self.markup.escaped(value, _SENTENCE_MOST)
        return Line(f"{self.markup.strong(called)} {said}".rstrip() if called else said)

    def _card(self, card: StoryCard) -> Iterator[Line]:
        number = f"{card.number}. " if card.number else ""
        update = "Update: " if card.update else ""
        headline = self.markup.link(card.headline, card.url, _HEADLINE_MOST) or "Untitled"
        yield Line(f"{number}{update}{headline}", Rank.HEADING)
        if card.update:
            yield Line(self.markup.escaped(card.update, _SENTENCE_MOST))
        for said in card.sentences:
            yield Line(self._said(said))
        facts = (host_of(card.url), shown(card.reason), "" if card.number else f"story {card.story_id}")
        yield self._small(" · ".join(filter(None, facts)))
        if not card.number and len(card.reports) > 1:  # in a digest the sentences name who reports
            for report in card.reports:
                name = self.markup.link(report.publisher, report.url, _HEADLINE_MOST)
                age = self.markup.escaped(report.age, _NAME_MOST)
                yield Line(f"{name} {age}".rstrip() if name else "", Rank.SMALL)
        if card.terms:
            yield self._small(f"Terms: {', '.join(card.terms)}")

    def _said(self, said: Said) -> str:
        """A sentence and its source; a sentence is not shown without one."""
        source = self.markup.link(said.publisher, said.url, _HEADLINE_MOST)
        return f"{self.markup.escaped(said.text, _SENTENCE_MOST)} {source}".strip() if source else ""

    def _small(self, text: str) -> Line:
        return Line(self.markup.escaped(text, _SMALL_MOST), Rank.SMALL)

    def _term(self, card: TermCard) -> Piece:
        """A term in a list, offered in the list's menu, or one that stands alone with its buttons."""
        buttons = _pressable(card.actions)
        if card.text or card.related or card.read:
            return Piece(_within(self._explained(card)), Look.BOX, buttons)
        entry = Entry(shown(card.name) or card.slug, shown(card.line), buttons[0].token) if buttons else None
        return Piece(_within(iter([self._field(card.name, card.line)])), Look.TERM, entry=entry)

    def _explained(self, card: TermCard) -> Iterator[Line]:
        yield Line(self.markup.escaped(card.name, _HEADING_MOST), Rank.HEADING)
        yield Line(self.markup.escaped(card.line, _SENTENCE_MOST))
        for line in card.text.split("\n"):
            yield Line(self.markup.escaped(line, PIECE_MOST // 2))
        if len(_pressable(card.actions)) < len(card.related):
            yield self._small(f"Related: {', '.join(name for _, name in card.related)}")
        for place in card.read:
            words = self.markup.link(place.text, place.url, _HEADLINE_MOST)
            host = self.markup.escaped(host_of(place.url))
            yield Line(f"Read: {words}{f' · {host}' if host else ''}" if words else "", Rank.SMALL)

    def _typed(self, actions: tuple[Action, ...]) -> Iterator[Line]:
        """What has no button is said as what to type."""
        says = (shown(action.says) for action in actions if not _carries(action.token))
        said = self.markup.cut(" · ".join(map(self.markup.command, filter(None, says))), _SMALL_MOST)
        yield Line(f"Next: {said}" if said else "", Rank.SMALL)


def _within(lines: Iterator[Line]) -> tuple[Line, ...]:
    """The lines that are not empty, as many as a piece holds; an ellipsis tells of those left out."""
    made: list[Line] = []
    room = PIECE_MOST - _LINE_COSTS
    for line in lines:
        if not line.text:
            continue
        room -= units(line.text) + _LINE_COSTS
        if room < 0:
            return (*made, Line("…"))
        made.append(line)
    return tuple(made)


def _pressable(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    return tuple(action for action in actions if _carries(action.token))[:BUTTONS_MOST]


def _carries(token: str) -> bool:
    """Say whether a button can carry it and hand it back as it was."""
    return 0 < len(token) <= _TOKEN_MOST and token.isprintable()
