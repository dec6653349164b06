"""The fake as a whole: one server on loopback with REST under `/api/v10` and the gateway at `/gateway`.

`async with FakeDiscord() as fake` listens on a free port in the running loop. The real discord.py reaches
it by `fake.api` and `fake.gateway_url`; nothing in it is patched.
"""

import asyncio
import contextlib
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord.call import State
from tests.wire.discord.changes import Changes
from tests.wire.discord.clock import Clock
from tests.wire.discord.contract import contract
from tests.wire.discord.entities import Channel, Guild
from tests.wire.discord.faults import Faults
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.journal import Asked, Journal, Violation
from tests.wire.discord.limits import Limits
from tests.wire.discord.people import Person
from tests.wire.discord.permissions import BITS
from tests.wire.discord.rest import PREFIX, Rest
from tests.wire.discord.settings import Settings
from tests.wire.discord.world import World


class FakeDiscord:
    """Discord, as far as a bot can tell."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock()
        self.world = World(self.clock)
        self.changes = Changes()
        self.gateway = Gateway(self.world, self.settings, self.changes)
        self.gateway.address = lambda: self.gateway_url
        self.state = State(self.world, self.settings, self.gateway, self.changes)
        self.faults = Faults()
        self.rest = Rest(self.state, Limits(self.settings), self.faults, contract())
        self.port = 0
        self._app = web.Application(client_max_size=26 << 20)
        self._app.router.add_get("/gateway", self.gateway.connected)
        self._app.router.add_get("/gateway/", self.gateway.connected)
        self._app.router.add_route("*", PREFIX + "/{path:.*}", self.rest.answer)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._speaking: asyncio.Task[None] | None = None

    @property
    def api(self) -> str:
        """What `discord.http.Route.BASE` is to be."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """What `DiscordWebSocket.DEFAULT_GATEWAY` is to be."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def app(self) -> web.Application:
        """The application, for more routes before it starts."""
        return self._app

    @property
    def journal(self) -> Journal:
        """Every request so far."""
        return self.rest.journal

    @property
    def asked(self) -> list[Asked]:
        """Every request so far, in order."""
        return self.journal.asked

    @property
    def violations(self) -> list[Violation]:
        """Forms that Discord would have refused; a test of the bot wants none."""
        return self.journal.violations

    def person(self, name: str, here: Channel | Guild | None = None, manager: bool = False) -> Person:
        """A person by name, in a channel (a server's first one; their direct messages if none is given)."""
        user = self.world.person(name)
        if isinstance(here, Guild):
            here = next(iter(here.channels.values()))
        guild = here.guild if here else None
        if guild and (manager or user.id not in guild.members):
            guild.members[user.id] = user
            guild.roles[user.id] = {guild.manager_role: BITS["manage_guild"]} if manager else {}
        return Person(self.state, user, here or self.world.dm(user))

    async def until(self, true: Callable[[], object], within_s: float = 10.0) -> None:
        """Wait, without sleeping, until something holds."""
        await self.changes.until(true, within_s)

    async def __aenter__(self) -> Self:
        # A handler whose client left is cancelled, or an answer that never comes would block the end.
        self._runner = web.AppRunner(
            self._app, handler_cancellation=True, shutdown_timeout=0.5, access_log=None
        )
        await self._runner.setup()
        await self.back()
        self._speaking = asyncio.create_task(self.gateway.speak())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.over.set()
        self.gateway.cut()
        if self._speaking:
            self._speaking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._speaking
        if self._runner:
            await self._runner.cleanup()

    async def away(self) -> None:
        """Be gone from the network: connections are refused, and those of the gateway break."""
        if self._site:
            await self._site.stop()
            self._site = None
        self.gateway.cut()
        server = self._runner.server if self._runner else None
        for connection in list(server.connections if server else ()):
            if connection.transport:
                connection.transport.abort()

    async def back(self) -> None:
        """Listen (again, on the same port)."""
        assert self._runner
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[-1][1]
