"""How each adapter is opened for the contract suite: the one table a new adapter adds a line to.

Each line opens the adapter over its real wire and gives a `Place`: what the suite needs to look behind it.
"""

import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

import adapters.loopback.render
import adapters.webhook
from adapters.console import screen
from adapters.console.room import Room
from adapters.discord.client import Discord
from adapters.discord.pages import TEXT_MOST
from adapters.discord.render import layout
from adapters.loopback import Loopback
from adapters.webhook import Webhook
from bot.demo.board import Board
from bot.demo.faults import Faults
from bot.demo.platform import Platform, served
from bot.document import Document
from bot.errors import DeliveryError
from bot.ports import Adapter, Caller, Choice, Command, Desk, Form, Notice, Pace, Reply, Request
from bot.settings import Settings
from tests.wire.discord import FakeDiscord
from tests.wire.discord import Settings as FakeSettings
from tests.wire.discord.entities import text_of
from tests.wire.hooks import Hooks


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
    type: Callable[[str], None] | None  # None where nobody types lines: a journey tests that
    faults: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    elsewhere: str = "elsewhere"
    person: str = "ada"
    remembers: bool = True  # False where there is no history to look into, and nobody to tell privately


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

    async def form(self, caller: Caller, token: str) -> Form | None:
        return None

    async def channel_lost(self, platform: str, channel: str, why: str) -> tuple[Notice, ...]:
        return ()

    async def is_new(self, platform: str, event: str) -> bool:
        return True

    async def resting(self, platform: str) -> tuple[str, ...]:
        return ()

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


_WIDE = FakeSettings(
    buckets={"POST /channels/{channel_id}/messages": (1_000, 1.0)},
    other_bucket=(1_000, 1.0),
    global_limit=1_000,
)


@asynccontextmanager
async def _discord() -> AsyncIterator[Place]:
    async with FakeDiscord(_WIDE) as fake:
        ada, ben = fake.person("ada"), fake.person("ben")

        def faulty(kind: str, **more: object) -> Callable[[], Awaitable[None]]:
            async def now() -> None:
                fake.faults.add(kind, times=100, **more)

            return now

        async def closes() -> None:
            ada.user.takes_dms = False

        async def vanishes() -> None:
            await fake.away()
            with suppress(DeliveryError):  # connections that are still open are found to be dead
                await adapter.find(str(ada.dm.id), "", datetime.now(UTC))

        async with Discord(_discord_settings(fake), Pace(1000, 0, timeout_s=0.6)) as adapter:
            yield Place(
                adapter,
                str(ada.dm.id),
                lambda: ada.dm.texts,
                lambda: ada.dm.texts,
                None,
                {
                    "limits": faulty("limited", method="POST", path="/messages$", seconds=2.5),
                    "closes": closes,
                    "loses": faulty("lost", method="POST", path="/messages$"),
                    "forgets": faulty("status", method="GET", path="/messages$", status=503),
                    "vanishes": vanishes,
                },
                elsewhere=str(ben.dm.id),
                person=str(ada.user.id),
            )
        assert not fake.violations


def _discord_settings(fake: FakeDiscord) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        discord_token=SecretStr(fake.settings.token),
        discord_api=fake.api,
        discord_gateway=fake.gateway_url,
    )


def _on_discord(document: Document) -> str:
    components: object = layout(document).to_components()  # type: ignore[no-untyped-call]
    return text_of({"components": components})


@asynccontextmanager
async def _webhook() -> AsyncIterator[Place]:
    hooks = Hooks()
    async with AsyncExitStack() as listening:
        await listening.enter_async_context(hooks)

        def behaving(**how: Any) -> Callable[[], Awaitable[None]]:
            async def now() -> None:
                hooks.behave(**how)

            return now

        async with Webhook({"news": hooks.url}, Pace(1000, 0, timeout_s=0.5)) as adapter:
            yield Place(
                adapter,
                "news",
                lambda: hooks.texts,
                list,
                None,
                {
                    "limits": behaving(status=429, retry_after="2.5"),
                    "closes": behaving(status=404),
                    "loses": behaving(loses=True),
                    "vanishes": listening.aclose,
                },
                remembers=False,
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
    "discord": _discord,
    "loopback": _loopback,
    "webhook": _webhook,
}
RENDERINGS: Mapping[str, Rendering] = {
    "console": Rendering(
        Room(screen(io.StringIO()), _Typing()),
        _in_a_terminal,
        re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"),
    ),
    "discord": Rendering(
        Discord(Settings(_env_file=None)),  # type: ignore[call-arg]
        _on_discord,
        re.compile(r"(?<!\\)<(?:@|#|/|t:|a?:\w)|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"),
        TEXT_MOST,
    ),
    "loopback": Rendering(
        Loopback("http://127.0.0.1:9"),
        adapters.loopback.render.render,
        re.compile("<(?!https?://[^<>|]+[|][^<>]*>)|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]"),
        adapters.loopback.render.MESSAGE_MOST,
    ),
    "webhook": Rendering(
        Webhook({}),
        adapters.webhook.render,
        re.compile("@(?!\u200b)|<(?!https?://[^<>|]+[|][^<>]*>)|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]"),
        adapters.webhook.MESSAGE_MOST,
    ),
}
