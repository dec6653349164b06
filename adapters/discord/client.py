"""The Discord adapter: one client that logs in, connects, and hands on what comes in.

The Adapter of `bot/ports.py`. Sending needs only the login; the gateway brings interactions and what happens
to servers. discord.py is used as it is: the addresses it has settings for are set only where ours name
others.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn, Self

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import checking, places
from adapters.discord.answering import Answering
from adapters.discord.callers import NAME
from adapters.discord.commands import payloads, same
from adapters.discord.events import Events
from adapters.discord.failures import trace, watched
from adapters.discord.library_logs import route_library_logs
from adapters.discord.lifecycle import Lifecycle
from adapters.discord.posting import Posting
from adapters.discord.render import split
from adapters.discord.settings import Settings
from bot.document import Document
from bot.errors import ConfigError, DeliveryError, Refused, TryLater
from bot.ports import Command, Desk, Pace, Post

PACE = Pace(per_second=45, channel_gap_s=1.2, timeout_s=10, same_key_s=120)
LOGIN_S = 20.0
SETTLE_S = 2.0  # after the last server of a start: what comes later has just taken us in
_FATAL = {
    4004: "Discord refuses TIDINGS_DISCORD_TOKEN; make a new token and set it",
    4013: "Discord refuses our intents; this version of Tidings is not made for it",
    4014: "Discord refuses our intents; this version of Tidings is not made for it",
}


log = structlog.get_logger()


class Discord:
    """The Adapter; `pace` and `settle_s` (how long servers are waited for) are for tests that know others."""

    name = NAME

    def __init__(self, settings: Settings, pace: Pace = PACE, settle_s: float = SETTLE_S) -> None:
        self.pace = pace
        self._settle_s = settle_s
        self._settings = settings
        self._refused = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Log in; raises ConfigError where the token is none, TryLater where Discord is not reached."""
        if self._settings.discord_api:
            Route.BASE = self._settings.discord_api
        if self._settings.discord_gateway:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.discord_gateway)
        route_library_logs()
        self._client = Events(trace(self._refused.set), self._settle_s)
        self._posting = Posting(self._client, self._settings.discord_plain, self.pace.timeout_s)
        try:
            async with asyncio.timeout(LOGIN_S):
                await self._client.login(self._token())
        except BaseException as error:
            await self._client.close()
            _raise_of_login(error)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        await self._posting.close()
        await self._client.close()

    async def run(self, desk: Desk) -> None:
        """Serve until cancelled; raises ConfigError where Discord refuses us for good."""
        plain = self._settings.discord_plain
        self._client.begin(Answering(desk, plain), Lifecycle(desk, self._posting, plain))
        await self._register(desk.commands)
        connecting = asyncio.create_task(self._client.connect())
        refused = asyncio.create_task(self._refused.wait())
        try:
            await asyncio.wait({connecting, refused}, return_when=asyncio.FIRST_COMPLETED)
            if refused.done():
                raise ConfigError(_FATAL[4004])
            _raise_of_gateway(connecting.exception())
        finally:
            for task in (connecting, refused):
                task.cancel()
            await asyncio.wait({connecting, refused})

    def called(self, channel: str) -> str:
        """The channel by its name."""
        return places.called(self._client, channel)

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        """Names of the permissions we lack there, as the gateway knows them."""
        where = places.place(self._client, channel)
        return places.lacking(where, thread, self._settings.discord_plain) if where else ()

    def split(self, document: Document) -> tuple[Document, ...]:
        """The document as parts that fit one message each (render.py)."""
        return split(document)

    async def send(self, post: Post) -> str:
        """Send one message and return its id; raises as the port says."""
        return await self._posting.send(post)

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """The id of the message with the key, "" where there surely is none."""
        return await self._posting.find(channel, key, since)

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        """Write a person a direct message."""
        await self._posting.tell(person, document)

    def invite(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The address that invites us, and what each thing it asks is for."""
        return checking.invite(self._client.application_id or 0)

    async def check(
        self, commands: Sequence[Command], channels: Iterable[str]
    ) -> AsyncIterator[checking.Seen]:
        """Look at everything that could be wrong, one thing after another."""
        async for seen in checking.check(self._client, await self._registered(), commands, channels):
            yield seen

    def _token(self) -> str:
        secret = self._settings.discord_token
        return secret.get_secret_value().strip() if secret else ""

    async def _register(self, commands: Sequence[Command]) -> None:
        """Write our commands where Discord has others; what it does not take is logged, and we go on."""
        made = payloads(commands)
        try:
            if same(made, await self._registered()):
                return
            with watched("", reading=True):
                await self._client.http.bulk_upsert_global_commands(self._application, made)
        except Refused as error:
            log.error("commands could not be registered", adapter=NAME, reason=str(error))
        else:
            log.info("commands registered", adapter=NAME, count=len(made))

    async def _registered(self) -> list[dict[str, Any]]:
        with watched("", reading=True):
            found: Any = await self._client.http.get_global_commands(self._application)
        return list(found)

    @property
    def _application(self) -> int:
        return self._client.application_id or 0


def _raise_of_login(error: BaseException) -> NoReturn:
    if isinstance(error, discord.LoginFailure):
        raise ConfigError(_FATAL[4004]) from None
    if isinstance(error, discord.HTTPException):
        raise TryLater(f"Discord answered {error.status} to the login") from None
    if isinstance(error, OSError | aiohttp.ClientError | TimeoutError):
        raise TryLater("Discord cannot be reached") from error
    raise error


def _raise_of_gateway(error: BaseException | None) -> NoReturn:
    """Raise what the end of the gateway's connection means; it never ends well by itself."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise ConfigError(_FATAL[4014]) from None
    if isinstance(error, discord.ConnectionClosed) and error.code in _FATAL:
        raise ConfigError(_FATAL[error.code]) from None
    if error is None or isinstance(error, OSError | aiohttp.ClientError | discord.DiscordException):
        raise DeliveryError(f"the gateway's connection ended ({type(error).__name__})") from None
    raise error
