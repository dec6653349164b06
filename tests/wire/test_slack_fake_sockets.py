"""The fake's Socket Mode against the real client: many connections, their ends, and envelopes gone astray."""

import asyncio
import logging

import pytest

pytest.importorskip("slack_bolt", reason="slack-bolt is not installed")

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from tests.wire.slack import FakeSlack, Settings
from tests.wire.slack.sample_bot import client, running

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The client's complaints about connections that this module breaks are not of interest."""
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_the_client_comes_back_when_told_to_go(reason: str) -> None:
    async with FakeSlack(Settings(time_scale=0.001)) as slack, running(slack):
        await slack.sockets.disconnect(reason)
        await slack.until(lambda: slack.sockets.opened == 2 and len(slack.sockets.open) == 1)
        answer = await slack.person("ada").types("/hello again")
        assert answer.text == "Hello again"


async def test_the_client_comes_back_after_a_cut() -> None:
    async with FakeSlack() as slack, running(slack):
        slack.sockets.cut()
        await slack.until(lambda: slack.sockets.opened == 2 and slack.sockets.open)
        assert (await slack.person("ada").types("/hello again")).text == "Hello again"


async def test_a_storm_is_outlived() -> None:
    async with FakeSlack() as slack, running(slack, lines=2):
        await slack.sockets.storm(3, every_s=0.02)
        await slack.until(lambda: slack.sockets.opened >= 4)
        await slack.connected(2)
        assert (await slack.person("ada").types("/hello again")).text == "Hello again"


async def test_deaf_connections_are_given_up() -> None:
    async with FakeSlack() as slack, running(slack):
        slack.sockets.deaf = True
        await slack.until(lambda: slack.sockets.opened >= 2, within_s=20)
        slack.sockets.deaf = False


async def test_disabled_means_no_new_address() -> None:
    async with FakeSlack() as slack:
        web = client(slack)
        assert (await web.apps_connections_open(app_token=slack.settings.app_token))["url"].startswith(
            "ws://"
        )
        await slack.sockets.disconnect("link_disabled")
        with pytest.raises(SlackApiError, match="socket_mode_disabled"):
            await web.apps_connections_open(app_token=slack.settings.app_token)
        with pytest.raises(SlackApiError, match="not_allowed_token_type"):
            await web.apps_connections_open(app_token=slack.settings.bot_token)


async def test_an_address_is_good_for_one_connection_and_ten_are_enough() -> None:
    async with FakeSlack(Settings(connections=1)) as slack, aiohttp.ClientSession() as http:
        web = client(slack)

        async def address() -> str:
            return str((await web.apps_connections_open(app_token=slack.settings.app_token))["url"])

        first = await address()
        async with http.ws_connect(first) as line:
            hello = await line.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": slack.settings.app_id}
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect(first)
            async with http.ws_connect(await address()) as other:
                assert (await other.receive_json())["reason"] == "too_many_websockets"


async def test_duplicates_late_and_swapped_envelopes() -> None:
    async with FakeSlack() as slack, running(slack, lines=2):
        ada = slack.person("ada")
        slack.faults.add("duplicate", method="slash_commands")
        twice = await (await ada.types("/hello twice")).followed(2)
        assert [message.text for message in twice.messages] == ["Hello twice"] * 2
        slack.faults.add("delayed", method="slash_commands", seconds=0.05)
        assert (await ada.types("/hello late")).ack_ms >= 50
        slack.faults.add("swapped", method="slash_commands")
        first = asyncio.create_task(ada.types("/hello first"))
        await slack.until(lambda: slack.faults.met[-1].kind == "swapped")
        second = await ada.types("/hello second")
        await first
        assert (await first).messages[0].ts > second.messages[0].ts
        assert len([one for one in slack.sockets.envelopes.values() if one.times == 2]) == 1


async def test_a_dropped_command_fails_and_a_dropped_event_comes_again() -> None:
    settings = Settings(ack_s=1.0, repeats_s=(0.0, 0.0))
    async with FakeSlack(settings) as slack, running(slack) as heard:
        ada = slack.person("ada")
        slack.faults.add("dropped", method="slash_commands")
        assert (await ada.types("/hello world")).failure == "operation_timeout"
        slack.violations.clear()
        slack.faults.add("dropped", method="events_api")
        slack.world.rename(slack.team.channel("news"), "fresh")
        await slack.settled()
        (body, tries), *_ = slack.deliveries.events
        assert [ack.error for ack in tries] == ["operation_timeout", ""]
        await slack.events.repeat()
        assert [one["event_id"] for one in heard] == [body["event_id"]] * 2


async def test_what_happens_to_channels_reaches_the_app() -> None:
    async with FakeSlack() as slack, running(slack) as heard:
        ada, news = slack.person("ada"), slack.team.channel("news")
        secret = slack.world.channel("secret", slack.team, private=True)
        slack.world.archive(secret)
        ada.removes_bot(news)
        ada.invites_bot(news)
        ada.says(f"<@{slack.team.bot.id}> hello")
        ada.says("Nobody is asked")
        ada.says("hello", ada.dm)
        await slack.settled()
        slack.events.uninstall(slack.team)
        await slack.settled()
        kinds = sorted(body["event"]["type"] for body in heard)
        assert kinds == [
            "app_mention",
            "app_uninstalled",
            "channel_left",
            "group_archive",
            "member_joined_channel",
            "member_left_channel",
            "message",
            "tokens_revoked",
        ]
        assert all(body["authorizations"][0]["team_id"] == slack.team.id for body in heard)
        with pytest.raises(SlackApiError, match="account_inactive"):
            await client(slack).auth_test()


async def test_shared_channels_and_organisations_show_in_what_is_told() -> None:
    async with FakeSlack() as slack, running(slack) as heard:
        news = slack.team.channel("news")
        news.shared_with = ("T0PARTNER",)
        slack.person("ada").says(f"<@{slack.team.bot.id}> hello", news)
        await slack.settled()
        assert heard[0]["is_ext_shared_channel"]
        shown = (await client(slack).conversations_info(channel=news.id))["channel"]
        assert (shown["is_ext_shared"], shown["connected_team_ids"]) == (True, ["T0PARTNER"])
        org = slack.world.team("Branch", "general", enterprise="E0ORG", org_wide=True)
        token = slack.events.reinstall(org)
        me = await client(slack, token).auth_test()
        assert (me["enterprise_id"], me["is_enterprise_install"]) == ("E0ORG", True)
        answer = await slack.person("eve", team=org).shortcut("nobody", waits=False)
        assert (answer.payload["team"], answer.payload["enterprise"]["id"]) == (None, "E0ORG")
        slack.violations.clear()  # nobody listens to that shortcut


async def test_frames_that_acknowledge_nothing_are_noted() -> None:
    async with FakeSlack() as slack:
        sockets = SocketModeClient(slack.settings.app_token, web_client=client(slack))
        await sockets.connect()  # type: ignore[no-untyped-call]
        await sockets.send_message('{"envelope_id": "never-sent"}')
        await sockets.send_message("hello?")
        await slack.until(lambda: len(slack.violations) == 2)
        assert ["no envelope" in str(one.problems[0]) for one in slack.violations] == [True, False]
        await sockets.close()  # type: ignore[no-untyped-call]
