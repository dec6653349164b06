"""The ticker: at once, again at the interval, failures heard, and awake after the clock was set back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.schedule import Job, ticking

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Ticks:
    """Work that counts itself, and sets an event at a number of times."""

    def __init__(self, wanted: int) -> None:
        self.count, self.wanted, self.reached = 0, wanted, asyncio.Event()

    async def __call__(self) -> None:
        self.count += 1
        if self.count == self.wanted:
            self.reached.set()


async def stopped(task: "asyncio.Task[None]") -> None:
    """Cancel the ticker and wait for its end."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_job_runs_at_once_and_again_at_its_interval() -> None:
    fast, slow = Ticks(3), Ticks(1)
    task = asyncio.create_task(ticking([Job("fast", 0.01, fast), Job("slow", 3600, slow)]))
    await asyncio.wait_for(fast.reached.wait(), 10)
    await asyncio.wait_for(slow.reached.wait(), 10)
    await stopped(task)
    assert slow.count == 1


async def test_a_job_never_runs_beside_itself() -> None:
    running, most, done = 0, 0, asyncio.Event()

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)  # the interval passes several times meanwhile
        running -= 1
        done.set()

    task = asyncio.create_task(ticking([Job("slow", 0.01, slow)]))
    await asyncio.wait_for(done.wait(), 10)
    await stopped(task)
    assert most == 1


async def test_a_failure_ends_the_ticker_with_its_error() -> None:
    async def fails() -> None:
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault of ours"):
        await asyncio.wait_for(ticking([Job("fails", 3600, fails)]), 10)


async def test_a_clock_set_back_does_not_put_the_ticker_to_sleep() -> None:
    again, moments = Ticks(2), [NOW]

    def clock() -> datetime:
        return moments[-1]

    task = asyncio.create_task(ticking([Job("plan", 3600, again)], clock, watch_s=0.01))
    while not again.count:
        await asyncio.sleep(0)
    moments.append(NOW - timedelta(hours=3))
    await asyncio.wait_for(again.reached.wait(), 10)
    await stopped(task)


async def test_a_clock_set_forward_changes_nothing() -> None:
    ticks, looks = Ticks(2), 0

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return NOW + looks * timedelta(hours=3)

    task = asyncio.create_task(ticking([Job("plan", 3600, ticks)], clock, watch_s=0.001))
    while looks < 5:
        await asyncio.sleep(0)
    await stopped(task)
    assert ticks.count == 1
