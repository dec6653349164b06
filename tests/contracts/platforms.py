"""How each adapter is opened for the contract suite: the one table a new adapter adds a line to.

Each line opens the adapter over its real wire and gives a `Place`: what the suite needs to look behind it.
"""

import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import adapters.loopback.render
from adapters.console import screen
from adapters.console.room import Room
from adapters.loopback import Loopback
from bot.demo.board import Board
from bot.demo.faults import Faults
from bot.demo.platform import Platform, served
from bot.document import Document
from bot.ports import Adapter, Caller, Choice, Command, Desk, Pace, Reply, Request


@dataclass(frozen=True)
class Place:
    """An opened adapter and its platform. `faults` make the platform misbehave from then on:

    `limits` (try later), `closes` (refuses the channel), `loses` (takes messages, never answers), `vanishes`
    (nobody listens), `forgets` (its history cannot be read).
    """

    adapter: Adapter
    channel: str
    shown: Callable[[], list[str]]
    told: Callable[[], list[str]]
    type: Callable[[str], None]
    faults: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendering:
    """What an adapter makes of a document, what no message may hold, how long one may be (0: any)."""

    adapter: Adapter
    text: Callable[[Document], str]
    acts: re.Pattern[str]
    most: int = 0


@dataclass(frozen=True)
class FakeDesk:
    """A Desk that remembers who asked what, and answers everything with one document."""

    reply: Reply
    heard: list[tuple[Caller, str]] = field(default_factory=list)

    @property
    def commands(self) -> tuple[Command, ...]:
        return (Command("help", "Say what there is."),)

    async def answer(self, request: Request) -> Reply:
        self.heard.append((request.caller, request.command))
        return self.reply

    async def said(self, caller: Caller, line: str) -> Reply:
        self.heard.append((caller, line))
        return self.reply

    async def press(self, caller: Caller, token: str) -> Reply:
        self.heard.append((caller, token))
        return self.reply

    async def complete(self, request: Request, option: str) -> tuple[Choice, ...]:
        return ()

    async def joined(self, platform: str, workspace: str, name: str) -> Document:
        return self.reply.document

    async def left(self, platform: str, workspace: str) -> None:
        pass

    async def channel_lost(self, platform: str, channel: str, why: str) -> None:
        pass

    async def channel_back(self, platform: str, channel: str) -> None:
        pass


class _Typing:
    """Lines for the console's room: typed by the test, then the input ends."""

    def __init__(self) -> None:
        self.typed: list[str] = []

    def begin(self, desk: Desk, caller: Caller) -> None:
        pass

    async def next(self) -> str | None:
        return self.typed.pop(0) if self.typed else None

    def clear(self) -> None:
        pass

    def again(self) -> None:
        pass

    def end(self) -> None:
        pass


@asynccontextmanager
async def _console() -> AsyncIterator[Place]:
    stream, lines = io.StringIO(), _Typing()

    def shown() -> list[str]:
        return [stream.getvalue()] if stream.getvalue() else []

    async with Room(screen(stream), lines) as room:
        yield Place(room, "terminal", shown, shown, lines.typed.append)


_ADA = {"workspace": "team", "channel": "news", "person": "ada"}


@asynccontextmanager
async def _loopback() -> AsyncIterator[Place]:
    board = Board()
    platform = Platform(board, Faults())
    async with AsyncExitStack() as listening:
        port = await listening.enter_async_context(served(platform))
        async with Loopback(f"http://127.0.0.1:{port}", Pace(1000, 0, timeout_s=0.5)) as adapter:
            yield Place(
                adapter,
                "news",
                lambda: [str(one["text"]) for one in board.history("news", "")],
                lambda: [str(one["text"]) for one in board.mailbox("ada")],
                lambda line: board.type({**_ADA, "line": line}),
                {
                    "limits": _behaving(platform, Faults(storm=1.0, storm_s=2.5)),
                    "closes": _behaving(platform, Faults(closed=("news",))),
                    "loses": _behaving(platform, Faults(lose=1.0)),
                    "forgets": _behaving(platform, Faults(unreadable=1.0)),
                    "vanishes": listening.aclose,
                },
            )


def _behaving(platform: Platform, faults: Faults) -> Callable[[], Awaitable[None]]:
    async def now() -> None:
        platform.behave(faults)

    return now


def _in_a_terminal(document: Document) -> str:
    stream = io.StringIO()
    screen(stream).show(document)
    return stream.getvalue()


PLACES: Mapping[str, Callable[[], AbstractAsyncContextManager[Place]]] = {
    "console": _console,
    "loopback": _loopback,
}
RENDERINGS: Mapping[str, Rendering] = {
    "console": Rendering(
        Room(screen(io.StringIO()), _Typing()),
        _in_a_terminal,
        re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"),
    ),
    "loopback": Rendering(
        Loopback("http://127.0.0.1:9"),
        adapters.loopback.render.render,
        re.compile("<(?!https?://[^<>|]+[|][^<>]*>)|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]"),
        adapters.loopback.render.MESSAGE_MOST,
    ),
}
