"""The running bot: collects, plans, sends and answers, in one process, until it is told to stop.

Wires the parts and hands them to the supervisor: the collector, the shared view of the news, the ticker,
housekeeping, the health file, and one connection for each adapter. What a part does is its own module's
matter.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import FrameType

import structlog

from bot.app import App, open_network
from bot.delivery.ledger import LEASE_S
from bot.delivery.planning import plan_due
from bot.delivery.preparing import Preparing
from bot.delivery.schedule import Job, ticking
from bot.desk.desk import FrontDesk
from bot.desk.when import complete_zones
from bot.errors import ConfigError
from bot.intake import clock
from bot.keeping import retention
from bot.newsroom import termdesk
from bot.ports import Adapter, Keep
from bot.service import health
from bot.service.collector import Collector
from bot.service.connection import Connection
from bot.service.health import Vitals
from bot.service.supervisor import Condition, Supervisor, now_utc
from bot.workspaces import workspaces

TICK_S = 15.0
_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S
_STOP_S = 30.0  # the longest a stop waits; what is in flight even then is looked up at the next start

Say = Callable[[str], None]
Clock = Callable[[], datetime]
Adapters = Mapping[str, Callable[[Keep], Adapter]]

log = structlog.get_logger()


async def serve(
    app: App,
    adapters: Adapters,
    stopping: asyncio.Event,
    collects: bool = True,
    say: Say | None = None,
    clock: Clock = clock,
    lease_s: float = LEASE_S,
) -> None:
    """Run until `stopping` is set or no adapter is left; `say` hears of each that comes up.

    `clock` and `lease_s` (of a claimed delivery) are for a demo that cannot wait.

    Raises ConfigError where not one adapter could be started.
    """
    quiet = app.settings.model_copy(update={"embeddings": False})  # only the collector compares by meaning
    async with open_network(quiet) as network:
        service = _Service(
            replace(app, network=network), adapters, collects, say or (lambda _line: None), clock, lease_s
        )
        await service.run(stopping)
    service.check_any_started()


@contextmanager
def stopped_by_signals(stopping: asyncio.Event) -> Iterator[None]:
    """Set `stopping` at the first SIGTERM or SIGINT; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    told = False

    def tell(number: int, _frame: FrameType | None) -> None:
        nonlocal told
        if told:
            os._exit(128 + number)
        told = True
        loop.call_soon_threadsafe(stopping.set)

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


class _Service:
    """The parts of one run."""

    def __init__(
        self, app: App, adapters: Adapters, collects: bool, say: Say, clock: Clock, lease_s: float
    ) -> None:
        self._app, self._say, self._clock = app, say, clock
        self._supervisor = Supervisor()
        self._collector = Collector(app.settings, app.given) if collects else None
        prepare = Preparing(app).prepare
        self._connections = [
            Connection(name, create, app.store, prepare, self._supervisor, clock, lease_s)
            for name, create in adapters.items()
        ]

    async def run(self, stopping: asyncio.Event) -> None:
        """Start every part and wait for the end; adapters stop first, so that nothing new comes in."""
        termdesk.warm()
        complete_zones("")  # the first person must not wait for the index
        desk = FrontDesk(self._app, self._clock)
        background = [self._keep(name, run) for name, run in self._background().items()]
        connected = [self._keep(one.name, partial(one.run, desk, self._opened)) for one in self._connections]
        told, left = asyncio.create_task(_set(stopping)), asyncio.create_task(_all_ended(connected))
        try:
            await asyncio.wait({told, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.set()
            await _cancelled([left, *connected])
            await _cancelled([told, *background])
            health.write(self._app.settings.data_dir, self._vitals(stopped=True))

    def check_any_started(self) -> None:
        """Raise ConfigError where every adapter is off for its settings."""
        standings = [self._supervisor.standings.get(one.name) for one in self._connections]
        reasons = [one.reason for one in standings if one and one.condition is Condition.OFF]
        if standings and len(reasons) == len(standings):
            raise ConfigError(f"no adapter could be started: {'; '.join(reasons)}")

    def _opened(self, adapter: Adapter) -> None:
        self._app.connected[adapter.name] = adapter
        self._say(f"{adapter.name} is at work")

    def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> "asyncio.Task[None]":
        return asyncio.create_task(self._supervisor.keep(name, run), name=name)

    def _background(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        never = asyncio.Event()
        collecting = {"collector": self._collector.run} if self._collector else {}
        return {
            **collecting,
            "news": lambda: self._app.news.keep(never, self._clock),
            "ticker": lambda: ticking([Job("plan", TICK_S, self._plan)]),
            "housekeeping": lambda: ticking(
                [Job("retention", _DAY_S, self._sweep), Job("lost workspaces", _HOUR_S, self._forget_lost)]
            ),
            "health": lambda: ticking([Job("health", health.EVERY_S, self._tell_health)]),
        }

    async def _plan(self) -> None:
        if await plan_due(self._app.store, self._clock()):
            for one in self._connections:
                one.wake()

    async def _sweep(self) -> None:
        await retention.sweep(self._app, self._clock())

    async def _forget_lost(self) -> None:
        workspaces.forget_lost(self._app, self._clock())

    async def _tell_health(self) -> None:
        health.write(self._app.settings.data_dir, self._vitals())

    def _vitals(self, stopped: bool = False) -> Vitals:
        latest = self._collector.latest if self._collector else None
        return Vitals(
            at=now_utc(),
            stopped=stopped,
            parts=dict(self._supervisor.standings),
            adapters=tuple(one.name for one in self._connections),
            last_collect=latest.at if latest else None,
            open_deliveries=self._app.store.deliveries.open_count(),
        )


async def _set(event: asyncio.Event) -> None:
    await event.wait()


async def _all_ended(tasks: Sequence["asyncio.Task[None]"]) -> None:
    await asyncio.wait(tasks)


async def _cancelled(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Cancel the tasks and wait for their own clean ends, within bounds."""
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=_STOP_S)
    for task in late:
        log.error("part did not stop in time", part=task.get_name())
