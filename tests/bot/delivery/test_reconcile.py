"""Unknown rows: resent under the same key or looked up, and never too early, whatever the clocks say."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.sending import Sender
from bot.errors import Refused, TryLater, Unsure
from bot.ports import Pace, Post
from bot.store import Store, open_store
from tests.bot.delivery.standing import (
    LEASE_S,
    NOW,
    FakeAdapter,
    is_settled,
    keys,
    no_preparing,
    stand,
    states,
)
from tests.bot.delivery.test_sending import Clock, until

pytestmark = pytest.mark.anyio

WAIT_S = LEASE_S + 0.5  # lease and timeout
KNOWS_KEYS = Pace(per_second=10_000, channel_gap_s=0, timeout_s=0.5, same_key_s=120)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


class Taking(FakeAdapter):
    """Takes the message, then fails as told: the answer is lost, not the message."""

    async def send(self, post: Post) -> str:
        known = [one for one in self.posts if one.key == post.key]
        if not (known and self.pace.same_key_s):
            self.posts.append(post)
        if self.sends:
            raise self.sends.pop(0)
        return f"id of {post.key}"


class Room:
    """A sender at work under a wall clock and a monotonic clock that the test moves."""

    def __init__(self, store: Store, adapter: FakeAdapter) -> None:
        self.store, self.clock, self.seconds = store, Clock(), 1_000.0
        self.sender = Sender(store, adapter, no_preparing, self.clock, LEASE_S, lambda: self.seconds)

    async def pass_s(self, seconds: float, wall_s: float | None = None) -> None:
        """Let time pass, and everything that it makes due happen."""
        self.seconds += seconds
        self.clock.at += timedelta(seconds=seconds if wall_s is None else wall_s)
        self.sender.wake()
        for _ in range(20):
            await asyncio.sleep(0.002)

    def is_all(self, state: str) -> bool:
        return set(states(self.store).values()) == {state}


@asynccontextmanager
async def room_of(store: Store, adapter: FakeAdapter) -> AsyncIterator[Room]:
    room, stopping = Room(store, adapter), asyncio.Event()
    work = asyncio.create_task(room.sender.run(stopping))
    try:
        yield room
    finally:
        stopping.set()
        await asyncio.wait_for(work, 10)


async def test_found_in_the_history_is_sent(store: Store) -> None:
    (row,) = stand(store)
    adapter = Taking()
    adapter.sends = [Unsure("dropped")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S - 1)
        assert room.is_all("unknown")
        await room.pass_s(1.1)
        await until(lambda: room.is_all("sent"))
    assert keys(adapter.posts) == [row.key]
    assert store.deliveries.of_subscription(row.subscription, 1)[0].message_id == f"id of {row.key}"


async def test_absent_from_the_history_is_sent_anew(store: Store) -> None:
    (row,) = stand(store)
    adapter = FakeAdapter()
    adapter.sends = [Unsure("dropped before it arrived")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S + 0.1)
        await until(lambda: room.is_all("sent"))
    assert keys(adapter.posts) == [row.key]


@pytest.mark.parametrize("jump_h", [-3, 3])
async def test_no_jump_of_the_clock_makes_a_look_come_early_or_late(store: Store, jump_h: int) -> None:
    """Looked up early, a message still on its way would be absent, and come twice."""
    stand(store)
    adapter = Taking()
    adapter.sends = [Unsure("dropped")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S - 1, wall_s=jump_h * 3600)
        assert room.is_all("unknown")
        await room.pass_s(1.1)
        await until(lambda: room.is_all("sent"))
    assert len(adapter.posts) == 1


async def test_a_start_waits_as_long_as_if_it_had_just_tried_itself(store: Store) -> None:
    (row,) = stand(store)
    store.deliveries.claim("fake", "the last process", NOW - timedelta(hours=3), LEASE_S, 5)
    store.deliveries.claim("fake", "the last process", NOW, LEASE_S, 5)
    adapter = FakeAdapter()
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S - 1)
        assert room.is_all("unknown")
        await room.pass_s(1.1)
        await until(lambda: room.is_all("sent"))
    assert keys(adapter.posts) == [row.key]


async def test_a_platform_that_knows_keys_is_asked_again_at_once(store: Store) -> None:
    stand(store)
    adapter = Taking(KNOWS_KEYS)
    adapter.sends = [Unsure("dropped"), Unsure("dropped again")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(2.1)
        await room.pass_s(4.1)
        await until(lambda: room.is_all("sent"))
    assert len(adapter.posts) == 1


async def test_too_fast_on_a_second_try_says_nothing_about_the_first(store: Store) -> None:
    stand(store)
    adapter = Taking(KNOWS_KEYS)
    adapter.sends = [Unsure("dropped"), TryLater("too fast", "c0", 1.0)]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(2.1)
        await until(lambda: not adapter.sends)
        assert room.is_all("unknown")
        await room.pass_s(WAIT_S + 5)
        await until(lambda: room.is_all("sent"))
    assert len(adapter.posts) == 1


async def test_a_key_is_trusted_only_as_long_as_both_clocks_agree(store: Store) -> None:
    """The wall clock was set back: by it the first try is fresh, but the platform has forgotten the key."""
    stand(store)
    adapter = FakeAdapter(KNOWS_KEYS)
    adapter.sends = [Unsure("dropped")]
    adapter.finds = [Unsure("no history")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(121, wall_s=0)
        await until(lambda: not adapter.finds)
        assert room.is_all("unknown")
    assert not adapter.posts


@pytest.mark.parametrize(
    "error", [TryLater("not now"), Unsure("500"), Refused("closed"), ZeroDivisionError()]
)
async def test_an_unreadable_history_leaves_it_unknown_until_its_life_is_over(
    store: Store, error: Exception
) -> None:
    (row,) = stand(store)
    adapter = FakeAdapter()
    adapter.sends = [Unsure("dropped")]
    adapter.finds = [error, error]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S + 0.1)
        await until(lambda: len(adapter.finds) == 1)
        assert room.is_all("unknown")
        await room.pass_s(13 * 3600)
        await until(lambda: room.is_all("held"))
    assert not adapter.posts
    assert "cannot be read" in store.deliveries.of_subscription(row.subscription, 1)[0].reason


async def test_one_unknown_part_holds_back_only_its_own_digest(store: Store) -> None:
    rows = stand(store, 2, parts=2)
    adapter = Taking()
    adapter.sends = [Unsure("dropped")]
    async with room_of(store, adapter) as room:
        await until(lambda: len(adapter.posts) == 3)
        assert sorted(states(store).values()) == ["planned", "sent", "sent", "unknown"]
        await room.pass_s(WAIT_S + 0.1)
        await until(lambda: room.is_all("sent"))
    assert len(keys(adapter.posts)) == len(set(keys(adapter.posts))) == 2 * len(rows)


async def test_the_history_is_read_from_long_before_the_first_try(store: Store) -> None:
    """Our clock may have been hours ahead when the message was sent."""
    stand(store)
    asked: list[datetime] = []

    class Asked(Taking):
        async def find(self, channel: str, key: str, since: datetime) -> str:
            asked.append(since)
            return await super().find(channel, key, since)

    adapter = Asked()
    adapter.sends = [Unsure("dropped")]
    async with room_of(store, adapter) as room:
        await until(lambda: room.is_all("unknown"))
        await room.pass_s(WAIT_S + 0.1)
        await until(lambda: is_settled(store))
    assert asked[0] <= NOW - timedelta(hours=3)
