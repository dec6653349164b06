"""Token buckets: who asks too often is told when to ask again, and memory stays bounded."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.limits import Buckets, Limits
from bot.errors import RequestError
from bot.ports import Caller
from tests.samples import NOW


def _caller(person: str = "p1", workspace: str = "w1", platform: str = "loop") -> Caller:
    return Caller(platform, workspace, "c1", person)


def test_a_person_over_the_limit_is_told_when_to_ask_again() -> None:
    limits = Limits(person=20)
    for _ in range(20):
        limits.admit(_caller(), NOW)
    with pytest.raises(RequestError, match="Ask again in 3 seconds"):
        limits.admit(_caller(), NOW)
    limits.admit(_caller("p2"), NOW)
    limits.admit(_caller(), NOW + timedelta(seconds=3))


def test_a_workspace_has_a_limit_of_its_own() -> None:
    limits = Limits(person=20, workspace=3)
    for person in ("p1", "p2", "p3"):
        limits.admit(_caller(person), NOW)
    with pytest.raises(RequestError, match="Many people ask here"):
        limits.admit(_caller("p4"), NOW)
    limits.admit(_caller("p4", "w2"), NOW)
    with pytest.raises(RequestError, match="20 seconds"):
        limits.admit(_caller("p4"), NOW)


def test_the_terminal_is_not_limited() -> None:
    limits = Limits(person=1, workspace=1)
    for _ in range(50):
        limits.admit(_caller(platform="console"), NOW)
        assert limits.admits_completion(_caller(platform="console"), NOW)


def test_full_buckets_are_forgotten_and_no_more_than_the_bound_are_kept() -> None:
    buckets = Buckets(per_minute=60, most_kept=10)
    for number in range(100):
        buckets.take(str(number), NOW)
    assert len(buckets) == 10
    buckets.take("late", NOW + timedelta(minutes=2))
    assert len(buckets) == 1


def test_a_clock_set_back_locks_nobody_out_for_long() -> None:
    buckets = Buckets(per_minute=60)
    buckets.take("p", NOW)
    buckets.take("p", NOW - timedelta(hours=3))
    assert buckets.wait_s("p", NOW - timedelta(hours=3)) == 0


@given(st.lists(st.floats(0, 120), max_size=60))
def test_no_minute_holds_more_than_two_fillings(gaps: list[float]) -> None:
    buckets, now, taken = Buckets(per_minute=10), NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if not buckets.wait_s("p", now):
            buckets.take("p", now)
            taken.append(now)
    for at in taken:
        assert sum(1 for other in taken if at <= other < at + timedelta(minutes=1)) <= 20
