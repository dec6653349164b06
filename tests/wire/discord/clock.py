"""The fake's time, which a test can move forward, and the ids made from it."""

import time
from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000  # Discord's, the first second of 2015


class Clock:
    """Wall time, plus whatever a test added."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self._ahead_s += seconds


class Snowflakes:
    """Ids that grow with time, as Discord's do: milliseconds, then a counter."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        """An id later than every one before."""
        first = (int(self._now() * 1000) - EPOCH_MS) << 22
        self._last = max(first, self._last + 1)
        return self._last
