"""A connection: one platform at work, its adapter opened, serving commands and sending what is due.

A part of the service. Serving and sending fail apart: a Sender that fails is started again while commands
are answered; an adapter that fails is opened anew once what was in flight has ended. It knows adapters only
by `bot/ports.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.delivery.ledger import LEASE_S
from bot.delivery.sending import Prepare, Sender
from bot.ports import Adapter, Desk, Keep
from bot.service.supervisor import Supervisor
from bot.store import Store

_FINISH_S = 2.0  # more than the adapter's own timeout: what is in flight has ended by then


class Connection:
    """One platform, its adapter made anew for every run."""

    def __init__(
        self,
        name: str,
        create: Callable[[Keep], Adapter],
        store: Store,
        prepare: Prepare,
        supervisor: Supervisor,
        clock: Callable[[], datetime],
        lease_s: float = LEASE_S,
    ) -> None:
        self.name, self._lease_s = name, lease_s
        self._create, self._store, self._prepare = create, store, prepare
        self._supervisor, self._clock = supervisor, clock
        self._sender: Sender | None = None

    def wake(self) -> None:
        """Have the Sender look at the ledger now, where one is at work."""
        if self._sender is not None:
            self._sender.wake()

    async def run(self, desk: Desk, opened: Callable[[Adapter], None]) -> None:
        """Open the adapter, serve and send until cancelled or the person at it leaves."""
        async with self._create(self._store.kept(self.name)) as adapter, self._sending(adapter):
            opened(adapter)
            await adapter.run(desk)

    @asynccontextmanager
    async def _sending(self, adapter: Adapter) -> AsyncIterator[None]:
        """Send beside what is done inside; at its end claim nothing more, and wait for what is in flight."""
        stopping, part = asyncio.Event(), f"{self.name} sending"
        self._sender = sender = Sender(self._store, adapter, self._prepare, self._clock, self._lease_s)
        sending = asyncio.create_task(self._supervisor.keep(part, lambda: sender.run(stopping)))
        try:
            yield
        finally:
            self._sender = None
            stopping.set()
            if not self._supervisor.is_failing(part):
                await asyncio.wait({sending}, timeout=adapter.pace.timeout_s + _FINISH_S)
            sending.cancel()
            await asyncio.wait({sending})
