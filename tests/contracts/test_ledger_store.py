"""What every store does for the ledger: exclusive claims, parts in order, compare-and-set, memory at the end.

Written against `Store` alone, so that a second store runs the same suite through one more line in STORES.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.ledger import accepted, held, postponed, skipped, unsure
from bot.orders import Delivery, State
from bot.store import Store, open_store
from tests.ledger_samples import NOW, TODAY, delivery, parcel, subscription

Opener = Callable[[Path, bool], AbstractContextManager[Store]]
STORES: tuple[Opener, ...] = (open_store,)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest) -> Opener:
    """How to open one kind of store in a folder."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def store(opener: Opener, tmp_path: Path) -> Iterator[Store]:
    """A new store with one subscription."""
    with opener(tmp_path, True) as opened:
        opened.subscriptions.add(subscription())
        yield opened


def planned(store: Store, *rows: Delivery, parts: int = 1) -> None:
    """Plan rows of known subscriptions and give them their parcels."""
    store.deliveries.plan(rows, ())
    for row in rows:
        assert store.deliveries.prepare(row, [parcel(f"Part {part} of {row.key}") for part in range(parts)])


def claim(
    store: Store, worker: str = "w", now: datetime = NOW, most: int = 10, **more: set[str]
) -> list[Delivery]:
    """Claim for the console."""
    return list(store.deliveries.claim("console", worker, now, 30, most, **more))


def one(store: Store, part: int = 0) -> Delivery:
    """The row of a part of today's slot as it stands."""
    found = {row.key: row for row in store.deliveries.of_subscription("aaaaaaaa", 50)}
    return found[delivery(part=part).key]


def test_a_row_is_planned_once_and_its_subscription_moves_on(store: Store) -> None:
    moved = replace(subscription(), next_due_at=NOW + timedelta(days=1), last_slot=TODAY)
    store.deliveries.plan([delivery()], [moved])
    store.deliveries.plan([delivery(reason="another")], [moved])
    assert store.deliveries.of_subscription("aaaaaaaa", 5) == (delivery(),)
    assert store.subscriptions.get("aaaaaaaa") == moved


def test_planning_moves_nothing_else_of_a_subscription(store: Store) -> None:
    store.subscriptions.park("console", "terminal", "closed", NOW)
    store.deliveries.plan((), [replace(subscription(), next_due_at=NOW + timedelta(days=1))])
    kept = store.subscriptions.get("aaaaaaaa")
    assert kept
    assert (kept.parked, kept.next_due_at) == ("closed", NOW + timedelta(days=1))


def test_a_newer_slot_takes_the_place_of_what_was_not_begun(store: Store) -> None:
    planned(store, delivery(day=YESTERDAY), parts=2)
    store.deliveries.plan([delivery()], ())
    states = [(row.slot, row.part, row.state) for row in store.deliveries.of_subscription("aaaaaaaa", 9)]
    assert states == [
        (TODAY, 0, State.PLANNED), (YESTERDAY, 0, State.SKIPPED), (YESTERDAY, 1, State.SKIPPED),
    ]  # fmt: skip


def test_a_row_planned_again_gives_way_to_a_newer_slot_within_its_life(store: Store) -> None:
    old = delivery(day=YESTERDAY, expires_at=NOW + timedelta(hours=3))
    planned(store, old)
    (row,) = claim(store, now=NOW - timedelta(hours=23))
    planned(store, delivery())
    store.deliveries.change(row, postponed(row, NOW - timedelta(hours=1), 0, "unreachable"))
    assert [one.key for one in claim(store)] == [delivery().key]
    assert claim(store) == []


def test_the_rest_of_a_digest_that_was_begun_is_sent_beside_a_newer_one(store: Store) -> None:
    planned(store, delivery(day=YESTERDAY, expires_at=NOW + timedelta(hours=3)), parts=2)
    (first,) = claim(store, now=NOW - timedelta(hours=23))
    assert store.deliveries.change(first, accepted(first, "m1"))
    planned(store, delivery())
    assert [row.key for row in claim(store)] == [delivery(day=YESTERDAY, part=1).key]


def test_a_claim_writes_who_until_when_and_how_often(store: Store) -> None:
    planned(store, delivery())
    (row,) = claim(store, "w1")
    assert row == one(store)
    assert (row.state, row.worker, row.attempts) == (State.SENDING, "w1", 1)
    assert (row.first_try, row.last_try, row.lease_until) == (NOW, NOW, NOW + timedelta(seconds=30))
    assert claim(store, "w2") == []


def test_a_later_claim_keeps_the_first_try(store: Store) -> None:
    planned(store, delivery())
    (row,) = claim(store)
    store.deliveries.change(row, postponed(row, NOW, 5, "too fast"))
    assert claim(store, now=NOW + timedelta(seconds=4)) == []
    (again,) = claim(store, now=NOW + timedelta(seconds=5))
    assert (again.attempts, again.first_try, again.last_try) == (2, NOW, NOW + timedelta(seconds=5))


