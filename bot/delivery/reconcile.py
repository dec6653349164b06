"""Rows of which nobody knows whether they were accepted: resent under the same key, or looked up in history.

Beside the Sender, in the same process. It never guesses: a row is sent again only where the platform
itself recognises the key, or where the channel's history surely lacks the message. All waiting is counted
by the monotonic clock from this process's own last try (or its start), so that no jump of the wall clock
makes a look come too early.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf

import structlog

from bot.delivery.attempt import Attempts
from bot.delivery.ledger import absent, accepted, held, may_resend
from bot.delivery.pace import rest
from bot.errors import DeliveryError, TryLater
from bot.orders import Delivery, State

_AT_ONCE = 8  # calls side by side
_READ_AT_ONCE = 1_000
_FIRST_AGAIN_S = 2.0
_FIRST_LOOK_AGAIN_S = 5.0
_LONGEST_AGAIN_S = 300.0
_MOST_MISSES = 7
_AT_LEAST_S = 0.05  # between two rounds
_CLOCK_DOUBT = timedelta(hours=6)  # how far our clock may have been ahead when the message was sent

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Doubt:
    """When an unknown row may be sent again and looked up (monotonic seconds), after how many in vain."""

    attempts: int
    again_at: float
    look_at: float
    misses: int = 0


class Reconciler:
    """Settles the UNKNOWN rows of one platform; `on_settled` is called after each try."""

    def __init__(
        self, attempts: Attempts, worker: str, lease_s: float, on_settled: Callable[[], None]
    ) -> None:
        self._attempts = attempts
        self._worker = worker
        self._lease_s = lease_s
        self._on_settled = on_settled
        self._woken = asyncio.Event()
        self._doubts: dict[str, _Doubt] = {}

    def wake(self) -> None:
        """Look at what is unknown now, or see that it is time to stop."""
        self._woken.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Settle unknown rows, each when it may be, until it is time to stop."""
        attempts = self._attempts
        while not stopping.is_set():
            rows = attempts.store.deliveries.uncertain(attempts.adapter.name, _READ_AT_ONCE)
            self._note(rows)
            async with asyncio.TaskGroup() as calls:
                self._begin(rows, calls)
            await rest(self._woken, self._next_in_s(rows))

    def _note(self, rows: Iterable[Delivery]) -> None:
        """Count the waiting of what is newly unknown from now; forget what is settled."""
        now, noted = self._attempts.monotonic(), {}
        for row in rows:
            doubt = self._doubts.get(row.key)
            if doubt is None or doubt.attempts != row.attempts:
                misses = doubt.misses if doubt else 0
                look_at = now + self._lease_s + self._attempts.adapter.pace.timeout_s
                doubt = _Doubt(row.attempts, now + _FIRST_AGAIN_S * 2**misses, look_at, misses)
            noted[row.key] = doubt
        self._doubts = noted

    def _begin(self, rows: Iterable[Delivery], calls: asyncio.TaskGroup) -> None:
        """Begin what may be done now, as much as the platform's limits leave room for."""
        now, limiter = self._attempts.monotonic(), self._attempts.limiter
        room = min(_AT_ONCE, limiter.room())
        for row in rows:
            if room < 1:
                return
            doubt = self._doubts[row.key]
            if now >= doubt.again_at and self._recognised(row) and limiter.is_free(row.channel):
                limiter.began(row.channel)
                calls.create_task(self._send_again(row))
                room -= 1
            elif now >= doubt.look_at:
                limiter.began()
                calls.create_task(self._look_up(row))
                room -= 1

    def _recognised(self, row: Delivery) -> bool:
        """Say whether the platform surely still knows the key, by both clocks: either may be wrong alone."""
        attempts = self._attempts
        pace = attempts.adapter.pace
        tried_at = attempts.tried.get(row.key, -inf)
        return attempts.monotonic() - tried_at < pace.same_key_s and may_resend(row, attempts.clock(), pace)

    def _next_in_s(self, rows: Iterable[Delivery]) -> float:
        """Seconds until something may be done: infinite where nothing is unknown."""
        attempts = self._attempts
        times = [
            min(doubt.look_at, doubt.again_at if self._recognised(row) else inf)
            for row in rows
            if (doubt := self._doubts.get(row.key))
        ]
        if not times:
            return inf
        return max(min(times) - attempts.monotonic(), attempts.limiter.room_in_s(), _AT_LEAST_S)

    async def _send_again(self, row: Delivery) -> None:
        """Send under the same key: the platform answers with the message it has, or takes it now."""
        now = self._attempts.clock()
        claimed = replace(
            row,
            state=State.SENDING,
            worker=self._worker,
            lease_until=now + timedelta(seconds=self._lease_s),
            attempts=row.attempts + 1,
            last_try=now,
        )
        if not self._attempts.store.deliveries.change(row, claimed):
            self._attempts.limiter.ended(row.channel)
            return
        doubt = self._doubts[row.key]
        self._doubts[row.key] = replace(doubt, misses=min(doubt.misses + 1, _MOST_MISSES))
        await self._attempts.send(claimed, again=True)
        self._on_settled()

    async def _look_up(self, row: Delivery) -> None:
        """Read the channel's history: the message is there, or is not, or nobody can say now."""
        attempts = self._attempts
        found = await self._found(row)
        match found:
            case "":
                after = absent(row, attempts.clock())
            case str():
                after = accepted(row, found)
            case _ if attempts.clock() >= row.expires_at:
                after = held(row, f"it may have arrived; its channel cannot be read: {found}")
            case _:
                self._missed(row, found.retry_after_s if isinstance(found, TryLater) else 0.0)
                return
        attempts.tried.pop(row.key, None)
        attempts.store.deliveries.change(row, after)
        log.info("looked up", key=row.key, state=after.state.value)
        self._on_settled()

    async def _found(self, row: Delivery) -> str | DeliveryError:
        """The message's id, "" where there surely is none, or why nobody can say."""
        adapter = self._attempts.adapter
        try:
            async with asyncio.timeout(adapter.pace.timeout_s):
                return await adapter.find(row.channel, row.key, _since(row))
        except DeliveryError as error:
            return error
        except TimeoutError:
            return DeliveryError(f"no answer within {adapter.pace.timeout_s:g} s", row.channel)
        except Exception as error:  # a fault of the adapter, which says nothing about the message
            log.exception("adapter failed", adapter=adapter.name, key=row.key)
            return DeliveryError(f"the {adapter.name} adapter failed: {type(error).__name__}", row.channel)

    def _missed(self, row: Delivery, at_least_s: float = 0.0) -> None:
        """Wait longer before the next try."""
        doubt = self._doubts[row.key]
        wait_s = min(_LONGEST_AGAIN_S, _FIRST_LOOK_AGAIN_S * 2**doubt.misses)
        look_at = self._attempts.monotonic() + max(wait_s, at_least_s)
        self._doubts[row.key] = replace(doubt, look_at=look_at, misses=min(doubt.misses + 1, _MOST_MISSES))


def _since(row: Delivery) -> datetime:
    tries = [at for at in (row.first_try, row.last_try, row.slot_at) if at]
    return min(tries) - _CLOCK_DOUBT
