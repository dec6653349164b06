"""What the loopback platform does wrong when it is told to, and the limits it holds its callers to.

Inside `platform.py`. Chances are drawn from a seeded generator, so that a run can be repeated.
"""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares are of messages sent to channels, 0 to 1; nothing goes wrong by default.

    `lose`: accepted, the connection is closed without an answer. `fail`: accepted, answered 502. `drop`:
    closed, not accepted. `slow`: accepted only `slow_s` after it was asked, whoever still listens.
    `late_s`: every answer comes so long after the message was accepted. `storm`: answered 429, wait
    `storm_s`. `unreadable`: a share of histories answered 503. `closed` and `gone`: channels answered 403
    and 404. `dies_in`: the process ends after so many more accepted messages, before the answer (0: never).
    `same_key_s`: a key is recognised so long. `per_second` and `channel_gap_s`: limits held by 429 (0: none).
    """

    lose: float = 0.0
    fail: float = 0.0
    drop: float = 0.0
    slow: float = 0.0
    slow_s: float = 0.3
    late_s: float = 0.0
    storm: float = 0.0
    storm_s: float = 1.0
    unreadable: float = 0.0
    closed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    dies_in: int = 0
    same_key_s: float = 0.0
    per_second: float = 0.0
    channel_gap_s: float = 0.0
    seed: int = 1

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Faults":
        """Faults from JSON; raises TypeError for one there is none of."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
        }
        return cls(**values)


class Chances:
    """Whether something with a share happens this time."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - chances of a test, no secret

    def happens(self, share: float) -> bool:
        """Draw."""
        return share > 0 and self._random.random() < share


class Gate:
    """The platform's own limits: messages in any one second, and between two to one channel."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._accepted: deque[float] = deque()
        self._last: dict[str, float] = {}

    def closed_for_s(self, channel: str) -> tuple[float, str]:
        """Seconds a message must wait and whom that concerns ("channel" or "all"); 0 lets it in."""
        now, faults = time.monotonic(), self._faults
        while self._accepted and self._accepted[0] <= now - 1.0:
            self._accepted.popleft()
        if faults.per_second and len(self._accepted) >= faults.per_second:
            return self._accepted[0] + 1.0 - now, "all"
        gap_s = self._last.get(channel, -faults.channel_gap_s) + faults.channel_gap_s - now
        if faults.channel_gap_s and channel in self._last and gap_s > 0:
            return gap_s, "channel"
        self._accepted.append(now)
        self._last[channel] = now
        return 0.0, ""
