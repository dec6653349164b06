"""Pages of long answers, turned by buttons in the answer's own message.

Adapters keep the parts of an answer here and draw the buttons. The newest answers are kept in memory, a
bounded number of them; after a restart a page can no longer be turned, and the answer says so. Digests are
never paged: they are posted in parts.
"""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.document import Document, paragraph
from bot.ports import Reply

PREFIX = "page:"
TOO_OLD = Reply(
    Document("That answer is no longer kept", (paragraph("Ask again, and its pages turn again."),)),
    failed=True,
)
_KEPT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a kept answer; the first is 0."""

    answer: str
    number: int
    of: int
    document: Document

    @property
    def place(self) -> str:
        """Where we are, in words."""
        return f"{self.number + 1} of {self.of}"

    def turn(self, by: int) -> str:
        """The id of a button that turns so many pages on; "" where there is none."""
        to = self.number + by
        return f"{PREFIX}{self.answer}:{to}" if 0 <= to < self.of else ""


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

    def is_ours(self, pressed: str) -> bool:
        """Whether a button's id turns a page."""
        return pressed.startswith(PREFIX)

    def turned(self, pressed: str) -> Page | None:
        """The page that a button turns to, None where its answer is kept no more."""
        name, _, to = pressed.removeprefix(PREFIX).rpartition(":")
        parts = self._answers.get(name, ())
        number = next((one for one in range(len(parts)) if str(one) == to), None)
        return None if number is None else Page(name, number, len(parts), parts[number])
