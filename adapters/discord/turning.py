"""Pages of long answers, turned by buttons in the answer's own message.

Beside answering.py. The newest answers are kept in memory, a bounded number of them; after a restart a page
can no longer be turned, and the answer says so. Digests are never paged: they are posted in parts.
"""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.document import Document

PREFIX = "page:"
_KEPT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a kept answer; the first is 0."""

    answer: str
    number: int
    of: int
    document: Document

    def buttons(self) -> tuple[discord.ui.Button[discord.ui.LayoutView], ...]:
        """What turns to the page before and the next, and between them where we are."""
        place = f"{self.number + 1} of {self.of}"
        return (
            self._button("Back", self.number - 1),
            discord.ui.Button(label=place, custom_id=f"{PREFIX}{self.answer}:here", disabled=True),
            self._button("Next", self.number + 1),
        )

    def _button(self, label: str, to: int) -> discord.ui.Button[discord.ui.LayoutView]:
        there = 0 <= to < self.of
        custom_id = f"{PREFIX}{self.answer}:{to if there else label}"
        return discord.ui.Button(label=label, custom_id=custom_id, disabled=not there)


class Turning:
    """The answers whose pages can be turned."""

    def __init__(self, most: int = _KEPT_MOST) -> None:
        self._most = most
        self._answers: OrderedDict[str, tuple[Document, ...]] = OrderedDict()

    def kept(self, parts: Sequence[Document]) -> Page:
        """Keep an answer's parts; returns its first page."""
        name = secrets.token_urlsafe(6)
        self._answers[name] = tuple(parts)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return Page(name, 0, len(parts), parts[0])

    def is_ours(self, custom_id: str) -> bool:
        """Whether a button turns a page."""
        return custom_id.startswith(PREFIX)

    def turned(self, custom_id: str) -> Page | None:
        """The page that a button turns to, None where its answer is kept no more."""
        name, _, to = custom_id.removeprefix(PREFIX).rpartition(":")
        parts = self._answers.get(name, ())
        number = next((one for one in range(len(parts)) if str(one) == to), None)
        return None if number is None else Page(name, number, len(parts), parts[number])
