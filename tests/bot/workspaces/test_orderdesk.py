"""Standing orders from typed lines to the store: understood, changed, listed, ended, resumed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.when import parse_days
from bot.orders import EVERY_DAY, WEEKDAYS, Delivery, State, Workspace
from bot.ports import Request
from bot.workspaces.orderdesk import MOST_OF_CHANNEL, POPULAR, SPREAD_S, spread
from bot.workspaces.standing import outcome, typed_order
from tests.ordering import DIRECT, MANAGER, NOW, READER, Room, actions, opened_room, other, words

pytestmark = pytest.mark.anyio


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as opened:
        yield opened


async def test_nothing_said_is_a_working_daily_digest(room: Room) -> None:
    reply = await room.say("subscribe")
    (made,) = room.orders()
    assert (made.rule.at, made.rule.days, made.rule.zone) == (time(9), EVERY_DAY, "UTC")
    assert made.next_due_at == NOW + timedelta(hours=1)
    assert "Every day at 09:00 UTC here, all topics. First one today at 09:00." in words(reply)
    assert "Nobody said a zone" in words(reply)
    assert {"Preview", "All digests", "Unsubscribe"} <= set(actions(reply))
    assert all(action.token for action in actions(reply).values())
    assert room.app.store.workspaces.get("fake:w1")


async def test_a_typed_line_is_said_back(room: Room) -> None:
    said = await room.text("subscribe agents, safety at 9am Berlin weekdays")
    (made,) = room.orders()
    assert (made.rule.days, made.rule.zone) == (WEEKDAYS, "Europe/Berlin")
    assert made.wish.topics == ("agents", "safety-alignment")
    assert "Every weekday at 09:00 Europe/Berlin here, topics: " in said
    assert "First one tomorrow at 09:00." in said
    assert "Nobody said a zone" not in said


async def test_the_zone_is_the_workspaces_then_the_persons(room: Room) -> None:
    await room.say("subscribe", DIRECT)
    assert room.orders("dm-ben")[0].rule.zone == "Europe/Berlin"
    room.app.store.workspaces.save(Workspace("fake:w1", "fake", zone="Asia/Tokyo"))
    assert "Nobody said a zone" not in await room.text("subscribe", other(MANAGER, zone="Europe/Berlin"))
    assert room.orders()[0].rule.zone == "Asia/Tokyo"


async def test_the_same_again_changes_what_is_there(room: Room) -> None:
    await room.say("subscribe agents at 10:00")
    (before,) = room.orders()
    reply = await room.say("subscribe agents at 18:00 quiet:on stories:5 thread:digest language:de")
    (after,) = room.orders()
    assert after.id == before.id
    assert reply.document.title == "Digest changed"
    assert (after.rule.at, after.wish.quiet, after.wish.stories) == (time(18), True, 5)
    assert (after.wish.thread, after.wish.language) == ("digest", "de")
    assert (await room.say("subscribe agents")).document.title == "Subscribed already"
    assert "beside 1 other digest here" in await room.text("subscribe research")
    assert len(room.orders()) == 2


async def test_an_id_changes_topics_too_and_never_makes_two_alike(room: Room) -> None:
    await room.say("subscribe agents")
    await room.say("subscribe coding")
    first, second = room.orders()
    assert (await room.say(f"subscribe topics:research subscription:{first.id}")).failed is False
    assert room.orders()[0].wish.topics == ("research",)
    refused = await room.say(f"subscribe topics:research subscription:{second.id}")
    assert refused.failed
    assert "Nothing was changed" in words(refused)


async def test_a_change_never_makes_a_second_digest_on_a_day(room: Room) -> None:
    await room.say("subscribe at 9am")
    (made,) = room.orders()
    room.app.store.subscriptions.save(replace(made, last_slot=date(2026, 11, 22)))
    room.now = NOW + timedelta(hours=2)
    await room.say("subscribe at 18:00")
    assert room.orders()[0].next_due_at == datetime(2026, 11, 23, 18, tzinfo=UTC)


async def test_a_popular_minute_is_spread_and_says_so(room: Room) -> None:
    for number in range(POPULAR):
        await room.desk.said(other(MANAGER, workspace=f"x{number}", channel=f"c{number}"), "subscribe")
    said = await room.text("subscribe")
    (made,) = room.orders()
    assert made.offset_s == spread(made.id)
    assert made.next_due_at == datetime(2026, 11, 22, 9, tzinfo=UTC) + timedelta(seconds=made.offset_s)
    assert "posts at 09:0" in said
    await room.say("subscribe at 09:17")
    assert room.orders()[0].offset_s == 0


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8))
def test_a_spread_is_stable_and_bounded(subscription_id: str) -> None:
    assert 0 <= spread(subscription_id) == spread(subscription_id) <= SPREAD_S


async def test_a_channel_holds_a_bounded_number(room: Room) -> None:
    await room.say("subscribe agents")
    (made,) = room.orders()
    for number in range(MOST_OF_CHANNEL - 1):
        room.app.store.subscriptions.add(replace(made, id=f"filler{number:02}"))
    assert "25 digests at most" in await room.text("subscribe coding")
    assert (await room.say("subscribe agents at 7am")).failed is False


async def test_only_managers_and_only_their_own(room: Room) -> None:
    assert (await room.say("subscribe", READER)).failed
    await room.say("subscribe")
    (made,) = room.orders()
    stranger = other(MANAGER, workspace="w2", channel="elsewhere")
    for line in (
        f"unsubscribe {made.id}",
        f"subscriptions resume:{made.id}",
        f"subscribe subscription:{made.id}",
    ):
        reply = await room.say(line, stranger)
        assert reply.failed
        assert "Nothing was changed" in words(reply)
    assert (await room.say("subscribe", other(MANAGER, workspace="w2"))).failed
    assert room.orders() == (made,)
    assert made.id not in await room.text("subscriptions", stranger)


async def test_unsubscribe_takes_the_only_one_and_says_how_to_get_it_back(room: Room) -> None:
    assert "There is no digest in this channel" in await room.text("unsubscribe")
    await room.say("subscribe agents at 9am Berlin weekdays")
    (made,) = room.orders()
    reply = await room.say("unsubscribe")
    assert not room.orders()
    line = next(action.says for action in actions(reply).values())
    assert line in words(reply)
    await room.say(line)
    (again,) = room.orders()
    assert (again.rule, again.wish) == (made.rule, made.wish)


async def test_of_several_one_must_be_named(room: Room) -> None:
    await room.say("subscribe agents")
    await room.say("subscribe coding")
    first, second = room.orders()
    reply = await room.say("unsubscribe")
    assert reply.failed
    assert first.id in words(reply)
    assert not (await room.say(f"unsubscribe {first.id}")).failed
    assert room.orders() == (second,)


async def test_a_parked_one_is_shown_and_resumed(room: Room) -> None:
    await room.say("subscribe")
    (made,) = room.orders()
    room.app.store.subscriptions.park("fake", "news", "I lack Send Messages there", NOW)
    room.now = NOW + timedelta(days=3)
    reply = await room.say("subscriptions")
    assert "rests since Thursday" in words(reply) or "I lack Send Messages there" in words(reply)
    assert "1 digest, 1 resting" in words(reply)
    resumed = await room.desk.press(MANAGER, actions(reply)["Resume"].token)
    assert resumed.document.title == "Resumed"
    (awake,) = room.orders()
    assert (awake.parked, awake.parked_at) == ("", None)
    assert awake.next_due_at == datetime(2026, 11, 25, 9, tzinfo=UTC)
    room.app.store.subscriptions.park("fake", "news", "gone", NOW)
    assert "It rested and is resumed." in await room.text("subscribe")
    assert not room.orders()[0].parked
    assert (await room.say(f"subscriptions resume:{made.id}", READER)).failed


async def test_a_manager_sees_the_workspace_others_the_channel(room: Room) -> None:
    assert "There is no digest" in await room.text("subscriptions")
    await room.say("subscribe agents")
    await room.say("subscribe coding", other(MANAGER, channel="dev"))
    here, there = room.orders()[0], room.orders("dev")[0]
    assert here.id in (seen := await room.text("subscriptions"))
    assert there.id in seen
    assert "in dev, topic: Coding" in seen
    reader = await room.say("subscriptions", READER)
    assert there.id not in words(reader)
    assert "Unsubscribe" not in actions(reader)


def row(state: State, reason: str = "", late_s: int = 5, part: int = 0, day: int = 22) -> Delivery:
    at = datetime(2026, 11, day, 7, tzinfo=UTC)
    return Delivery(
        key=f"k3v7q2ma:202611{day}:{part}", subscription="k3v7q2ma", slot=at.date(), part=part, parts=1,
        platform="fake", channel="news", state=state, slot_at=at, due_at=at,
        expires_at=at + timedelta(hours=12), last_try=at + timedelta(seconds=late_s), reason=reason,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([row(State.SENT)], "07:00: sent"),
        ([row(State.SENT, late_s=5400)], "07:00: sent late, at 08:30"),
        ([row(State.SENT, day=21), row(State.HELD)], "07:00: held, nobody could find out"),
        ([row(State.SENT), row(State.UNKNOWN, part=1)], "waiting to learn whether it arrived"),
        ([row(State.SKIPPED, "quiet: nothing passed the bar")], "quiet: nothing passed the bar"),
        ([row(State.SKIPPED, "3 slots were missed")], "07:00: skipped: 3 slots were missed"),
        ([row(State.FAILED, "the channel is gone")], "07:00: refused: the channel is gone"),
        ([row(State.PLANNED, "too fast")], "07:00: waiting to be sent: too fast"),
    ],
)
def test_the_last_one_is_told_by_its_outcome(rows: list[Delivery], said: str) -> None:
    told = outcome(rows, NOW, ZoneInfo("UTC"))
    assert told.startswith(said) if said.startswith("07:00") or not said else said in told


async def test_what_an_order_types_is_read_as_that_order(room: Room) -> None:
    await room.say("subscribe agents, research at 18:30 Tokyo mon wed fri")
    (made,) = room.orders()
    line = typed_order(made)
    assert line.startswith("subscribe topics:agents,research time:18:30 days:mon,wed,fri zone:Asia/Tokyo")
    assert parse_days("mon,wed,fri") == made.rule.days


@pytest.mark.parametrize(
    "line",
    [
        "subscribe topics:agentz",
        "subscribe topics:all,agents",
        "subscribe time:25:00",
        "subscribe zone:Nowhere",
        "subscribe days:someday",
        "subscribe stories:99",
        "subscribe language:klingon",
        "subscribe thread:yes",
        "subscribe channel:elsewhere",
        "subscribe subscription:nothere1",
        "unsubscribe nothere1",
        "unsubscribe \u202e\x00abc",
    ],
)
async def test_what_is_wrong_changes_nothing_and_says_so(room: Room, line: str) -> None:
    reply = await room.say(line)
    assert reply.failed
    assert reply.private
    assert not room.orders()
    assert len(words(reply)) < 1500


async def test_completion_offers_what_is_here(room: Room) -> None:
    await room.say("subscribe agents")
    (made,) = room.orders()

    async def offered(command: str, option: str, typed: str) -> list[str]:
        request = Request(MANAGER, command, {option: typed})
        return [choice.value for choice in await room.desk.complete(request, option)]

    assert await offered("unsubscribe", "id", "") == [made.id]
    assert await offered("subscriptions", "resume", "") == []
    assert await offered("subscribe", "topics", "agents, cod") == ["agents, coding"]
    assert (await offered("subscribe", "days", "week")) == ["weekdays", "weekends"]
    assert "Europe/Berlin" in await offered("subscribe", "zone", "berl")
    assert await offered("follow", "source", "openai")
