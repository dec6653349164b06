"""A document as Discord would get it, measured against its limits: for the demo, without a connection. Pure.

Beside render.py. The payloads are those that would be sent; they are counted here apart from how render.py
counted when it cut them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.discord.render import layout, split
from bot.document import Document
from bot.ports import Drawn
from bot.showing.legible import units

_COMPONENTS_MOST, _TEXT_MOST, _ID_MOST, _LABEL_MOST = 40, 4_000, 100, 80


def drawn(document: Document) -> tuple[Drawn, ...]:
    """The messages of a document."""
    return tuple(measured(layout(part, "key").to_components()) for part in split(document))  # type: ignore[no-untyped-call]


def measured(components: Sequence[Mapping[str, Any]]) -> Drawn:
    """One message by its components, counted."""
    found = [*_nested(components)]
    texts = [str(one["content"]) for one in found if one.get("content")]
    characters = sum(map(units, texts))
    takes = f"{len(found)} of {_COMPONENTS_MOST} components, {characters:,} of {_TEXT_MOST:,} characters"
    return Drawn("\n".join(texts), takes, tuple(_wrong(found, characters)))


def _wrong(found: Sequence[Mapping[str, Any]], characters: int) -> Iterator[str]:
    ids = [str(one["custom_id"]) for one in found if one.get("custom_id")]
    if len(found) > _COMPONENTS_MOST:
        yield "more components than a message holds"
    if characters > _TEXT_MOST:
        yield "more text than a message holds"
    if len(ids) != len(set(ids)) or any(len(one) > _ID_MOST for one in ids):
        yield "an id that is too long, or there twice"
    if any(len(str(one.get("label") or "")) > _LABEL_MOST for one in found):
        yield "a label that is too long"


def _nested(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for one in components:
        yield one
        yield from _nested(one.get("components", ()))
