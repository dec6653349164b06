"""The terminal as a Screen: writes Documents, plain where the output is no terminal."""

import sys
from typing import TextIO

from rich.console import Console

from adapters.console.render import render
from bot.document import Document

WIDEST = 110
UNWRAPPED = 4_000  # of a pipe: no line of ours is longer, so none is broken


def screen(stream: TextIO | None = None, in_room: bool = False) -> "Terminal":
    """Return a screen on `stream`, standard output by default; rich respects NO_COLOR and pipes."""
    console = Console(file=stream or sys.stdout, highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else UNWRAPPED
    return Terminal(console, in_room)


class Terminal:
    """A Screen on a rich console."""

    def __init__(self, console: Console, in_room: bool = False) -> None:
        self._console = console
        self._in_room = in_room

    def show(self, document: Document) -> None:
        """Write the document, an empty line between its blocks; unwrapped where no person reads along."""
        with self._console.capture() as captured:
            for line in render(document, self._in_room):
                self._console.print(line)
        for line in captured.get().splitlines():
            self._console.file.write(f"{line.rstrip()}\n")
        self._console.file.flush()

    def gap(self) -> None:
        """Write an empty line, between one message and what follows."""
        self._console.file.write("\n")
        self._console.file.flush()