def test_one_row_a_channel_and_none_of_those_left_out(store: Store) -> None:
    ids = [f"aaaaaaa{letter}" for letter in "bcdef"]
    rows = [delivery(name, channel=channel) for name, channel in zip(ids, "11223", strict=True)]
    planned(store, *rows)
    assert sorted(row.channel for row in claim(store, without={"3"})) == ["1", "2"]


def test_the_longest_due_come_first_and_no_more_than_asked(store: Store) -> None:
    due = {name: NOW - timedelta(minutes=minutes) for name, minutes in (("a", 1), ("b", 3), ("c", 2))}
    planned(store, *(delivery(f"aaaaaaa{name}", channel=name, due_at=at) for name, at in due.items()))
    assert [row.channel for row in claim(store, most=2)] == ["b", "c"]


def test_parts_go_out_in_order_each_after_those_before_it(store: Store) -> None:
    planned(store, delivery(), parts=12)
    sent = []
    for number in range(12):
        (row,) = claim(store)
        assert row.parts == 12
        assert store.deliveries.parent(row) == ("" if number == 0 else "m0")
        sent.append(row.part)
        store.deliveries.change(row, accepted(row, f"m{number}"))
    assert sent == list(range(12))
    assert claim(store) == []


@pytest.mark.parametrize("state", [State.UNKNOWN, State.SENDING, State.FAILED, State.HELD])
def test_a_part_waits_for_one_that_is_not_surely_there(store: Store, state: State) -> None:
    planned(store, delivery(), parts=2)
    (row,) = claim(store)
    store.deliveries.change(row, replace(row, state=state))
    assert claim(store, now=NOW + timedelta(hours=1)) == []


def test_a_first_part_that_will_never_be_sent_takes_the_rest_with_it(store: Store) -> None:
    planned(store, delivery(), parts=3)
    (row,) = claim(store)
    store.deliveries.change(row, held(row, "no answer"))
    assert [one(store, part).state for part in range(3)] == [State.HELD, State.SKIPPED, State.SKIPPED]


def test_what_is_not_due_over_parked_or_unprepared_is_not_claimed(store: Store) -> None:
    rows = {
        "b": delivery("aaaaaaab", due_at=NOW + timedelta(seconds=1)),
        "c": delivery("aaaaaaac", expires_at=NOW),
        "d": delivery("aaaaaaad"),
    }
    store.subscriptions.add(subscription("aaaaaaad", channel="d", parked="closed", parked_at=NOW))
    planned(store, *(replace(row, channel=channel) for channel, row in rows.items()))
    store.deliveries.plan([delivery("aaaaaaae", channel="e")], ())
    assert claim(store) == []
    assert [row.channel for row in store.deliveries.unprepared("console", NOW, 9)] == ["e"]


def test_a_change_is_written_only_where_the_row_is_as_it_was_seen(store: Store) -> None:
    planned(store, delivery())
    (row,) = claim(store, "w1")
    assert not store.deliveries.change(replace(row, worker="w0"), accepted(row, "m"))
    assert not store.deliveries.change(replace(row, attempts=7), accepted(row, "m"))
    assert not store.deliveries.change(delivery(), skipped(row, "no"))
    assert one(store) == row
    assert store.deliveries.change(row, unsure(row, "no answer"))
    assert not store.deliveries.change(row, accepted(row, "m"))


def test_a_start_takes_over_what_was_being_sent(store: Store) -> None:
    planned(store, delivery())
    (row,) = claim(store, "old")
    assert store.deliveries.disown("discord", "new") == 0
    assert store.deliveries.disown("console", "new") == 1
    (unknown,) = store.deliveries.uncertain("console", 9)
    assert (unknown.state, unknown.worker, unknown.lease_until) == (State.UNKNOWN, "new", None)
    assert not store.deliveries.change(row, accepted(row, "m"))
    assert store.deliveries.change(unknown, accepted(unknown, "m"))


def test_sent_is_remembered_by_the_channel_and_when_whole_by_the_subscription(store: Store) -> None:
    store.stories.place({}, {}, NOW)
    planned(store, delivery(), parts=2)
    for part in range(2):
        kept = store.subscriptions.get("aaaaaaaa")
        assert kept
        assert kept.told_until is None
        (row,) = claim(store)
        assert row.part == part
        store.deliveries.change(row, accepted(row, f"m{part}"))
    kept = store.subscriptions.get("aaaaaaaa")
    assert kept
    assert kept.told_until == NOW
    later = NOW + timedelta(minutes=1)
    assert store.glossary.told("console:terminal", NOW, later) == {"agent"}
    assert store.tellings.last_digest("console:terminal", later) == NOW


def test_found_after_a_restore_moves_the_subscription_on_to_when_it_was_due(store: Store) -> None:
    row = delivery(state=State.UNKNOWN)
    store.deliveries.plan([row], ())
    store.deliveries.change(row, accepted(row, "m"))
    kept = store.subscriptions.get("aaaaaaaa")
    assert kept
    assert kept.told_until == NOW


