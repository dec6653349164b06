"""How often people may ask: token buckets per person and per workspace, in bounded memory.

The desk asks before every answer. A bucket starts full, each request takes one from it, and it fills
again evenly; one that is full is as good as none and is not kept. Time is an argument.
"""

import math
from collections import OrderedDict
from datetime import datetime

from bot.errors import RequestError
from bot.ports import Caller

A_PERSON = 20  # requests a minute
A_WORKSPACE = 120
COMPLETIONS = 600  # a person's: one at every key is usual
MOST_KEPT = 20_000  # buckets; whoever asked longest ago is forgotten first
UNLIMITED = frozenset({"console"})  # the terminal's one person owns the machine


class Buckets:
    """One bucket a name, each of `per_minute` requests."""

    def __init__(self, per_minute: int, most_kept: int = MOST_KEPT) -> None:
        self._size = per_minute
        self._most = most_kept
        self._taken: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._taken)

    def wait_s(self, name: str, now: datetime) -> float:
        """Seconds until the bucket has one again; 0 where it has one now."""
        return max(0.0, self._level(name, now) + 1 - self._size) * 60 / self._size

    def take(self, name: str, now: datetime) -> None:
        """Take one."""
        self._taken[name] = (self._level(name, now) + 1, now)
        self._taken.move_to_end(name)
        while len(self._taken) > self._most or self._first_is_full(now):
            self._taken.popitem(last=False)

    def _level(self, name: str, now: datetime) -> float:
        """How much is taken from it now; a clock that went back fills nothing and takes nothing."""
        taken, at = self._taken.get(name, (0.0, now))
        filled = max(0.0, (now - at).total_seconds()) * self._size / 60
        return min(float(self._size), max(0.0, taken - filled))

    def _first_is_full(self, now: datetime) -> bool:
        first = next(iter(self._taken))
        return self._level(first, now) == 0.0


class Limits:
    """The desk's limits, a minute."""

    def __init__(self, person: int = A_PERSON, workspace: int = A_WORKSPACE) -> None:
        self._people = Buckets(person)
        self._workspaces = Buckets(workspace)
        self._completions = Buckets(COMPLETIONS)

    def admit(self, caller: Caller, now: datetime) -> None:
        """Count a request. Raises RequestError where it is one too many, which is not counted."""
        if caller.platform in UNLIMITED:
            return
        if wait_s := self._people.wait_s(_person(caller), now):
            raise RequestError(f"That is more than I can answer at once. Ask again in {_seconds(wait_s)}.")
        if wait_s := self._workspaces.wait_s(caller.home, now):
            raise RequestError(f"Many people ask here at the moment. Ask again in {_seconds(wait_s)}.")
        self._people.take(_person(caller), now)
        self._workspaces.take(caller.home, now)

    def admits_completion(self, caller: Caller, now: datetime) -> bool:
        """Count an offer of completions; say whether it may be made."""
        if caller.platform in UNLIMITED:
            return True
        if self._completions.wait_s(_person(caller), now):
            return False
        self._completions.take(_person(caller), now)
        return True


def _person(caller: Caller) -> str:
    return f"{caller.platform}:{caller.person}"


def _seconds(wait_s: float) -> str:
    whole = max(1, math.ceil(wait_s))
    return "a second" if whole == 1 else f"{whole} seconds"
