"""The fake over HTTP: signed requests and repeats, installing through bolt's OAuth flow, token rotation.

The app is the real slack_bolt behind its ASGI adapter under uvicorn, as a bot for many workspaces runs it.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("slack_bolt", reason="slack-bolt is not installed")

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import FakeSlack, Settings
from tests.wire.slack.entities import Json
from tests.wire.slack.remote import own_process
from tests.wire.slack.sample_bot import build, client

pytestmark = [
    pytest.mark.anyio,
    # slack_sdk 3.47 sends the client's secret by what aiohttp calls deprecated.
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]


@contextlib.asynccontextmanager
async def serving(app: AsyncApp) -> AsyncIterator[str]:
    """The app under uvicorn on a free port; gives its address."""
    handler = AsyncSlackRequestHandler(app)
    server = uvicorn.Server(uvicorn.Config(handler, port=0, lifespan="off", log_config=None))
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


@contextlib.asynccontextmanager
async def one_team(settings: Settings) -> AsyncIterator[tuple[FakeSlack, list[Json]]]:
    """A fake that delivers over HTTP to an app of one workspace."""
    async with FakeSlack(settings) as slack:
        heard: list[Json] = []
        app = AsyncApp(client=client(slack), signing_secret=slack.settings.signing_secret)
        build(app, heard)
        async with serving(app) as address:
            slack.request_url = f"{address}/slack/events"
            yield slack, heard


def flow(slack: FakeSlack, folder: Path) -> AsyncOAuthFlow:
    """Bolt's own flow, turned to the fake."""
    logger = logging.getLogger("installs")
    settings = AsyncOAuthSettings(
        client_id=slack.settings.client_id,
        client_secret=slack.settings.client_secret,
        scopes=["commands", "chat:write"],
        authorization_url=slack.authorize_url,
        installation_store=FileInstallationStore(base_dir=str(folder / "installs"), logger=logger),
        state_store=FileOAuthStateStore(
            expiration_seconds=600, base_dir=str(folder / "states"), logger=logger
        ),
    )
    web = AsyncWebClient(base_url=slack.api, retry_handlers=[])
    return AsyncOAuthFlow(client=web, settings=settings)


@contextlib.asynccontextmanager
async def many_teams(settings: Settings, folder: Path) -> AsyncIterator[tuple[FakeSlack, str]]:
    """A fake, and an app that is installed by OAuth; gives the address of its install page."""
    async with FakeSlack(settings) as slack:
        app = AsyncApp(
            signing_secret=slack.settings.signing_secret,
            oauth_flow=flow(slack, folder),
            client=AsyncWebClient(base_url=slack.api, retry_handlers=[]),
        )
        build(app, [])
        async with serving(app) as address:
            slack.request_url = f"{address}/slack/events"
            redirect = f"{address}/slack/oauth_redirect"
            assert app.oauth_flow
            app.oauth_flow.settings.authorize_url_generator.redirect_uri = redirect
            app.oauth_flow.settings.redirect_uri = redirect
            yield slack, f"{address}/slack/install"


async def test_signed_requests_are_answered() -> None:
    async with one_team(Settings(socket_mode=False)) as (slack, heard):
        assert await slack.http.verifies()
        ada = slack.person("ada")
        assert (await ada.types("/hello R&D at 9am")).text == "Hello R&D at 9am"
        assert [str(one.problems[0]) for one in slack.violations] == ["text: a bare &"]
        slack.violations.clear()
        opened = await ada.types("/hello form")
        refused = await ada.submits(opened, {"When": "late", "topic": "Agents"})
        assert refused.errors
        assert (await ada.submits(opened, {"When": "09:00"})).closed
        slack.world.rename(slack.team.channel("news"), "fresh")
        await slack.settled()
        assert [body["event"]["type"] for body in heard] == ["channel_rename"]
        assert not slack.violations


async def test_what_is_not_signed_now_and_rightly_is_refused() -> None:
    async with one_team(Settings(socket_mode=False)) as (slack, _):
        body = b"command=%2Fhello&text=at+once&team_id=T1&user_id=U1"
        form = "application/x-www-form-urlencoded"
        now = slack.clock.now()
        assert (await slack.http.send(body, form, secret="wrong")).status == 401
        assert (await slack.http.send(body, form, at=now - 301)).status == 401
        assert (await slack.http.send(body, form, headers={"X-Slack-Signature": "v0=0"})).status == 401
        heard = await slack.http.send(body, form)
        assert (heard.status, heard.body) == (200, "Hello at once")
        assert (await slack.http.again(slack.http.posted[-1])).status == 200


