"""Documents as the loopback platform's messages: pure, within its limits, inert whatever the text holds.

Used by the adapter (client.py). The platform's text is marked up a little: `&lt;`, `&gt;` and `&amp;` stand
for their characters, `<address|words>` is a link, and `<@name>` would call someone: no text of ours does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from bot.document import (
    Action,
    Actions,
    Block,
    Document,
    Fields,
    Heading,
    Paragraph,
    Span,
    StoryCard,
    TermCard,
)
from bot.showing import parts

MESSAGE_MOST = 3_000  # characters of marked-up text
BUTTONS_MOST = 25
_HEAD_MOST = 300
_BLOCK_MOST = 2_000  # with a head and a heading before it, it fits one message
_LABEL_MOST = 80
# Control characters and those that turn a line around or hide in it: none of them is text.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", " ": "%20", "&": "&amp;"})


def message(document: Document) -> dict[str, Any]:
    """A message's text and buttons."""
    pressed = [one for block in document.blocks for one in _actions(block) if one.token]
    shown = [{"label": _plain(one.label)[:_LABEL_MOST], "token": one.token} for one in pressed]
    return {"text": render(document), "buttons": shown[:BUTTONS_MOST]}


def render(document: Document) -> str:
    """The document as the platform's text, within its limit where it is one part of a split."""
    note = (Span(f" · {document.note}"),) if document.note else ()
    head = _line((Span(document.title), *note), _HEAD_MOST)
    return "\n\n".join([head, *(_block(block) for block in document.blocks)])


def split(document: Document) -> tuple[Document, ...]:
    """The document as parts that fit one message each."""
    return parts.split(document, lambda block: (len(_block(block)) + 2, len(_actions(block))), _fit)


def _fit(sizes: Sequence[tuple[int, int]]) -> bool:
    """Whether blocks of so many characters and buttons fit one message."""
    characters, buttons = sum(size for size, _ in sizes), sum(count for _, count in sizes)
    return characters <= MESSAGE_MOST - _HEAD_MOST and buttons <= BUTTONS_MOST


def _block(block: Block) -> str:
    """A block's lines, as many as fit; the last may be cut."""
    if isinstance(block, Heading):
        return _line((Span(block.text),), _HEAD_MOST)
    text = ""
    for spans in _lines(block):
        line = _line(spans, _BLOCK_MOST - len(text) - 1)
        text += f"\n{line}" if text else line
        if len(text) >= _BLOCK_MOST - 1:
            break
    return text


def _lines(block: Block) -> Iterator[tuple[Span, ...]]:
    match block:
        case Heading():
            yield (Span(block.text),)
        case Paragraph():
            yield block.spans
        case StoryCard():
            yield from _card(block)
        case Fields():
            yield from ((Span(f"{name}: {value}"),) for name, value in block.rows)
        case TermCard():
            yield (Span(f"{block.name}: {block.line}"),)
            yield from ((Span(text),) for text in block.text.split("\n") if text)
            if block.related:
                yield (Span(f"Related: {', '.join(name for _, name in block.related)}"),)
            yield from ((Span("Read: "), place) for place in block.read)
        case Actions():
            yield (Span(f"Next: {' · '.join(action.says for action in block.actions)}"),)
        case _:
            assert_never(block)


def _card(card: StoryCard) -> Iterator[tuple[Span, ...]]:
    number = f"{card.number}. " if card.number else ""
    yield (Span(f"{number}{'Update: ' if card.update else ''}"), Span(card.headline, card.url))
    if card.update:
        yield (Span(card.update),)
    for said in card.sentences:
        yield (Span(f"{said.text} ["), Span(said.publisher, said.url), Span("]"))
    yield (Span(f"{card.reason} · story {card.story_id}"),)
    if len(card.reports) > 1:
        names = [(Span(", "), Span(report.publisher, report.url)) for report in card.reports]
        yield (Span("Reports: "), *[span for pair in names for span in pair][1:])
    if card.terms:
        yield (Span(f"Terms: {', '.join(card.terms)}"),)


def _actions(block: Block) -> tuple[Action, ...]:
    return block.actions if isinstance(block, StoryCard | TermCard | Actions) else ()


def _line(spans: Sequence[Span], most: int) -> str:
    """Runs of text one after another, cut where there is no room for more."""
    line = ""
    for span in spans:
        line += _run(span, most - len(line))
    return line


def _run(span: Span, most: int) -> str:
    text = _plain(span.text)
    address = _plain(span.url).translate(_IN_ADDRESS)
    if re.match(r"https?://[^\s/]", address) and text and len(address) + 4 <= most // 2:
        return f"<{address}|{_escaped(text, most - len(address) - 3)}>"
    return _escaped(text, most)


def _plain(text: str) -> str:
    return _UNSEEN.sub(" ", text)


def _escaped(text: str, most: int) -> str:
    """Text that is only text, cut to `most` characters of markup, never inside an escape."""
    marked = [_MARKUP.get(char, char) for char in text[: max(0, most) + 1]]
    if sum(map(len, marked)) <= most:
        return "".join(marked)
    kept, size = [], 1
    for char in marked:
        size += len(char)
        if size > most:
            break
        kept.append(char)
    return "".join(kept) + "…" if most > 0 else ""
