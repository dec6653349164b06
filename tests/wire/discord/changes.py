"""Waiting for the fake to reach a state, without sleeping."""

import asyncio
from collections.abc import Callable


class Changes:
    """Tells whoever waits that something has changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def note(self) -> None:
        """Wake every waiter to look again."""
        noted, self._next = self._next, asyncio.Event()
        noted.set()

    async def until(self, true: Callable[[], object], within_s: float = 10.0) -> None:
        """Return once `true()` holds; TimeoutError after `within_s`."""
        async with asyncio.timeout(within_s):
            while not true():
                await self._next.wait()
