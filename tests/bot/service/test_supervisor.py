"""The supervisor: parts fail apart, come back later and later, and stay off where settings are wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import ConfigError, MissingExtra, StoreError, TryLater
from bot.service.supervisor import Condition, Standing, Supervisor, after_failure, single, wait_after_s

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Time:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def failing(times: int, error: Exception, then: Callable[[], Awaitable[None]] | None = None) -> "Part":
    """A part that fails so often, and then goes on."""
    return Part([error] * times, then)


class Part:
    """A part that raises one error after another and then returns, or does what it is given."""

    def __init__(self, errors: list[Exception], then: Callable[[], Awaitable[None]] | None = None) -> None:
        self.errors, self.then, self.runs = errors, then, 0

    async def __call__(self) -> None:
        self.runs += 1
        if self.errors:
            raise self.errors.pop(0)
        if self.then:
            await self.then()


async def test_a_failed_part_is_started_again_later_and_later() -> None:
    time, part = Time(), failing(4, TryLater("unreachable"))
    supervisor = Supervisor(time, time.sleep)
    await supervisor.keep("discord", part)
    assert time.slept == [1, 2, 4, 8]
    assert part.runs == 5
    assert supervisor.standings["discord"].condition is Condition.ENDED


async def test_one_failing_part_stops_no_other() -> None:
    time, went_on = Time(), asyncio.Event()
    supervisor = Supervisor(time, time.sleep)

    async def waits_for_the_other_to_fail() -> None:
        while not supervisor.is_failing("a"):
            await asyncio.sleep(0)
        went_on.set()

    good = asyncio.create_task(supervisor.keep("b", waits_for_the_other_to_fail))
    bad = asyncio.create_task(supervisor.keep("a", failing(50, StoreError("disk full"))))
    await asyncio.wait_for(went_on.wait(), 5)
    await asyncio.gather(good, bad)


@pytest.mark.parametrize("error", [ConfigError("TIDINGS_X is missing"), MissingExtra("run pip install")])
async def test_wrong_settings_turn_a_part_off_at_once(error: Exception) -> None:
    time, part = Time(), failing(1, error)
    supervisor = Supervisor(time, time.sleep)
    await supervisor.keep("discord", part)
    assert part.runs == 1
    assert not time.slept
    assert supervisor.standings["discord"] == Standing(Condition.OFF, NOW, reason=str(error))


async def test_a_part_that_was_well_for_a_while_begins_with_short_waits_again() -> None:
    time = Time()

    async def well_for_an_hour() -> None:
        time.now += timedelta(hours=1)
        raise StoreError("disk full")

    part = failing(3, StoreError("disk full"), well_for_an_hour)
    keeping = asyncio.create_task(Supervisor(time, time.sleep).keep("ticker", part))
    while len(time.slept) < 5:
        await asyncio.sleep(0)
    keeping.cancel()
    assert time.slept[:5] == [1, 2, 4, 1, 1]


async def test_a_cancelled_part_is_not_started_again() -> None:
    supervisor, begun = Supervisor(), asyncio.Event()

    async def for_ever() -> None:
        begun.set()
        await asyncio.Event().wait()

    keeping = asyncio.create_task(supervisor.keep("ticker", for_ever))
    await begun.wait()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


def test_failures_in_a_row_keep_the_time_of_the_first() -> None:
    before = Standing(Condition.RUNNING, NOW)
    first = after_failure(before, ValueError(), NOW, NOW + timedelta(seconds=3))
    assert first == Standing(Condition.FAILING, NOW + timedelta(seconds=3), 1, "ValueError")
    second = after_failure(first, ValueError("x"), NOW + timedelta(seconds=4), NOW + timedelta(seconds=9))
    assert second == Standing(Condition.FAILING, first.since, 2, "x")


def test_a_reason_holds_no_secret() -> None:
    error = ValueError("GET https://chat.example/hook?token=abcdef failed")
    after = after_failure(Standing(Condition.RUNNING, NOW), error, NOW, NOW)
    assert after.reason == "GET https://chat.example/hook?[hidden] failed"


def test_waits_are_bounded() -> None:
    assert [wait_after_s(failures) for failures in (1, 2, 9, 10, 10_000)] == [1, 2, 256, 300, 300]


def test_a_group_of_one_is_what_it_holds() -> None:
    inner = StoreError("disk full")
    assert single(ExceptionGroup("g", [ExceptionGroup("h", [inner])])) is inner
    both = ExceptionGroup("g", [inner, ValueError()])
    assert single(both) is both
