"""A Document as what rich prints: pure, laid out for people, inert whatever the text holds."""

import re
from collections.abc import Iterable
from typing import assert_never

from rich.console import RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.document import Actions, Block, Document, Fields, Heading, Paragraph, StoryCard, TermCard

_INDENT = 3
# What could steer a terminal or turn a line around: control characters and bidirectional overrides.
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(document: Document, in_room: bool = False) -> Iterable[RenderableType]:
    """The document as what rich prints, one after another; what to type next is a verb, or a room's line."""
    note = f" · {document.note}" if document.note else ""
    yield _text(document.title, "bold") + _text(note, "dim")
    before: Block | None = None
    for block in document.blocks:
        if not (_is_one_line(block) and before is not None and _is_one_line(before)):
            yield Text()
        yield from _block(block, in_room)
        before = block


def _block(block: Block, in_room: bool) -> Iterable[RenderableType]:
    match block:
        case Heading():
            yield _text(block.text, "bold")
        case Paragraph():
            style = "dim" if block.quiet else ""
            yield Text().join(_text(span.text, style, span.url) for span in block.spans)
        case StoryCard():
            yield from _card(block)
        case Fields():
            yield _fields(block)
        case TermCard():
            yield from _term(block, in_room)
        case Actions():
            yield _text(f"Next: {' · '.join(action.says for action in block.actions)}", "dim")
        case _:
            assert_never(block)


def _card(card: StoryCard) -> Iterable[RenderableType]:
    update = _text("Update: ", "bold yellow") if card.update else Text()
    yield _hanging(f"{card.number or '·'}", update + _text(card.headline, "bold", card.url))
    if card.update:
        yield _under(_text(card.update, "yellow"))
    for said in card.sentences:
        yield _under(_text(f"{said.text}  ") + _text(f"[{said.publisher}]", "cyan", said.url))
    yield _under(_text(f"{card.reason} · story {card.story_id}", "dim"))
    if len(card.reports) > 1:
        names = (
            _text(report.publisher, "dim", report.url) + _text(f" {report.age}", "dim")
            for report in card.reports
        )
        yield _under(_text("Reports: ", "dim") + _text(", ", "dim").join(names))
    if card.terms:
        yield _under(_text(f"Terms: {', '.join(card.terms)}", "dim"))
    yield _under(_text(card.url, "dim"))


def _is_one_line(block: Block) -> bool:
    """Say whether it is a term of a list, which stands close to the next one."""
    return isinstance(block, TermCard) and not (block.text or block.related or block.read)


def _term(card: TermCard, in_room: bool) -> Iterable[RenderableType]:
    yield _under(_text(card.name, "bold") + _text(f"  {card.line}"))
    if card.text:
        yield _under(_text(card.text))
    if card.related:
        yield _under(_text("Related: ", "dim") + _text(", ".join(name for _, name in card.related)))
    for place in card.read:
        yield _under(
            _text("Read: ", "dim") + _text(place.text, "", place.url) + _text(f"  {place.url}", "dim")
        )
    if card.more:
        line = f"explain {card.slug} full:on" if in_room else f"tidings explain {card.slug} --full"
        yield _under(_text(f"More: {line}", "dim"))


def _hanging(number: str, text: Text) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_INDENT - 1, justify="left")
    grid.add_column(ratio=1)
    grid.add_row(Text(number, "bold"), text)
    return grid


def _fields(block: Fields) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for name, value in block.rows:
        grid.add_row(_text(name, "bold"), _text(value))
    return grid


def _under(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT), expand=False)


def _text(text: str, style: str = "", url: str = "") -> Text:
    """Text that is only text, linked where the terminal can: neither it nor the address is markup."""
    link = Style(link=_STEERING.sub("", url) or None)
    return Text(_STEERING.sub("", text), Style.parse(style) + link)
