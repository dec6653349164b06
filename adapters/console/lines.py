"""Typed lines: from a person at a terminal, with completion and history, or from a pipe.

Beside `room.py`. Reading blocks, so it happens in a thread, one line at a time and only when asked: a prompt
never stands before the answer to the line before it.
"""

import asyncio
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from adapters.console.suggest import suggested, suggested_commands, wanted
from bot.ports import Caller, Choice, Desk, Request

PROMPT = "> "
_READ_BYTES = 65_536
_COMPLETE_S = 1.0  # how long a Tab may wait for the desk


def standard_input() -> "TypedLines":
    """Lines from standard input: edited where a person types them, as they come where not."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return EditedLines()
    return PipedLines(sys.stdin.fileno())


class TypedLines:
    """Lines of a blocking function, which raises EOFError or StopIteration at the end."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._asked: SimpleQueue[asyncio.Future[str | None]] = SimpleQueue()

    def begin(self, desk: Desk, caller: Caller) -> None:
        """Start the thread that reads; it ends with the process."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._reading, args=(loop,), name="typed lines", daemon=True).start()

    async def next(self) -> str | None:
        """The next line, None where there are no more."""
        line: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._asked.put(line)
        return await line

    def _reading(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            asked = self._asked.get()
            line: str | None = None
            with suppress(EOFError, StopIteration, OSError):
                line = self._read()
            with suppress(RuntimeError):  # the room was left meanwhile
                loop.call_soon_threadsafe(_answer, asked, line)

    def clear(self) -> None:
        """Nothing stands where no prompt does."""

    def again(self) -> None:
        """Nothing stood."""

    def end(self) -> None:
        """Nothing was changed."""


def _answer(asked: "asyncio.Future[str | None]", line: str | None) -> None:
    if not asked.done():
        asked.set_result(line)


def _lines_of(descriptor: int) -> Iterator[str]:
    """The lines of a pipe or file, read below Python's buffer: no lock is held while the process ends."""
    left = b""
    while chunk := os.read(descriptor, _READ_BYTES):
        *lines, left = (left + chunk).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in lines)
    if left:
        yield left.decode("utf-8", "replace")


class PipedLines(TypedLines):
    """Lines of a pipe or a file, by its descriptor."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(_lines_of(descriptor).__next__)


class EditedLines(TypedLines):
    """Lines that a person edits: readline's keys, history and Tab, where Python has it."""

    def __init__(self) -> None:
        super().__init__(self._input)
        self._readline, self._termios = _module("readline"), _module("termios")
        self._before = self._termios.tcgetattr(sys.stdin) if self._termios else None
        self._waiting = False
        self._offers: tuple[str, ...] = ()

    def begin(self, desk: Desk, caller: Caller) -> None:
        """Bind Tab to what the desk offers, and start to read."""
        if self._readline is not None:
            self._bind(_Offers(desk, caller, asyncio.get_running_loop()))
        super().begin(desk, caller)

    def _bind(self, offers: "_Offers") -> None:
        def complete(_word: str, state: int) -> str | None:
            if state == 0:
                line = self._readline.get_line_buffer()[: self._readline.get_endidx()]
                self._offers = offers.of(line)
            return self._offers[state] if state < len(self._offers) else None

        self._readline.set_completer_delims(" ")
        self._readline.set_completer(complete)
        libedit = "libedit" in (self._readline.__doc__ or "")
        self._readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")

    def _input(self) -> str:
        self._waiting = True
        try:
            return input(PROMPT)
        finally:
            self._waiting = False

    def clear(self) -> None:
        """Take the prompt away, so that what is shown begins at the line's start."""
        if self._waiting:
            sys.stdout.write("\r\x1b[K")

    def again(self) -> None:
        """Write the prompt and what was typed after it: readline does not know that they were gone."""
        if self._waiting:
            typed = self._readline.get_line_buffer() if self._readline else ""
            sys.stdout.write(f"{PROMPT}{typed}")
            sys.stdout.flush()

    def end(self) -> None:
        """Leave the terminal as it was, a prompt still waiting or not."""
        if self._waiting:
            sys.stdout.write("\n")
        if self._termios and self._before is not None:
            with suppress(OSError, self._termios.error):  # the terminal is gone
                self._termios.tcsetattr(sys.stdin, self._termios.TCSADRAIN, self._before)


class _Offers:
    """What Tab offers, asked for in the reading thread and answered by the desk in its loop."""

    def __init__(self, desk: Desk, caller: Caller, loop: asyncio.AbstractEventLoop) -> None:
        self._desk, self._caller, self._loop = desk, caller, loop

    def of(self, line: str) -> tuple[str, ...]:
        """The texts that may replace the line's last word; none where the desk takes too long."""
        names = suggested_commands(line, self._desk.commands)
        asked = wanted(line, self._desk.commands)
        if names is not None or asked is None:
            return names or ()
        request = Request(self._caller, asked.command.name, {**asked.given, asked.option: asked.typed})
        choices: tuple[Choice, ...] = ()
        with suppress(TimeoutError, RuntimeError):
            completing = asyncio.run_coroutine_threadsafe(
                self._desk.complete(request, asked.option), self._loop
            )
            choices = completing.result(_COMPLETE_S)
        return suggested(asked, choices)


def _module(name: str) -> Any:
    """A module that some systems lack, or None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
