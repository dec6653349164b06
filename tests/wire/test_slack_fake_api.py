"""The fake's Web API against the real client: errors, history, limits, faults, response addresses."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest

pytest.importorskip("slack_sdk", reason="slack-sdk is not installed")

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.wire.slack import FakeSlack, Rate, Settings
from tests.wire.slack.sample_bot import client, form, home, running, section

pytestmark = pytest.mark.anyio


async def refused(work: Awaitable[Any]) -> str:
    """The error word of a call that must fail."""
    with pytest.raises(SlackApiError) as error:
        await work
    return str(error.value.response["error"])


async def test_posts_are_changed_threaded_found_and_deleted() -> None:
    async with FakeSlack() as slack:
        web, room = client(slack), slack.team.channel("news")
        key = {"event_type": "digest", "event_payload": {"key": "7:2026-11-20:1"}}
        sent = await web.chat_postMessage(
            channel=room.id, text="News", blocks=[section("*News*")], metadata=key
        )
        reply = await web.chat_postMessage(channel=room.id, text="More", thread_ts=sent["ts"])
        page = await web.conversations_history(channel=room.id, oldest=sent["ts"], inclusive=True)
        assert [message["text"] for message in page["messages"]] == ["News"]
        assert "metadata" not in page["messages"][0]
        page = await web.conversations_history(channel=room.id, include_all_metadata=True)
        assert page["messages"][0]["metadata"] == key and page["messages"][0]["reply_count"] == 1
        thread = await web.conversations_replies(channel=room.id, ts=sent["ts"])
        assert [message["ts"] for message in thread["messages"]] == [sent["ts"], reply["ts"]]
        await web.chat_update(channel=room.id, ts=sent["ts"], text="Old news")
        assert room.messages[sent["ts"]].text == "Old news"
        await web.chat_delete(channel=room.id, ts=sent["ts"])
        assert await refused(web.chat_delete(channel=room.id, ts=sent["ts"])) == "message_not_found"
        assert not slack.violations


async def test_history_and_lists_come_in_pages() -> None:
    async with FakeSlack() as slack:
        web, room = client(slack), slack.team.channel("news")
        for number in range(25):
            slack.world.say(room, slack.team.bot, {"text": str(number)})
        read: list[str] = []
        async for page in await web.conversations_history(channel=room.id, limit=10):
            read += [message["text"] for message in page["messages"]]
        assert read == [str(number) for number in range(24, -1, -1)]
        slack.world.channel("secret", slack.team, private=True)
        slack.world.channel("hidden", slack.team, private=True, joined=False)
        names: list[str] = []
        async for page in await web.conversations_list(types="public_channel,private_channel", limit=2):
            names += [channel["name"] for channel in page["channels"]]
        assert names == ["general", "news", "secret"]


async def test_history_outside_the_marketplace() -> None:
    async with FakeSlack(Settings(limited_history=True)) as slack:
        web, room = client(slack), slack.team.channel("news")
        for number in range(20):
            slack.world.say(room, slack.team.bot, {"text": str(number)})
        assert len((await web.conversations_history(channel=room.id, limit=200))["messages"]) == 15
        with pytest.raises(SlackApiError) as limited:
            await web.conversations_history(channel=room.id)
        assert 55 <= int(limited.value.response.headers["Retry-After"]) <= 60
        slack.clock.advance(61)
        await web.conversations_history(channel=room.id)


async def test_channels_refuse_by_their_state() -> None:
    async with FakeSlack() as slack:
        web, world = client(slack), slack.world
        away = world.channel("away", slack.team, joined=False)
        hidden = world.channel("hidden", slack.team, private=True, joined=False)
        quiet, old = world.channel("quiet", slack.team), world.channel("old", slack.team)
        quiet.restricted = True
        world.archive(old)
        words = [
            await refused(web.chat_postMessage(channel=channel, text="Hello"))
            for channel in (away.id, hidden.id, quiet.id, old.id, "C0NOWHERE")
        ]
        expected = ["not_in_channel", "channel_not_found", "restricted_action", "is_archived"]
        assert words == [*expected, "channel_not_found"]
        await web.conversations_join(channel=away.id)
        await web.chat_postMessage(channel=away.id, text="Hello")
        assert await refused(web.conversations_join(channel=old.id)) == "is_archived"
        ada = slack.person("ada")
        opened = await web.conversations_open(users=ada.user.id)
        await web.chat_postMessage(channel=opened["channel"]["id"], text="In private")
        assert ada.dm.texts == ["In private"]
        assert not slack.violations


async def test_tokens_and_scopes_are_checked() -> None:
    async with FakeSlack(Settings(scopes=("chat:write",))) as slack:
        room = slack.team.channel("news")
        assert await refused(AsyncWebClient(base_url=slack.api).auth_test()) == "not_authed"
        assert await refused(client(slack, "xoxb-nobody").auth_test()) == "invalid_auth"
        with pytest.raises(SlackApiError) as missing:
            await client(slack).users_info(user=slack.team.bot.id)
        answer = missing.value.response
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            "users:read",
            "chat:write",
        )
        slack.events.expire(slack.team)
        assert await refused(client(slack).chat_postMessage(channel=room.id, text="a")) == "token_expired"
        slack.events.revoke(slack.team)
        assert await refused(client(slack).chat_postMessage(channel=room.id, text="a")) == "token_revoked"
        assert "xoxb-nobody" not in json.dumps([one.args for one in slack.asked])


async def test_people_are_known() -> None:
    async with FakeSlack() as slack:
        web, ada = client(slack), slack.person("ada", admin=True)
        user = (await web.users_info(user=ada.user.id))["user"]
        assert (user["tz"], user["is_admin"], user["is_owner"]) == ("Europe/Berlin", True, False)
        assert (await web.team_info())["team"]["name"] == "Acme"
        assert (await web.bots_info(bot=slack.team.bot_id))["bot"]["user_id"] == slack.team.bot.id
        mine = await web.users_conversations()
        assert [channel["name"] for channel in mine["channels"]] == ["general", "news"]
        assert ada.user.id in (await web.conversations_members(channel=ada.here.id))["members"]
        assert await refused(web.users_info(user="U0NOBODY")) == "user_not_found"


async def test_posts_to_a_channel_are_limited() -> None:
    async with FakeSlack(Settings(posts=Rate(60, 2))) as slack:
        web, (first, second) = client(slack), slack.team.channels
        for number in range(2):
            await web.chat_postMessage(channel=first, text=str(number))
        with pytest.raises(SlackApiError) as limited:
            await web.chat_postMessage(channel=first, text="3")
        answer = limited.value.response
        assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (
            429,
            "ratelimited",
            "1",
        )
        await web.chat_postMessage(channel=second, text="1")
        slack.clock.advance(1)
        await web.chat_postMessage(channel=first, text="3")
        assert slack.journal.errors() == {"ratelimited": 1}


async def test_faults_before_and_after_the_work() -> None:
    async with FakeSlack() as slack:
        web, room = client(slack), slack.team.channel("news")

        async def post() -> Any:
            return await web.chat_postMessage(channel=room.id, text="Hello")

        slack.faults.add("status", method="chat.postMessage", status=503)
        with pytest.raises(SlackApiError):
            await post()
        slack.faults.add("error", error="fatal_error", after=True)
        assert (await refused(post()), len(room.messages)) == ("fatal_error", 1)
        slack.faults.add("limited", team="T0ELSEWHERE", times=9)
        slack.faults.add("limited", channel=room.id, team=slack.team.id, seconds=7)
        with pytest.raises(SlackApiError) as limited:
            await post()
        assert limited.value.response.headers["Retry-After"] == "7"
        for kind in ("reset", "closed"):
            slack.faults.add(kind, after=True)
            with pytest.raises(aiohttp.ClientError):
                await post()
        assert len(room.messages) == 3
        slack.faults.add("revoked")
        assert await refused(post()) == "token_revoked"


async def test_lost_answers_and_late_acceptance() -> None:
    async with FakeSlack() as slack:
        room = slack.team.channel("news")
        web = AsyncWebClient(slack.settings.bot_token, slack.api, timeout=1, retry_handlers=[])
        slack.faults.add("lost")
        with pytest.raises(asyncio.TimeoutError):
            await web.chat_postMessage(channel=room.id, text="Lost")
        assert room.texts == ["Lost"]
        slack.faults.add("late", seconds=2.5)
        with pytest.raises(asyncio.TimeoutError):
            await web.chat_postMessage(channel=room.id, text="Late")
        assert room.texts == ["Lost"]
        await slack.until(lambda: room.texts == ["Lost", "Late"])


async def test_a_response_address_is_good_five_times_and_half_an_hour() -> None:
    async with FakeSlack() as slack, running(slack):
        ada = slack.person("ada")
        answer = await (await ada.types("/hello often")).followed(5)
        await slack.until(lambda: slack.violations)
        assert answer.text == "0\n1\n2\n3\n4"
        assert [one.problems[0].error for one in slack.violations] == ["used_url"]
        address = (await ada.types("/hello world")).payload["response_url"]
        slack.clock.advance(1801)
        late = await AsyncWebhookClient(address).send(text="Late")
        assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")
        assert slack.violations[-1].problems[0].error == "expired_url"


async def test_a_trigger_is_good_once_and_for_three_seconds() -> None:
    async with FakeSlack() as slack, running(slack):
        web, ada = client(slack), slack.person("ada")
        used = (await ada.types("/hello form")).trigger
        assert await refused(web.views_open(trigger_id=used, view=form())) == "exchanged_trigger_id"
        fresh = (await ada.types("/hello world")).trigger
        slack.clock.advance(3.5)
        assert await refused(web.views_open(trigger_id=fresh, view=form())) == "expired_trigger_id"
        assert await refused(web.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"
        assert len(slack.violations) == 2


async def test_views_are_stacked_and_changed_under_their_hash() -> None:
    async with FakeSlack() as slack, running(slack):
        web, ada = client(slack), slack.person("ada")
        first = await ada.types("/hello form")
        for _ in range(2):
            trigger = (await ada.types("/hello world")).trigger
            await web.views_push(trigger_id=trigger, view=form())
        trigger = (await ada.types("/hello world")).trigger
        assert await refused(web.views_push(trigger_id=trigger, view=form())) == "push_limit_reached"
        old = first.view.hash
        await web.views_update(view_id=first.view.id, hash=old, view=form("New"))
        stale = web.views_update(view_id=first.view.id, hash=old, view=form("Newer"))
        assert await refused(stale) == "hash_conflict"
        assert await refused(web.views_update(view_id="V0", view=form())) == "not_found"
        await web.views_publish(user_id=ada.user.id, view=home("One"))
        assert await refused(web.views_publish(user_id=ada.user.id, hash="0.0", view=home("Two"))) == (
            "hash_conflict"
        )
        assert ada.home and ada.home.text == "One"
        await ada.closes(first.view)
        assert await refused(web.views_update(view_id=first.view.id, view=form())) == "not_found"


async def test_an_unknown_method_is_said_to_be_unknown() -> None:
    async with FakeSlack() as slack:
        assert await refused(client(slack).api_call("chat.postMassage")) == "unknown_method"
        assert [one.method for one in slack.journal.unknown()] == ["chat.postMassage"]
