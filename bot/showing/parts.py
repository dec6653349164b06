"""A document cut into parts that fit one message each: between blocks, never inside one. Pure.

The adapter says what it makes of a block and whether some of these fit one message of its platform; here
stand the rules that are the same for all: a heading goes with what it heads, later parts say which they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.document import Actions, Block, Document, Heading

Made = TypeVar("Made")


def split(
    document: Document, make: Callable[[Block], Made], fit: Callable[[Sequence[Made]], bool]
) -> tuple[Document, ...]:
    """The document as parts whose made blocks fit together; one that never fits is a part alone."""
    parts: list[list[Block]] = [[]]
    made: list[Made] = []
    for block in document.blocks:
        one = make(block)
        if parts[-1] and not fit([*made, one]):
            moves = len(parts[-1]) > 1 and isinstance(parts[-1][-1], Heading)
            parts.append([parts[-1].pop()] if moves else [])
            made = made[-1:] if moves else []
        parts[-1].append(block)
        made.append(one)
    notes = [document.note, *(f"part {number} of {len(parts)}" for number in range(2, len(parts) + 1))]
    return tuple(
        replace(document, blocks=tuple(part), note=note) for part, note in zip(parts, notes, strict=True)
    )


def divided(document: Document, most: int) -> Document:
    """The document with blocks that offer more than `most` actions as several such blocks."""
    return replace(document, blocks=tuple(_divided(document.blocks, most)))


def _divided(blocks: Iterable[Block], most: int) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Actions) and len(block.actions) > most:
            for start in range(0, len(block.actions), most):
                yield Actions(block.actions[start : start + most])
        else:
            yield block
