"""Processes for work on hostile bytes: off the event loop, on every core, killed when they take too long.

Used by collect (parsing) and pages (text of articles). The processes are anyio's; here is the limit on one
call. Functions must be importable by name. The calls come from us: nothing that came from the network is
unpickled here, only what our own functions made of it.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from anyio import BrokenWorkerProcess, CapacityLimiter, fail_after, to_process

_R = TypeVar("_R")


class WorkerLost(Exception):
    """A call took too long, or took its worker down with it."""


class Workers:
    """Up to `count` processes, started with the first calls and ended with the event loop.

    `limit_s` is for one call, with the start of its process and its imports.
    """

    def __init__(self, count: int, limit_s: float = 10.0) -> None:
        self.limit_s = limit_s
        self._limiter = CapacityLimiter(max(1, count))
        self._free = asyncio.Semaphore(max(1, count))

    async def run(self, function: Callable[..., _R], *args: object) -> _R:
        """Call a function in a worker; raises what it raises, or WorkerLost."""
        async with self._free:  # so that the wait for a free process is not counted
            try:
                with fail_after(self.limit_s):
                    return await to_process.run_sync(function, *args, cancellable=True, limiter=self._limiter)
            except TimeoutError as error:
                raise WorkerLost(f"it took longer than {self.limit_s:g} s") from error
            except BrokenWorkerProcess as error:
                raise WorkerLost("it took the process down that worked on it") from error
