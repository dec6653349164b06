"""The state machine: what becomes of a row, how long it waits, when it may be tried again or looked up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.ledger import (
    LEASE_S,
    LONGEST_WAIT_S,
    absent,
    accepted,
    back_off_s,
    held,
    lease_covers,
    may_resend,
    postponed,
    refused,
    skipped,
    unsure,
)
from bot.orders import Delivery, State
from bot.ports import Pace
from tests.ledger_samples import NOW, delivery

PACE = Pace(per_second=50, channel_gap_s=1, timeout_s=10, same_key_s=120)


def sending(**changes: object) -> Delivery:
    """A row as a worker claimed it now."""
    row = delivery(
        state=State.SENDING, worker="w", attempts=1, first_try=NOW, last_try=NOW, parcel="hash", parts=1,
        lease_until=NOW + timedelta(seconds=LEASE_S),
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]


def test_every_end_gives_the_lease_back_and_says_why() -> None:
    ends = {
        accepted(sending(reason="before"), "m1"): (State.SENT, "", "m1"),
        refused(sending(), "gone"): (State.FAILED, "gone", ""),
        skipped(sending(), "late"): (State.SKIPPED, "late", ""),
        held(sending(), "unreadable"): (State.HELD, "unreadable", ""),
        unsure(sending(), "no answer"): (State.UNKNOWN, "no answer", ""),
    }
    for row, end in ends.items():
        assert (row.state, row.reason, row.message_id) == end
        assert (row.lease_until, row.worker, row.attempts, row.due_at) == (None, "w", 1, NOW)


def test_a_reason_is_kept_short() -> None:
    assert len(refused(sending(), "x" * 10_000).reason) == 300


def test_postponed_obeys_retry_after_and_waits_longer_each_time() -> None:
    at = NOW + timedelta(milliseconds=200)
    row = postponed(sending(), at, 2.5, "too fast")
    assert (row.state, row.due_at, row.lease_until) == (State.PLANNED, NOW + timedelta(seconds=3), None)
    waits = [postponed(sending(attempts=tries), NOW, 0, "").due_at - NOW for tries in (1, 2, 3, 10, 11, 99)]
    assert [int(wait.total_seconds()) for wait in waits] == [1, 2, 4, 512, 900, 900]


@given(st.integers(0, 10**9))
def test_back_off_is_never_shorter_than_a_second_nor_longer_than_its_bound(attempts: int) -> None:
    assert 1 <= back_off_s(attempts) <= LONGEST_WAIT_S


@given(st.timedeltas(timedelta(0), timedelta(days=9_999)), st.floats(0, 5_000))
def test_postponed_never_comes_back_early(since: timedelta, retry_after_s: float) -> None:
    at = NOW + since
    due = postponed(sending(), at, retry_after_s, "").due_at
    assert due >= at + timedelta(seconds=retry_after_s)
    assert due.microsecond == 0


def test_absent_is_due_at_once() -> None:
    later = NOW + timedelta(minutes=2)
    row = absent(sending(state=State.UNKNOWN), later)
    assert (row.state, row.due_at, row.first_try) == (State.PLANNED, later, NOW)


@pytest.mark.parametrize(("after_s", "may"), [(-1, False), (0, True), (119, True), (120, False)])
def test_the_same_key_is_known_for_a_while(after_s: int, may: bool) -> None:
    assert may_resend(sending(), NOW + timedelta(seconds=after_s), PACE) is may
    assert not may_resend(sending(), NOW + timedelta(seconds=after_s), replace(PACE, same_key_s=0))
    assert not may_resend(sending(first_try=None), NOW, PACE)


@pytest.mark.parametrize(("after_s", "covers"), [(0, True), (20, True), (20.5, False), (-5, False)])
def test_a_lease_covers_a_whole_call_or_none(after_s: float, covers: bool) -> None:
    assert lease_covers(sending(), NOW + timedelta(seconds=after_s), 10) is covers
    assert not lease_covers(sending(lease_until=None), NOW, 10)
