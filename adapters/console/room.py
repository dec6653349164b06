"""The terminal as a chat room: what is typed is answered, and digests arrive at their time.

The Adapter over a Terminal and Lines. Its history is what this session has shown: a key that is not in it was
surely not shown to who sits here now. One person is here, who manages everything.
"""

import getpass
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from adapters.console.screen import Terminal
from bot.document import Document
from bot.errors import Unsure
from bot.ports import Caller, Desk, Pace, Post

WORKSPACE = CHANNEL = "terminal"
LEAVING = frozenset({"quit", "exit"})


class Lines(Protocol):
    """Where typed lines come from."""

    def begin(self, desk: Desk, caller: Caller) -> None:
        """Begin to read; what is typed is completed with the desk's help."""

    async def next(self) -> str | None:
        """The next line, None where there are no more."""

    def clear(self) -> None:
        """Make room for something shown while a line is being typed."""

    def again(self) -> None:
        """Show again what is being typed."""

    def end(self) -> None:
        """Leave the terminal as it was."""


class Room:
    """An Adapter for the person at this terminal."""

    name = "console"
    pace = Pace(per_second=50, channel_gap_s=0, timeout_s=5)

    def __init__(self, screen: Terminal, lines: Lines) -> None:
        self._screen = screen
        self._lines = lines
        self._shown: dict[tuple[str, str], str] = {}

    async def __aenter__(self) -> Self:
        """Nothing to connect to."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        self._lines.end()

    async def run(self, desk: Desk) -> None:
        """Answer line after line until the person leaves or the input ends."""
        caller = Caller(self.name, WORKSPACE, CHANNEL, person=_person(), manager=True)
        self._lines.begin(desk, caller)
        while (line := await self._lines.next()) is not None:
            if line.strip().lstrip("/").casefold() in LEAVING:
                return
            if line.strip():
                reply = await desk.said(caller, line)
                self._screen.show(reply.document)
                self._screen.gap()

    def called(self, channel: str) -> str:
        """The channel's id: a terminal has one."""
        return channel

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        """Nothing: there are no permissions here."""
        return ()

    def split(self, document: Document) -> tuple[Document, ...]:
        """The document whole: a terminal has no limit."""
        return (document,)

    async def send(self, post: Post) -> str:
        """Show a message; its id is its place in the session."""
        self._show(post.document, post.channel)
        return self._shown.setdefault((post.channel, post.key), str(len(self._shown) + 1))

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """The place at which a key was shown in this session, "" where it was not."""
        return self._shown.get((channel, key), "")

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        """Show it: nobody else reads along."""
        self._show(document, CHANNEL)

    def _show(self, document: Document, channel: str) -> None:
        try:
            self._lines.clear()
            self._screen.show(document)
            self._screen.gap()
            self._lines.again()
        except (OSError, ValueError) as error:  # the terminal is gone, or its stream is closed
            raise Unsure(f"the terminal cannot be written to: {error}", channel) from error


def _person() -> str:
    with suppress(KeyError, OSError, ImportError):  # a container may know no user
        return getpass.getuser()
    return "user"
