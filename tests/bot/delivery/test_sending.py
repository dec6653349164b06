"""The Sender over a real store and an adapter that does as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.sending import Sender
from bot.document import Document
from bot.errors import Refused, TryLater, Unsure
from bot.orders import Delivery
from bot.ports import Pace
from bot.store import Store, open_store
from tests.bot.delivery.standing import (
    LEASE_S,
    NOW,
    FakeAdapter,
    is_settled,
    keys,
    no_preparing,
    parcel,
    stand,
    states,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


class Clock:
    """A wall clock that stands still unless told to move."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def sender_of(store: Store, adapter: FakeAdapter, clock: Callable[[], datetime] | None = None) -> Sender:
    return Sender(store, adapter, no_preparing, clock or Clock(), LEASE_S)


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[None]:
    """The sender at work; stopped cleanly at the end."""
    stopping = asyncio.Event()
    work = asyncio.create_task(sender.run(stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(work, 10)


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else run until the condition holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_what_is_due_is_sent_once_and_its_id_kept(store: Store) -> None:
    rows, adapter = stand(store, 3), FakeAdapter()
    async with running(sender_of(store, adapter)):
        await until(lambda: is_settled(store))
    assert sorted(keys(adapter.posts)) == sorted(row.key for row in rows)
    assert set(states(store).values()) == {"sent"}
    first = store.deliveries.of_subscription(rows[0].subscription, 1)[0]
    assert first.message_id == f"id of {rows[0].key}"


async def test_parts_go_in_order_and_know_their_parent(store: Store) -> None:
    (row,) = stand(store, 1, parts=3)
    adapter = FakeAdapter()
    async with running(sender_of(store, adapter)):
        await until(lambda: is_settled(store))
    assert keys(adapter.posts) == [f"{row.key[:-1]}{part}" for part in range(3)]
    assert [post.parent for post in adapter.posts] == ["", f"id of {row.key}", f"id of {row.key}"]


async def test_one_message_at_a_time_to_a_channel_and_many_channels_at_once(store: Store) -> None:
    stand(store, 6, channel="one")
    adapter = FakeAdapter()
    async with running(sender_of(store, adapter)):
        await until(lambda: is_settled(store))
    assert (adapter.busiest, len(adapter.posts)) == (1, 6)


async def test_slow_answers_do_not_hold_up_other_channels(store: Store) -> None:
    stand(store, 20)
    adapter = FakeAdapter()
    adapter.gate.clear()
    async with running(sender_of(store, adapter)):
        await until(lambda: list(states(store).values()).count("sending") == 20)
        adapter.gate.set()
        await until(lambda: is_settled(store))
    assert len(adapter.posts) == 20


async def test_too_fast_is_tried_again_when_the_platform_wants(store: Store) -> None:
    (row,) = stand(store)
    adapter, clock = FakeAdapter(), Clock()
    adapter.sends = [TryLater("too fast", "c0", 20.0)]
    sender = sender_of(store, adapter, clock)
    async with running(sender):
        await until(lambda: store.deliveries.next_due("fake") == NOW + timedelta(seconds=20))
    assert states(store) == {row.key: "planned"}
    assert not adapter.posts


async def test_refused_parks_the_channel_and_tells_once(store: Store) -> None:
    stand(store, 2, channel="shut")
    adapter = FakeAdapter()
    adapter.sends = [Refused("missing permission", "shut")] * 2
    async with running(sender_of(store, adapter)):
        await until(lambda: len(adapter.told) == 2)
    assert sorted(states(store).values()) == ["failed", "planned"]
    assert {one.parked for one in store.subscriptions.of_channel("fake", "shut")} == {"missing permission"}
    assert adapter.told == [("home", "person0"), ("home", "person1")]


async def test_a_person_who_cannot_be_told_stops_nothing(store: Store) -> None:
    stand(store, 2)

    class Deaf(FakeAdapter):
        async def tell(self, workspace: str, person: str, document: Document) -> None:
            raise ZeroDivisionError

    adapter = Deaf()
    adapter.sends = [Refused("gone", "c0")]
    async with running(sender_of(store, adapter)):
        await until(lambda: is_settled(store))
    assert sorted(states(store).values()) == ["failed", "sent"]


@pytest.mark.parametrize("error", [Unsure("dropped"), ZeroDivisionError("a fault of the adapter")])
async def test_without_a_clear_answer_a_row_is_unknown_and_the_others_go_on(
    store: Store, error: Exception
) -> None:
    stand(store, 3)
    adapter = FakeAdapter()
    adapter.sends = [error]
    async with running(sender_of(store, adapter)):
        await until(lambda: sorted(states(store).values()) == ["sent", "sent", "unknown"])


async def test_no_answer_in_time_is_unknown(store: Store) -> None:
    (row,) = stand(store)
    adapter = FakeAdapter(Pace(per_second=100, channel_gap_s=0, timeout_s=0.05))
    adapter.gate.clear()
    async with running(sender_of(store, adapter)):
        await until(lambda: states(store) == {row.key: "unknown"})


async def test_a_stop_claims_nothing_more_and_waits_for_what_is_on_its_way(store: Store) -> None:
    stand(store, 2, channel="one")
    adapter, stopping = FakeAdapter(), asyncio.Event()
    adapter.gate.clear()
    work = asyncio.create_task(sender_of(store, adapter).run(stopping))
    await until(lambda: "sending" in states(store).values())
    stopping.set()
    await asyncio.sleep(0)
    adapter.gate.set()
    await asyncio.wait_for(work, 10)
    assert sorted(states(store).values()) == ["planned", "sent"]


async def test_a_start_doubts_what_was_being_sent(store: Store) -> None:
    (row,) = stand(store)
    store.deliveries.claim("fake", "the last process", NOW, LEASE_S, 5)
    adapter = FakeAdapter()
    async with running(sender_of(store, adapter)):
        await until(lambda: states(store) == {row.key: "unknown"})
    assert not adapter.posts


async def test_no_byte_leaves_where_the_lease_is_too_short(store: Store) -> None:
    (row,) = stand(store)

    class Jumping(Clock):
        """Jumps three hours ahead between the claim and the call."""

        def __call__(self) -> datetime:
            if states(store) == {row.key: "sending"}:
                self.at = NOW + timedelta(hours=3)
            return self.at

    adapter = FakeAdapter()
    async with running(sender_of(store, adapter, Jumping())):
        await until(lambda: store.deliveries.of_subscription(row.subscription, 1)[0].attempts == 1)
    assert states(store) == {row.key: "planned"}
    assert not adapter.posts


async def test_the_end_is_written_only_by_the_owner(store: Store) -> None:
    (row,) = stand(store)
    adapter = FakeAdapter()
    adapter.gate.clear()
    async with running(sender_of(store, adapter)):
        await until(lambda: states(store) == {row.key: "sending"})
        store.deliveries.disown("fake", "another")
        adapter.gate.set()
        await until(lambda: len(adapter.posts) == 1)
    assert states(store) == {row.key: "unknown"}


async def test_a_timeout_must_fit_the_lease(store: Store) -> None:
    slow = FakeAdapter(Pace(per_second=1, channel_gap_s=0, timeout_s=LEASE_S / 2))
    with pytest.raises(ValueError, match="too long for a lease"):
        sender_of(store, slow)


async def test_due_rows_are_prepared_while_others_are_sent(store: Store) -> None:
    stand(store, 60, parts=0)

    def prepare(row: Delivery, split: Callable[[Document], tuple[Document, ...]], now: datetime) -> None:
        if row.channel == "c7":
            raise KeyError("a fault in one digest")
        store.deliveries.prepare(row, [parcel()])

    adapter = FakeAdapter()
    async with running(Sender(store, adapter, prepare, Clock(), LEASE_S)):
        await until(lambda: len(adapter.posts) == 59)
    left = [row for row in states(store).values() if row != "sent"]
    assert left == ["planned"]


async def test_it_sleeps_until_it_is_woken(store: Store) -> None:
    adapter = FakeAdapter()
    sender = sender_of(store, adapter)
    async with running(sender):
        await asyncio.sleep(0)
        stand(store, 1)
        sender.wake()
        await until(lambda: is_settled(store))
    assert len(adapter.posts) == 1


async def test_a_row_whose_parcel_is_gone_is_held_and_stops_nothing(store: Store) -> None:
    rows = stand(store, 2)
    with store.db.atomic():
        store.db.execute("update deliveries set parcel = 'nowhere' where key = ?", [rows[0].key])
    adapter = FakeAdapter()
    async with running(sender_of(store, adapter)):
        await until(lambda: is_settled(store))
    assert states(store) == {rows[0].key: "held", rows[1].key: "sent"}


async def test_it_may_be_run_again_after_it_was_cut_off(store: Store) -> None:
    """As a supervisor does: what was on its way is doubted, and nothing stays blocked."""
    stand(store, 2)
    adapter, cut = FakeAdapter(), asyncio.Event()
    adapter.gate.clear()
    sender = sender_of(store, adapter)
    work = asyncio.create_task(sender.run(cut))
    await until(lambda: list(states(store).values()) == ["sending", "sending"])
    work.cancel()
    await asyncio.wait([work])
    adapter.gate.set()
    async with running(sender):
        await until(lambda: set(states(store).values()) == {"unknown"})
    assert not adapter.posts
