"""Limits before the wire, by a clock that the test moves."""

import asyncio
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import Limiter, rest
from bot.ports import Pace

PACE = Pace(per_second=50, channel_gap_s=1.0)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_handful_may_go_at_once_then_as_many_as_time_allows() -> None:
    clock = Clock()
    limiter = Limiter(PACE, clock)
    assert limiter.room() == 5
    for number in range(5):
        limiter.began(f"c{number}")
    assert limiter.room() == 0
    assert limiter.room_in_s() == pytest.approx(0.1)
    clock.at += 0.04
    assert limiter.room() == 2
    clock.at += 100
    assert limiter.room() == 5


@given(st.lists(st.floats(0, 0.3), min_size=20, max_size=80))
def test_no_second_ever_holds_more_than_the_rate_and_a_handful(waits: list[float]) -> None:
    clock, sent = Clock(), []
    limiter = Limiter(PACE, clock)
    for wait in waits:
        clock.at += wait
        for _ in range(limiter.room()):
            limiter.began("")
            sent.append(clock.at)
    for at in sent:
        assert sum(at <= other < at + 1 for other in sent) <= PACE.per_second * 1.1


def test_a_channel_has_one_message_on_its_way_and_then_a_gap() -> None:
    clock = Clock()
    limiter = Limiter(PACE, clock)
    limiter.began("a")
    clock.at += 60
    assert limiter.resting() == {"a"}
    assert limiter.rest_ends_in_s() == inf
    limiter.ended("a")
    clock.at += 0.75
    assert not limiter.is_free("a")
    assert limiter.rest_ends_in_s() == 0.25
    clock.at += 0.25
    assert limiter.is_free("a")
    assert limiter.resting() == frozenset()


def test_a_platform_may_let_a_channel_or_everything_rest() -> None:
    clock = Clock()
    limiter = Limiter(PACE, clock)
    limiter.pause("a", 3)
    limiter.pause("a", 1)
    assert limiter.resting() == {"a"}
    assert limiter.room() == 5
    limiter.pause("", 2)
    assert limiter.room() == 0
    assert limiter.room_in_s() == 2
    clock.at += 2
    assert limiter.room() == 5
    assert not limiter.is_free("a")


def test_failures_in_a_row_make_everything_rest_longer_and_longer() -> None:
    clock = Clock()
    limiter = Limiter(PACE, clock)
    rests = []
    for _ in range(10):
        limiter.failed()
        limiter.failed()  # a call that began before the rest says nothing new
        rests.append(limiter.room_in_s())
        clock.at += rests[-1]
    assert rests == pytest.approx([0, 1, 2, 4, 8, 16, 30, 30, 30, 30])
    limiter.worked()
    limiter.failed()
    assert limiter.room() == 5


def test_a_new_start_frees_what_was_on_its_way() -> None:
    limiter = Limiter(PACE, Clock())
    limiter.began("a")
    limiter.nothing_on_its_way()
    assert limiter.is_free("a")


@pytest.mark.anyio
async def test_rest_ends_by_the_event_or_by_time() -> None:
    event = asyncio.Event()
    assert not await rest(event, 0)
    event.set()
    assert await rest(event, inf)
    assert not event.is_set()