async def test_events_are_repeated_until_they_are_acknowledged() -> None:
    settings = Settings(socket_mode=False, repeats_s=(0.0, 0.01, 0.01))
    async with one_team(settings) as (slack, heard):
        address, slack.request_url = slack.request_url, "http://127.0.0.1:9/slack/events"
        slack.world.rename(slack.team.channel("news"), "fresh")
        await slack.until(lambda: slack.deliveries.events and slack.deliveries.events[0][1])
        slack.request_url = address
        await slack.settled()
        (body, tries), *_ = slack.deliveries.events
        assert tries[-1].error == "" and len(tries) > 1
        assert slack.http.posted[-1].headers["X-Slack-Retry-Reason"] == "connection_failed"
        assert [one["event_id"] for one in heard] == [body["event_id"]]


async def test_a_workspace_is_installed_and_speaks(tmp_path: Path) -> None:
    async with many_teams(Settings(socket_mode=False), tmp_path) as (slack, page):
        other = slack.world.team("Other", "general", enterprise="E0ORG")
        eve = slack.person("eve", team=other)
        landed = await eve.installs(page)
        assert landed.status == 200 and "state=" in landed.came_back_to
        assert (await eve.types("/hello world")).text == "Hello world"
        denied = await eve.installs(page, allows=False)
        assert "access_denied" in denied.text
        forged = landed.came_back_to.replace("state=", "state=forged")
        assert (await eve.installs(forged)).status == 400
        assert not slack.violations


async def test_codes_and_clients_are_checked() -> None:
    async with FakeSlack() as slack:
        web, settings = AsyncWebClient(base_url=slack.api, retry_handlers=[]), slack.settings
        ada = slack.person("ada").user
        code = slack.state.tokens.code(slack.team, ada, ("commands",), "", slack.clock.now()).code

        async def access(code: str, secret: str = settings.client_secret) -> str:
            with pytest.raises(SlackApiError) as refused:
                await web.oauth_v2_access(client_id=settings.client_id, client_secret=secret, code=code)
            return str(refused.value.response["error"])

        assert await access(code, "wrong") == "bad_client_secret"
        assert await access("unknown") == "invalid_code"
        given = await web.oauth_v2_access(
            client_id=settings.client_id, client_secret=settings.client_secret, code=code
        )
        assert (given["access_token"], given["authed_user"]) == (settings.bot_token, {"id": ada.id})
        assert await access(code) == "code_already_used"


async def test_tokens_rotate_once_a_refresh_token(tmp_path: Path) -> None:
    settings = Settings(socket_mode=False, rotates_tokens=True)
    async with many_teams(settings, tmp_path) as (slack, page):
        ada = slack.person("ada")
        await ada.installs(page)
        first = slack.state.tokens.of(slack.team)
        assert first and first.refresh and first.lasts_s == 43_200
        web = AsyncWebClient(base_url=slack.api, retry_handlers=[])

        async def rotate(refresh: str) -> Json:
            answer = await web.oauth_v2_access(
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                grant_type="refresh_token",
                refresh_token=refresh,
            )
            return dict(answer.data)  # type: ignore[arg-type]

        used = first.refresh
        given = await rotate(used)
        assert given["expires_in"] == 43_200 and given["access_token"] != first.token
        with pytest.raises(SlackApiError, match="invalid_refresh_token"):
            await rotate(used)
        slack.clock.advance(43_201)
        with pytest.raises(SlackApiError, match="token_expired"):
            await web.auth_test(token=given["access_token"])


async def test_it_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    async with own_process(tmp_path, "--channels", "2", posts=[60, 1]) as slack:
        before = await slack.state()
        room = next(one for one in before["channels"] if one["name"] == "room-2")
        web = AsyncWebClient(before["bot_token"], slack.api, retry_handlers=[])
        await slack.fault("error", error="fatal_error")
        with pytest.raises(SlackApiError, match="fatal_error"):
            await web.chat_postMessage(channel=room["id"], text="Hello")
        await web.chat_postMessage(channel=room["id"], text="Hello")
        with pytest.raises(SlackApiError, match="ratelimited"):
            await web.chat_postMessage(channel=room["id"], text="Hello")
        answer = await slack.person("ada", "types", "/hello world", channel=room["id"])
        assert answer["failure"] == "dispatch_failed"  # nobody is connected
        after = await slack.state()
        there = next(one for one in after["channels"] if one["id"] == room["id"])
        assert [message["text"] for message in there["messages"]] == ["Hello"]
