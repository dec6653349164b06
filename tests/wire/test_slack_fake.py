"""The fake of Slack proves itself against the real, unpatched slack_bolt: exchanges as an app lives them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

pytest.importorskip("slack_bolt", reason="slack-bolt is not installed")

from slack_sdk.errors import SlackApiError

from tests.wire.slack import CannotDo, FakeSlack, Settings, Unanswered, of_manifest
from tests.wire.slack.entities import Json
from tests.wire.slack.sample_bot import client, running

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def scene(settings: Settings | None = None) -> AsyncIterator[tuple[FakeSlack, list[Json]]]:
    """A fake, and an app that is connected; nothing may be wrong at the end."""
    async with FakeSlack(settings) as slack:
        async with running(slack) as heard:
            yield slack, heard
        assert not slack.violations


async def test_the_real_client_says_who_it_is_and_connects() -> None:
    async with scene() as (slack, _):
        me = await client(slack).auth_test()
        assert (me["team_id"], me["bot_id"]) == (slack.team.id, slack.team.bot_id)
        assert "chat:write" in me.headers["x-oauth-scopes"]
        assert len(slack.sockets.open) == 1
        await slack.until(lambda: slack.sockets.pings)


async def test_a_command_is_acknowledged_and_answered_in_private() -> None:
    async with scene() as (slack, _):
        ada = slack.person("ada")
        answer = await ada.types("/hello world")
        assert (answer.text, answer.is_ephemeral) == ("Hello world", True)
        assert answer.ack_ms < 3000
        at_once = await ada.types("/hello at once")
        assert (at_once.text, at_once.is_ephemeral) == ("Hello at once", True)
        assert [message.text for message in ada.sees()] == ["Hello world", "Hello at once"]


async def test_buttons_and_menus_answer_change_and_delete() -> None:
    async with scene() as (slack, _):
        ada = slack.person("ada")
        answer = await ada.types("/hello card")
        assert answer.text == "*A story*\nWhy\nLess\nShare\nForm\nGone"
        shared = await ada.presses(answer, "Share")
        assert (shared.text, shared.is_ephemeral, ada.here.texts) == ("A story", False, ["A story"])
        chosen = await ada.chooses(answer, "menu", "Why")
        assert chosen and chosen.edits == answer.messages and answer.text == "Chose why"
        answer = await ada.types("/hello card")
        assert (await ada.presses(answer, action_id="gone")).removed


async def test_a_modal_is_completed_refused_changed_and_closed() -> None:
    async with scene() as (slack, _):
        ada = slack.person("ada")
        opened = await ada.types("/hello form")
        assert ada.view is opened.view and opened.view.title == "A form"
        offered = await ada.completes(opened, "topic", "a")
        assert offered.labels == ["Agents", "Safety"]
        with pytest.raises(CannotDo, match="filled in"):
            await ada.submits(opened, {"When": "09:00"})
        refused = await ada.submits(opened, {"When": "late", "topic": "Safety"})
        assert refused.errors == {"when": "Give a time such as 09:00."} and ada.view is opened.view
        changed = await ada.submits(opened, {"When": "other"})
        assert (changed.view.title, changed.view.id) == ("Changed", opened.view.id)
        pushed = await ada.submits(opened, {"When": "more"})
        assert pushed.view.title == "Another" and pushed.view.previous_id == opened.view.id
        assert (await ada.submits(pushed, {"When": "09:00", "topic": "Agents"})).closed
        assert ada.view is opened.view


async def test_shortcuts_and_home() -> None:
    async with scene() as (slack, _):
        ada = slack.person("ada")
        message = ada.says("What is RAG?")
        assert (await ada.message_shortcut("read", message)).text == "You chose: What is RAG?"
        assert (await ada.shortcut("offer")).view.title == "From anywhere"
        home = await ada.opens_home()
        assert ada.home is home.view and "Hello <https://example.org|you>, home" in home.text


async def test_a_manifest_says_what_can_be_done() -> None:
    manifest = {
        "features": {
            "app_home": {"home_tab_enabled": False},
            "slash_commands": [{"command": "/hello"}],
            "shortcuts": [{"type": "global", "callback_id": "offer"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {"socket_mode_enabled": True, "event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    async with scene(of_manifest(manifest)) as (slack, heard):
        ada = slack.person("ada")
        assert (await ada.types("/hello world")).text == "Hello world"
        for work in (ada.types("/bye"), ada.shortcut("other"), ada.opens_home()):
            with pytest.raises(CannotDo):
                await work
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client(slack).users_info(user=ada.user.id)
        ada.says("hello", ada.dm)  # message.im is not subscribed to
        ada.says(f"<@{slack.team.bot.id}> hello")
        await slack.settled()
        assert [body["event"]["type"] for body in heard] == ["app_mention"]


async def test_a_form_opens_from_a_message() -> None:
    async with scene() as (slack, _):
        ada = slack.person("ada")
        answer = await ada.types("/hello card")
        assert (await ada.presses(answer, "Form")).view.title == "A form"


async def test_two_hundred_people_at_once_are_answered() -> None:
    # The app and the fake share this machine with other tests, so the three seconds are not put to them here.
    async with scene(Settings(ack_s=60, patience_s=60)) as (slack, _):
        people = [slack.person(f"p{number}") for number in range(200)]
        answers = await asyncio.gather(*(who.types(f"/hello {who.user.name}") for who in people))
        assert [answer.text for answer in answers] == [f"Hello p{number}" for number in range(200)]


async def test_a_silent_app_is_seen_as_silent() -> None:
    async with FakeSlack(Settings(ack_s=0.05, patience_s=0.05)) as slack, running(slack):
        ada = slack.person("ada")
        answer = await ada.types("/hello silent")
        assert (answer.failure, answer.ack_ms) == ("operation_timeout", float("inf"))
        assert [str(one.problems[0].error) for one in slack.violations] == ["operation_timeout"]


async def test_an_app_that_acknowledges_and_says_no_more_is_unanswered() -> None:
    async with FakeSlack(Settings(patience_s=0.05)) as slack, running(slack):
        ada = slack.person("ada")
        slack.faults.add("late", method="response_url", seconds=60)
        with pytest.raises(Unanswered):
            await ada.types("/hello world")
