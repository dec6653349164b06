"""Forms, permissions at subscribing, channels lost and back: what richer platforms ask the desk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.ports import Adapter, Request
from tests.ordering import DIRECT, MANAGER, READER, Room, actions, opened_room, words

pytestmark = pytest.mark.anyio


@dataclass
class Platform:
    """The part of an adapter that knows channels; `lacking` by channel."""

    lacking: dict[str, tuple[str, ...]]

    def called(self, channel: str) -> str:
        return f"#{channel}"

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        more = ("Create Public Threads",) if thread else ()
        return (*self.lacking[channel], *more) if channel in self.lacking else ()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as room:
        room.app.connected["fake"] = cast(Adapter, Platform({"shut": ("View Channel", "Send Messages")}))
        yield room


async def test_a_change_opens_a_form_that_holds_what_is_there(room: Room) -> None:
    reply = await room.say("subscribe agents, safety at 8:30 Berlin weekdays")
    (order,) = room.orders()
    token = actions(reply)["Change …"].token
    form = await room.desk.form(MANAGER, token)
    assert form is not None
    assert (form.command, form.given) == ("subscribe", {"subscription": order.id})
    held = {blank.option: blank.typed for blank in form.blanks}
    assert held == {
        "time": "08:30",
        "zone": "Europe/Berlin",
        "days": "mon, tue, wed, thu, fri",
        "topics": ", ".join(order.wish.topics),
    }
    unchanged = await room.desk.answer(Request(MANAGER, form.command, {**held, **form.given}))
    assert unchanged.document.title == "Subscribed already"
    changed = {**held, **form.given, "topics": "all", "days": "every day"}
    await room.desk.answer(Request(MANAGER, form.command, changed))
    (after,) = room.orders()
    assert (after.wish.topics, len(after.rule.days), after.rule.at) == ((), 7, order.rule.at)


async def test_only_who_may_change_gets_the_form(room: Room) -> None:
    token = actions(await room.say("subscribe"))["Change …"].token
    assert await room.desk.form(READER, token) is None
    assert await room.desk.form(DIRECT, token) is None
    assert await room.desk.form(replace(MANAGER, workspace="w2"), token) is None
    assert await room.desk.form(MANAGER, f"{token}x") is None
    assert await room.desk.form(MANAGER, actions(await room.say("subscribe"))["Preview"].token) is None


async def test_what_is_lacking_is_named_and_nothing_is_set_up(room: Room) -> None:
    asked = Request(MANAGER, "subscribe", {"channel": "shut", "thread": "digest"})
    reply = await room.desk.answer(asked)
    assert reply.failed
    said = words(reply)
    assert "I can't post in #shut: I lack View Channel, Send Messages and Create Public Threads." in said
    assert "Nothing was changed" in said
    assert room.orders("shut") == ()


async def test_another_channel_is_called_by_its_name(room: Room) -> None:
    reply = await room.desk.answer(Request(MANAGER, "subscribe", {"channel": "other"}))
    assert " in #other, all topics" in words(reply)
    assert " in #other, all topics" in await room.text("subscriptions")


async def test_who_set_it_up_is_told_once_of_a_lost_channel(room: Room) -> None:
    await room.say("subscribe")
    await room.say("subscribe topics:agents")
    notices = await room.desk.channel_lost("fake", "news", "the channel was deleted")
    assert [(one.workspace, one.person) for one in notices] == [("w1", "ann")]
    assert "I can't post in #news: the channel was deleted." in words(notices[0].document)
    assert await room.desk.channel_lost("fake", "news", "again") == ()
    assert await room.desk.resting("fake") == ("news",)
    assert await room.desk.resting("other") == ()
    await room.desk.channel_back("fake", "news")
    assert await room.desk.resting("fake") == ()
    assert not any(one.parked for one in room.orders())


async def test_a_server_that_put_us_out_rests_for_another_reason(room: Room) -> None:
    await room.desk.joined("fake", "w1", "Server")
    await room.say("subscribe")
    await room.desk.left("fake", "w1")
    assert await room.desk.resting("fake") == ()


async def test_publishing_is_kept(room: Room) -> None:
    await room.say("subscribe publish:on")
    (order,) = room.orders()
    assert order.wish.publish
    shown: Any = await room.text("subscriptions")
    assert "on to who follows the channel" in shown