def test_told_until_never_moves_back(store: Store) -> None:
    store.subscriptions.told("aaaaaaaa", NOW)
    store.subscriptions.told("aaaaaaaa", NOW - timedelta(days=1))
    kept = store.subscriptions.get("aaaaaaaa")
    assert kept
    assert kept.told_until == NOW


def test_a_slot_is_prepared_once(store: Store) -> None:
    planned(store, delivery(), parts=2)
    assert not store.deliveries.prepare(delivery(), [parcel("another")])
    assert store.deliveries.parcel(one(store).parcel) == parcel(f"Part 0 of {delivery().key}")
    assert (one(store, 1).parts, one(store, 1).state) == (2, State.PLANNED)


def test_equal_parcels_are_kept_once_and_come_back_equal(store: Store) -> None:
    store.deliveries.plan([delivery(), delivery("aaaaaaab")], ())
    for name in ("aaaaaaaa", "aaaaaaab"):
        store.deliveries.prepare(delivery(name), [parcel()])
    (first,), (second,) = (store.deliveries.of_subscription(name, 1) for name in ("aaaaaaaa", "aaaaaaab"))
    assert first.parcel == second.parcel
    assert store.deliveries.parcel(first.parcel) == parcel()
    with pytest.raises(KeyError):
        store.deliveries.parcel("none")


def test_a_channel_knows_what_is_on_its_way(store: Store) -> None:
    store.deliveries.plan([delivery()], ())
    assert store.deliveries.on_their_way("console", "terminal") == ()
    store.deliveries.prepare(delivery(), [parcel()])
    assert store.deliveries.on_their_way("console", "terminal") == (parcel(),)
    (row,) = claim(store)
    store.deliveries.change(row, accepted(row, "m"))
    assert store.deliveries.on_their_way("console", "terminal") == ()


def test_when_the_next_row_is_due(store: Store) -> None:
    assert store.deliveries.next_due("console") is None
    soon = NOW + timedelta(minutes=3)
    store.deliveries.plan([delivery("aaaaaaab", due_at=soon)], ())
    assert store.deliveries.next_due("console") == soon
    planned(store, delivery(), parts=2)
    assert store.deliveries.next_due("console") == NOW
    claim(store)
    assert store.deliveries.next_due("console") == soon
    assert store.deliveries.next_due("discord") is None


def test_rows_whose_life_is_over_are_found(store: Store) -> None:
    store.deliveries.plan([delivery(), delivery("aaaaaaab", expires_at=NOW)], ())
    (over,) = store.deliveries.expired(NOW, 9)
    assert over.subscription == "aaaaaaab"
    assert store.deliveries.change_all([(over, skipped(over, "too late")), (over, over)]) == 1
    assert store.deliveries.counts() == {State.PLANNED: 1, State.SKIPPED: 1}


def test_a_restore_puts_all_that_is_open_in_doubt(store: Store) -> None:
    planned(store, delivery(), delivery("aaaaaaab", channel="b"))
    (row, _) = claim(store)
    store.deliveries.change(row, accepted(row, "m"))
    assert store.deliveries.doubt(NOW) == 1
    (unknown,) = store.deliveries.uncertain("console", 9)
    assert (unknown.subscription, unknown.first_try, unknown.last_try) == ("aaaaaaab", NOW, NOW)


def test_a_clock_that_was_set_back_makes_nothing_wait(store: Store) -> None:
    rows = [delivery(f"aaaaaaa{letter}", channel=letter) for letter in "abc"]
    planned(store, *rows)
    ahead = NOW + timedelta(hours=3)
    first, second, _ = claim(store, now=ahead)
    store.deliveries.change(first, postponed(first, ahead, 60, "too fast"))
    store.deliveries.change(second, unsure(second, "no answer"))
    store.deliveries.clamp_times(NOW, timedelta(minutes=1))
    found = {
        row.state: row for row in (store.deliveries.of_subscription(row.subscription, 1)[0] for row in rows)
    }
    assert found[State.PLANNED].due_at == NOW
    assert {row.last_try for row in found.values()} == {NOW}
    assert found[State.SENDING].attempts == 1


def test_two_connections_never_claim_the_same_row(opener: Opener, tmp_path: Path) -> None:
    channels = [f"c{number}" for number in range(60)]
    with opener(tmp_path, True) as store:
        planned(store, *(delivery(f"s{place:07}", channel=name) for place, name in enumerate(channels)))
        claimed: list[list[str]] = [[], []]
        start = threading.Barrier(2)

        def work(worker: int) -> None:
            with opener(tmp_path, False) as own:
                start.wait()
                while rows := claim(own, f"w{worker}", most=3):
                    claimed[worker] += [row.channel for row in rows]

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(claimed[0] + claimed[1]) == sorted(channels)
