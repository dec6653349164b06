"""Work aside: a coroutine in a thread with its own event loop, for work that would hold the chat's loop.

Used by the service for the collector. What the coroutine opens must be opened in it: nothing but its end
crosses over.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

Ended = asyncio.Future[None]


async def aside(name: str, work: Callable[[], Awaitable[None]], stop_s: float) -> None:
    """Run `work` in a thread until it ends; raises what it raises.

    Cancelled, it cancels the work and waits for it, `stop_s` seconds at most: a thread that takes longer ends
    with the process.
    """
    aloof = _Aside(work, asyncio.get_running_loop())
    threading.Thread(target=aloof.run, name=name, daemon=True).start()
    try:
        await asyncio.shield(aloof.ended)
    except asyncio.CancelledError:
        aloof.cancel()
        await asyncio.wait({aloof.ended}, timeout=stop_s)
        if aloof.ended.done():
            aloof.ended.exception()  # looked at, so that asyncio does not wonder aloud
        raise


class _Aside:
    """One run of work in a thread; `ended` belongs to the loop that waits for it."""

    def __init__(self, work: Callable[[], Awaitable[None]], waiting: asyncio.AbstractEventLoop) -> None:
        self.ended: Ended = waiting.create_future()
        self._work, self._waiting = work, waiting
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Work until the end, in the thread that calls this."""
        error: BaseException | None = None
        try:
            asyncio.run(self._run())
        except (Exception, asyncio.CancelledError) as caught:
            error = caught
        with suppress(RuntimeError):  # the loop that waited is closed: nobody asks any more
            self._waiting.call_soon_threadsafe(self._settle, error)

    async def _run(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if not self._stopped:  # set before the loop was there to be told
            await self._work()

    def cancel(self) -> None:
        """Cancel the work, from the loop that waits for it."""
        self._stopped = True
        if self._loop is not None and self._task is not None:
            with suppress(RuntimeError):  # it has just ended
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _settle(self, error: BaseException | None) -> None:
        if self.ended.done():
            return
        if error is None or isinstance(error, asyncio.CancelledError):
            self.ended.set_result(None)
        else:
            self.ended.set_exception(error)
