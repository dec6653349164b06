"""Planning on a real store: once a date, the newest after a rest, nothing lost to clocks, zones, restores."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.ledger import accepted, postponed
from bot.delivery.planning import plan_due, plan_one, rewound
from bot.orders import EVERY_DAY, WEEKDAYS, Delivery, Rule, State, Subscription
from bot.store import Store, open_store
from bot.store.rows import to_text
from bot.store.secrets import RESTORED_AT
from tests.ledger_samples import NOW, TODAY, delivery, parcel, subscription

pytestmark = pytest.mark.anyio
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one subscription, due now."""
    with open_store(tmp_path) as opened:
        opened.subscriptions.add(subscription())
        yield opened


def rows(store: Store) -> list[Delivery]:
    """All its rows, newest slot first."""
    return list(store.deliveries.of_subscription("aaaaaaaa", 99))


def order(store: Store) -> Subscription:
    """The subscription as it stands."""
    found = store.subscriptions.get("aaaaaaaa")
    assert found
    return found


async def test_a_due_slot_is_planned_once(store: Store) -> None:
    assert await plan_due(store, NOW - timedelta(seconds=1)) == 0
    assert await plan_due(store, NOW) == 1
    assert await plan_due(store, NOW + HOUR) == 0
    assert rows(store) == [delivery()]
    assert (order(store).next_due_at, order(store).last_slot) == (NOW + DAY, TODAY)


async def test_a_popular_minute_is_planned_when_its_turn_comes(store: Store) -> None:
    spread = timedelta(seconds=120)
    store.subscriptions.save(subscription(offset_s=120, next_due_at=NOW + spread))
    assert await plan_due(store, NOW + timedelta(seconds=119)) == 0
    assert await plan_due(store, NOW + spread) == 1
    assert rows(store) == [delivery(due_at=NOW + spread)]
    assert order(store).next_due_at == NOW + DAY + spread


async def test_after_a_rest_the_newest_comes_late_and_one_row_tells_of_the_others(store: Store) -> None:
    assert await plan_due(store, NOW + 3 * DAY + 2 * HOUR) == 1
    newest, before = rows(store)
    assert (newest.slot, newest.state, newest.slot_at) == (TODAY + 3 * DAY, State.PLANNED, NOW + 3 * DAY)
    assert (before.slot, before.state) == (TODAY + 2 * DAY, State.SKIPPED)
    assert "3 in all" in before.reason
    assert order(store).next_due_at == NOW + 4 * DAY


async def test_a_slot_past_its_life_is_skipped_with_the_reason(store: Store) -> None:
    assert await plan_due(store, NOW + 12 * HOUR) == 0
    (row,) = rows(store)
    assert (row.state, row.reason) == (State.SKIPPED, "not sent in time; the next digest covers it")
    assert await plan_due(store, NOW + DAY) == 1


async def test_thirty_hours_down(store: Store) -> None:
    assert await plan_due(store, NOW - HOUR + 30 * HOUR) == 1
    assert [(row.slot, row.state) for row in rows(store)] == [
        (TODAY + DAY, State.PLANNED), (TODAY, State.SKIPPED),
    ]  # fmt: skip


async def test_a_planned_row_gives_way_to_a_newer_one_and_to_time(store: Store) -> None:
    await plan_due(store, NOW)
    await plan_due(store, NOW + DAY)
    assert [(row.state, row.reason) for row in rows(store)] == [
        (State.PLANNED, ""), (State.SKIPPED, "a newer digest takes its place"),
    ]  # fmt: skip
    await plan_due(store, NOW + DAY + 12 * HOUR)
    row = rows(store)[0]
    assert (row.state, row.reason) == (State.SKIPPED, "not sent in time")


async def test_a_row_that_was_tried_in_vain_says_what_stood_in_its_way(store: Store) -> None:
    await plan_due(store, NOW)
    store.deliveries.prepare(rows(store)[0], [parcel()])
    (row,) = store.deliveries.claim("console", "w", NOW, 30, 1)
    store.deliveries.change(row, postponed(row, NOW, 60, "Discord is unreachable"))
    await plan_due(store, NOW + 12 * HOUR)
    assert rows(store)[0].reason == "not sent in time: Discord is unreachable"


