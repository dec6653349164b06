"""The ticker: calls work at an interval. The only home of APScheduler, never the truth about who is due.

Beside the service: planning, housekeeping and the health file are ticked from here. What is due lies in the
store, so a lost tick loses nothing; a tick that comes late does all that waited.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_WATCH_S = 15.0
_SET_BACK = timedelta(seconds=1)  # smaller corrections of the clock delay a tick by no more than that


@dataclass(frozen=True, slots=True)
class Job:
    """Work to do at once and then every `every_s` seconds, never twice at a time."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[None]]


def _now() -> datetime:
    return datetime.now(UTC)


async def ticking(
    jobs: Sequence[Job], clock: Callable[[], datetime] = _now, watch_s: float = _WATCH_S
) -> None:
    """Tick the jobs until cancelled, or until one fails: raises what it raised.

    `watch_s` is how often the clock is looked at: after it was set back, every job runs at once.
    """
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    scheduler = AsyncIOScheduler(timezone=UTC)
    for job in jobs:
        scheduler.add_job(
            _noting(job.work, failed),
            "interval",
            id=job.name,
            seconds=job.every_s,
            next_run_time=_now(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.start()
    try:
        await _watch(scheduler, failed, clock, watch_s)
    finally:
        scheduler.shutdown(wait=False)


def _noting(
    work: Callable[[], Awaitable[None]], failed: asyncio.Future[None]
) -> Callable[[], Awaitable[None]]:
    """The work, with its failure noted where the part waits for it: APScheduler would only log it."""

    async def noted() -> None:
        try:
            await work()
        except Exception as error:
            if not failed.done():
                failed.set_exception(error)

    return noted


async def _watch(
    scheduler: AsyncIOScheduler, failed: asyncio.Future[None], clock: Callable[[], datetime], watch_s: float
) -> None:
    """Wait for a failure. APScheduler goes by the wall clock: set back by hours, it would rest for hours."""
    seen = clock()
    while not failed.done():
        await asyncio.wait({failed}, timeout=watch_s)
        if clock() < seen - _SET_BACK:
            for job in scheduler.get_jobs():
                job.modify(next_run_time=_now())
        seen = clock()
    failed.result()
