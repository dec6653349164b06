"""How fast may be sent: messages a second for the whole bot; one at a time, with a gap, per channel.

The Sender asks here before it claims anything, so that what it claims goes out at once. It counts by a
monotonic clock that is given (the wall clock may jump), keeps nothing on disk and never sleeps itself:
`rest` is how its askers wait.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from math import inf

from bot.ports import Pace

_BURST_S = 0.1  # of a second's messages may go at once: what a limit counted by the second still allows
_PATIENCE = 3  # failures in a row before everything rests
_LONGEST_REST_S = 30.0


async def rest(event: asyncio.Event, most_s: float) -> bool:
    """Wait until the event is set, at most so many seconds; clears it and says whether it was set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(None if most_s == inf else max(0.0, most_s)):
            await event.wait()
    was_set = event.is_set()
    event.clear()
    return was_set


class Limiter:
    """What may begin now. A token bucket for the bot; for each channel, when it may be sent to again.

    A channel's gap is counted from the end of its last message, so that it holds where the platform counts.
    """

    def __init__(self, pace: Pace, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._most = max(1.0, pace.per_second * _BURST_S)
        self._tokens = self._most
        self._counted_at = monotonic()
        self._paused_until = 0.0
        self._failures = 0
        self._free_at: dict[str, float] = {}  # by channel; inf while a message is on its way

    def room(self) -> int:
        """How many messages may begin now."""
        now = self._monotonic()
        grown = self._tokens + (now - self._counted_at) * self._pace.per_second
        self._tokens, self._counted_at = min(self._most, grown), now
        return int(self._tokens) if now >= self._paused_until else 0

    def room_in_s(self) -> float:
        """Seconds until `room` is as large as it gets, so that claims go in handfuls."""
        missing_s = (self._most - self._tokens) / self._pace.per_second
        ready_at = max(self._counted_at + missing_s, self._paused_until)
        return max(0.0, ready_at - self._monotonic())

    def is_free(self, channel: str) -> bool:
        """Say whether the channel may be sent to now."""
        return self._free_at.get(channel, 0.0) <= self._monotonic()

    def resting(self) -> frozenset[str]:
        """The channels that may not be sent to now."""
        now = self._monotonic()
        self._free_at = {channel: at for channel, at in self._free_at.items() if at > now}
        return frozenset(self._free_at)

    def rest_ends_in_s(self) -> float:
        """Seconds until the next channel is free again; infinite where none rests."""
        now = self._monotonic()
        return min((at - now for at in self._free_at.values() if at > now), default=inf)

    def began(self, channel: str = "") -> None:
        """Note that a call to the platform begins: a message to `channel`, or "" for anything else."""
        self._tokens -= 1
        if channel:
            self._free_at[channel] = inf

    def ended(self, channel: str) -> None:
        """Note that the channel's message has left or failed: its gap begins."""
        self._free_at[channel] = self._monotonic() + self._pace.channel_gap_s

    def nothing_on_its_way(self) -> None:
        """Note that no call is open, as on a start."""
        self._free_at.clear()

    def pause(self, channel: str, for_s: float) -> None:
        """Let a channel rest, or with "" the whole bot, because the platform asked for it."""
        until = self._monotonic() + for_s
        if channel:
            self._free_at[channel] = max(until, self._free_at.get(channel, 0.0))
        else:
            self._paused_until = max(until, self._paused_until)

    def worked(self) -> None:
        """Note that the platform answered."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the platform did not answer; after some in a row everything rests, longer each time."""
        if self._monotonic() < self._paused_until:
            return  # it began before the rest did, and says nothing new
        self._failures += 1
        if self._failures >= _PATIENCE:
            self.pause("", min(_LONGEST_REST_S, 2.0 ** (self._failures - _PATIENCE)))