async def test_a_clock_set_back_neither_doubles_nor_loses_a_date(store: Store) -> None:
    early = NOW - 2 * HOUR
    await plan_due(store, early + 3 * HOUR)  # the clock ran 3 h ahead: planned, and sent
    store.deliveries.prepare(rows(store)[0], [parcel()])
    (row,) = store.deliveries.claim("console", "w", early + 3 * HOUR, 30, 1)
    store.deliveries.change(row, accepted(row, "m1"))
    for minutes in range(0, 60 * 30, 10):
        await plan_due(store, early + timedelta(minutes=minutes))
    assert [(row.slot, row.state) for row in rows(store)] == [
        (TODAY + DAY, State.PLANNED), (TODAY, State.SENT),
    ]  # fmt: skip


async def test_a_clock_that_was_days_ahead_gives_the_days_back(store: Store) -> None:
    await plan_due(store, NOW + 5 * DAY + HOUR)
    for day in range(7):
        now = NOW + day * DAY
        await plan_due(store, now)
        for row in store.deliveries.unprepared("console", now, 9):
            store.deliveries.prepare(row, [parcel()])
        (row,) = store.deliveries.claim("console", "w", now, 30, 9)
        assert row.slot == TODAY + day * DAY
        store.deliveries.change(row, accepted(row, "m"))


async def test_what_was_due_before_a_restore_is_looked_up_first(store: Store) -> None:
    restored = NOW + HOUR
    store.secrets.put(RESTORED_AT, to_text(restored))
    assert await plan_due(store, restored + HOUR) == 1
    (row,) = rows(store)
    assert (row.state, row.first_try, row.last_try) == (State.UNKNOWN, NOW, restored)
    assert store.deliveries.unprepared("console", restored + HOUR, 9) == ()
    await plan_due(store, NOW + DAY)
    assert rows(store)[0].state is State.PLANNED


async def test_a_zone_that_is_gone_parks_one_and_stops_nobody(store: Store) -> None:
    broken = replace(subscription("bbbbbbbb"), rule=Rule(time(9), EVERY_DAY, "Mars/Olympus"))
    store.subscriptions.add(broken)
    store.subscriptions.add(replace(subscription("cccccccc"), rule=Rule(time(9), (), "UTC")))
    assert await plan_due(store, NOW) == 1
    for name in ("bbbbbbbb", "cccccccc"):
        parked = store.subscriptions.get(name)
        assert parked
        assert parked.parked
        assert parked.parked_at == NOW


async def test_parked_subscriptions_wait_and_then_one_late_digest_comes(store: Store) -> None:
    store.subscriptions.park("console", "terminal", "closed", NOW)
    assert await plan_due(store, NOW + 2 * DAY) == 0
    assert rows(store) == []
    store.subscriptions.unpark("console", "terminal")
    assert await plan_due(store, NOW + 2 * DAY + HOUR) == 1
    assert [row.slot for row in rows(store)] == [TODAY + 2 * DAY, TODAY + DAY]


async def test_more_than_a_batch(store: Store) -> None:
    for number in range(230):
        store.subscriptions.add(subscription(f"s{number:07}", channel=str(number)))
    assert await plan_due(store, NOW) == 231
    assert store.deliveries.counts() == {State.PLANNED: 231}


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo")


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    days=st.sampled_from([EVERY_DAY, WEEKDAYS, (6,), (0, 3)]),
    offset_s=st.integers(0, 300),
    gaps=st.lists(st.integers(1, 5_000), min_size=1, max_size=40),
)
def test_however_often_it_ticks_each_date_is_planned_once_and_in_order(
    zone: str, at: time, days: tuple[int, ...], offset_s: int, gaps: list[int]
) -> None:
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    rule = Rule(at, days, zone)
    one = replace(rewound(subscription(rule=rule, offset_s=offset_s), now).subscription, last_slot=None)
    planned: list[date] = []
    for minutes in gaps:
        now += timedelta(minutes=minutes)
        if one.next_due_at > now:
            continue
        plan = plan_one(one, now)
        assert plan.rows
        assert plan.subscription.next_due_at > now
        assert all(row.due_at <= now for row in plan.rows)
        planned += sorted(row.slot for row in plan.rows)
        one = plan.subscription
    assert planned == sorted(set(planned))
