"""The fake as a whole: one server on loopback with the Web API, Socket Mode and response addresses.

`async with FakeSlack() as slack` listens on a free port in the running loop. The real slack_sdk and
slack_bolt reach it by `AsyncWebClient(base_url=slack.api)`; nothing in them is patched, and Socket Mode
follows the client.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord.changes import Changes
from tests.wire.discord.clock import Clock
from tests.wire.slack import api_oauth
from tests.wire.slack.acks import Acks
from tests.wire.slack.call import State
from tests.wire.slack.deliveries import Deliveries
from tests.wire.slack.entities import Channel, Team
from tests.wire.slack.events import Events
from tests.wire.slack.faults import Faults
from tests.wire.slack.http_mode import HttpMode
from tests.wire.slack.journal import Asked, Journal, Violation
from tests.wire.slack.people import Person
from tests.wire.slack.response_urls import ResponseUrls
from tests.wire.slack.settings import Settings
from tests.wire.slack.socket_mode import SocketMode
from tests.wire.slack.web_api import WebApi
from tests.wire.slack.world import World


class FakeSlack:
    """Slack, as far as an app can tell; it begins with one workspace, Acme, where the app is installed."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock, self.changes, self.faults = Clock(), Changes(), Faults()
        self.world = World(self.clock, self.settings.app_id)
        self.state = State(self.world, self.settings, self.changes)
        self.sockets, self.http = SocketMode(self.state, self.faults), HttpMode(self.state)
        self.deliveries = Deliveries(self.state, self.sockets, self.http, self.faults)
        self.events = Events(self.state, self.deliveries)
        self.web_api = WebApi(self.state, self.faults)
        self.responses = ResponseUrls(self.state, self.web_api)
        self.acks = Acks(self.state, self.responses)
        self.team = self.world.team("Acme", "general", "news")
        self.state.tokens.install(
            self.team, self.settings.scopes, self.clock.now(), token=self.settings.bot_token
        )
        self.port = 0
        self.app = web.Application(client_max_size=4 << 20)
        self._route()
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    def _route(self) -> None:
        self.app.router.add_route("*", "/api/{method}", self.web_api.answer)
        self.app.router.add_post("/actions/{team}/{key}", self.responses.answer)
        self.app.router.add_get("/link/", self.sockets.connected)
        self.app.router.add_get("/oauth/v2/authorize", self._authorize)

    @property
    def url(self) -> str:
        """The fake's own address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """What the client's `base_url` is to be."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """What the OAuth settings' `authorization_url` is to be."""
        return f"{self.url}/oauth/v2/authorize"

    @property
    def request_url(self) -> str:
        """The app's address, where HTTP deliveries go."""
        return self.state.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.state.request_url = url

    @property
    def journal(self) -> Journal:
        """Every request so far."""
        return self.state.journal

    @property
    def asked(self) -> list[Asked]:
        """Every request so far, in order."""
        return self.journal.asked

    @property
    def violations(self) -> list[Violation]:
        """What Slack would have refused for its form, or the house's rules forbid; a test wants none."""
        return self.journal.violations

    def person(
        self, name: str, here: Channel | None = None, team: Team | None = None, admin: bool = False
    ) -> Person:
        """A person by name, in a channel (the workspace's first one if none is given)."""
        team = here.team if here else team or self.team
        user = self.world.person(name, team, admin)
        here = here or next(iter(team.channels.values()), None) or self.world.dm(user)
        here.members.setdefault(user.id, user)
        return Person(self.state, self.deliveries, self.acks, user, here)

    async def until(self, true: Callable[[], object], within_s: float = 10.0) -> None:
        """Wait, without sleeping, until something holds."""
        await self.changes.until(true, within_s)

    async def connected(self, lines: int = 1, within_s: float = 10.0) -> None:
        """Wait until the app has so many connections of Socket Mode."""
        await self.until(lambda: len(self.sockets.open) >= lines, within_s)

    async def settled(self, within_s: float = 10.0) -> None:
        """Wait until every event was acknowledged or given up."""
        await self.deliveries.settled(within_s)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        team = self.world.teams.get(request.query.get("team", ""), self.team)
        installer = self.world.person("installer", team, admin=True)
        raise web.HTTPFound(api_oauth.authorize(self.state, request.query, team, installer, allows=True))

    async def __aenter__(self) -> Self:
        # A handler whose client left is cancelled, or an answer that never comes would block the end.
        self._runner = web.AppRunner(
            self.app, handler_cancellation=True, shutdown_timeout=0.5, access_log=None
        )
        await self._runner.setup()
        await self.back()
        self.state.base = self.url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.over.set()
        await self.deliveries.end()
        await self.sockets.end()
        await self.http.end()
        if self._runner:
            await self._runner.cleanup()

    async def away(self) -> None:
        """Be gone from the network: connections are refused, and those of Socket Mode break."""
        if self._site:
            await self._site.stop()
            self._site = None
        self.sockets.cut()
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
