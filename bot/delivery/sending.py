"""The Sender of one platform: prepares what is due, claims it, sends it, within the platform's limits.

Last step of the flow. It holds three loops over the ledger (prepare, send, settle what is unknown), each
asleep until something is due, something ended, or `wake` is called. One message at a time per channel,
many channels side by side. It decides neither what is due (planning.py) nor what a row becomes (ledger.py).
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from math import ceil
from uuid import uuid4

import structlog

from bot.delivery.attempt import Attempts
from bot.delivery.ledger import LEASE_S, postponed
from bot.delivery.pace import Limiter, rest
from bot.delivery.reconcile import Reconciler
from bot.document import Document
from bot.errors import StoreError
from bot.orders import Delivery, State
from bot.ports import Adapter
from bot.store import Store

Split = Callable[[Document], tuple[Document, ...]]
Prepare = Callable[[Delivery, Split, datetime], None]

_MOST_IN_FLIGHT = 256
_PREPARED_AT_ONCE = 50
_LONGEST_REST_S = 60.0  # the wall clock may jump while we sleep by another
_BLOCKED_S = 5.0  # until the next look where what is due waits for something
_RETRY_PREPARING_S = 60.0

log = structlog.get_logger()


class Sender:
    """Sends one platform's deliveries through its opened adapter.

    Raises ValueError where the adapter's timeout does not fit the lease (delivery.md: lease/2 - 1 s).
    """

    def __init__(
        self,
        store: Store,
        adapter: Adapter,
        prepare: Prepare,
        clock: Callable[[], datetime],
        lease_s: float = LEASE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        pace = adapter.pace
        if pace.timeout_s > lease_s / 2 - 1:
            raise ValueError(f"{adapter.name}: {pace.timeout_s:g} s is too long for a lease of {lease_s:g} s")
        self._store, self._adapter, self._prepare, self._clock = store, adapter, prepare, clock
        self._lease_s = lease_s
        self._worker = uuid4().hex[:12]
        self._limiter = Limiter(pace, monotonic)
        self._most_in_flight = min(_MOST_IN_FLIGHT, ceil(pace.per_second * pace.timeout_s))
        self._in_flight = 0
        self._due, self._planned = asyncio.Event(), asyncio.Event()
        self._attempts = Attempts(store, adapter, self._limiter, clock, monotonic)
        self._reconciler = Reconciler(self._attempts, self._worker, lease_s, self.wake)

    def wake(self) -> None:
        """Look at the ledger now: rows were planned, or resumed."""
        self._planned.set()
        self._due.set()
        self._reconciler.wake()

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until it is time to stop; then claim nothing more, and wait for what is on its way."""
        self._store.deliveries.disown(self._adapter.name, self._worker)
        self._in_flight = 0
        self._limiter.nothing_on_its_way()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._wake_at(stopping))
            tasks.create_task(self._prepare_due(stopping))
            tasks.create_task(self._reconciler.run(stopping))
            while not stopping.is_set():
                await rest(self._due, self._send_due(tasks))

    async def _wake_at(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self.wake()

    async def _prepare_due(self, stopping: asyncio.Event) -> None:
        """Give due rows what they send, a few at a time, so that sending goes on beside it."""
        before: tuple[Delivery, ...] = ()
        while not stopping.is_set():
            rows = self._store.deliveries.unprepared(self._adapter.name, self._clock(), _PREPARED_AT_ONCE)
            if not rows or rows == before:
                await rest(self._planned, _LONGEST_REST_S)
            before = rows
            for row in rows:
                if stopping.is_set():
                    return
                self._prepare_one(row)
                self._due.set()
                await asyncio.sleep(0)

    def _prepare_one(self, row: Delivery) -> None:
        now = self._clock()
        try:
            self._prepare(row, self._adapter.split, now)
        except StoreError:
            raise
        except Exception as error:  # one digest's fault must not hold up the others'
            log.exception("digest could not be prepared", key=row.key)
            reason = f"it could not be prepared: {type(error).__name__}"
            self._store.deliveries.change(row, postponed(row, now, _RETRY_PREPARING_S, reason))

    def _send_due(self, tasks: asyncio.TaskGroup) -> float:
        """Begin what may be sent now; returns for how many seconds there is nothing more to begin."""
        most = min(self._limiter.room(), self._most_in_flight - self._in_flight)
        rows = self._claimed(most) if most > 0 else ()
        for row in rows:
            self._limiter.began(row.channel)
            self._in_flight += 1
            tasks.create_task(self._send(row))
        if self._in_flight >= self._most_in_flight:
            return _LONGEST_REST_S  # the end of a call wakes us
        return self._limiter.room_in_s() if len(rows) >= most else self._due_in_s()

    def _claimed(self, most: int) -> tuple[Delivery, ...]:
        return self._store.deliveries.claim(
            self._adapter.name, self._worker, self._clock(), self._lease_s, most, self._limiter.resting()
        )

    async def _send(self, row: Delivery) -> None:
        try:
            after = await self._attempts.send(row)
        finally:
            self._in_flight -= 1
        if after.state is State.UNKNOWN:
            self._reconciler.wake()
        self._due.set()

    def _due_in_s(self) -> float:
        """Seconds until the next row may be due; where one is already, its channel rests."""
        due_at = self._store.deliveries.next_due(self._adapter.name)
        due_in_s = (due_at - self._clock()).total_seconds() if due_at else _LONGEST_REST_S
        if due_in_s <= 0:
            due_in_s = min(self._limiter.rest_ends_in_s(), _BLOCKED_S)
        return min(due_in_s, _LONGEST_REST_S)
