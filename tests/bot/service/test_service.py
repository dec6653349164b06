"""The service in one process: adapters fail apart, what is due is sent, a stop finishes what is in flight."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from bot.app import App
from bot.delivery.planning import plan_due
from bot.delivery.preparing import Preparing
from bot.document import Document
from bot.errors import ConfigError, TryLater
from bot.orders import State
from bot.ports import Adapter, Caller, Desk, Keep, Pace, Post
from bot.service.connection import Connection
from bot.service.health import check
from bot.service.service import serve
from bot.service.supervisor import Supervisor, now_utc
from bot.settings import Settings
from bot.store import Store, open_store
from tests.newsroom import FEEDS, desk_of
from tests.wire.service_process import ID, due

pytestmark = pytest.mark.anyio


class Fake:
    """An adapter in memory. `opens` and `runs` may raise; `sends` is awaited before a message is there."""

    pace = Pace(per_second=1000, channel_gap_s=0, timeout_s=5)

    def __init__(self, name: str, fails: Exception | None = None, crashes: Exception | None = None) -> None:
        self.name, self.fails, self.crashes = name, fails, crashes
        self.sent: dict[str, str] = {}
        self.opened = self.closed = 0
        self.up, self.sending, self.go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def __aenter__(self) -> Self:
        if self.fails:
            raise self.fails
        self.opened += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed += 1

    async def run(self, desk: Desk) -> None:
        self.up.set()
        if self.crashes:
            raise self.crashes
        reply = await desk.said(Caller(self.name, "w", "c", "p"), "help")
        assert not reply.failed
        await asyncio.Event().wait()

    def called(self, channel: str) -> str:
        return channel

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        return ()

    def split(self, document: Document) -> tuple[Document, ...]:
        return (document,)

    async def send(self, post: Post) -> str:
        self.sending.set()
        await self.go_on.wait()
        return self.sent.setdefault(post.key, f"m{len(self.sent)}")

    async def find(self, channel: str, key: str, since: datetime) -> str:
        return self.sent.get(key, "")

    async def tell(self, workspace: str, person: str, document: Document) -> None: ...


@asynccontextmanager
async def serving(
    folder: Path, *fakes: Fake, store_holds: Callable[[Store], None] = lambda _store: None
) -> AsyncIterator[App]:
    """A service over these adapters; stopped, and waited for, at the end."""
    settings = Settings(_env_file=None, data_dir=folder)  # type: ignore[call-arg]
    with open_store(folder) as store:
        store_holds(store)
        app, stopping = App(settings, store, FEEDS), asyncio.Event()
        adapters: dict[str, Callable[[Keep], Adapter]] = {fake.name: _giving(fake) for fake in fakes}
        running = asyncio.create_task(serve(app, adapters, stopping, collects=False))
        try:
            yield app
        finally:
            stopping.set()
            await asyncio.wait_for(running, 20)


def _giving(fake: Fake) -> Callable[[Keep], Adapter]:
    return lambda _keep: fake


def holding(platform: str) -> Callable[[Store], None]:
    """What puts a due digest of this platform into a store."""
    return lambda store: due(store, platform)


async def test_one_adapter_without_settings_and_one_that_crashes_stop_no_other(tmp_path: Path) -> None:
    off = Fake("off", fails=ConfigError("TIDINGS_OFF_TOKEN is missing"))
    crashing = Fake("crashing", crashes=ValueError("a fault of the adapter"))
    good = Fake("good")
    async with serving(tmp_path, off, crashing, good, store_holds=holding("good")):
        async with asyncio.timeout(20):
            await crashing.up.wait()
            await good.sending.wait()
            while not good.sent:
                await asyncio.sleep(0.005)
        verdict = check(tmp_path, now_utc())
        while "good" not in verdict.words:
            await asyncio.sleep(0.01)
            verdict = check(tmp_path, now_utc())
    assert (good.opened, good.closed, len(good.sent)) == (1, 1, 1)
    assert crashing.opened == crashing.closed >= 1
    assert not off.opened
    assert check(tmp_path, now_utc()).words.startswith("stopped at")


async def test_a_stop_waits_for_what_is_in_flight(tmp_path: Path) -> None:
    slow = Fake("slow")
    slow.go_on.clear()
    async with serving(tmp_path, slow, store_holds=holding("slow")):
        await asyncio.wait_for(slow.sending.wait(), 20)
        asyncio.get_running_loop().call_later(0.2, slow.go_on.set)
    with open_store(tmp_path) as store:
        (row,) = store.deliveries.of_subscription(ID, 5)
        assert (row.state, row.message_id) == (State.SENT, "m0")


async def test_without_any_adapter_at_work_the_service_ends_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no adapter could be started: TIDINGS_A_TOKEN is missing"):
        async with serving(tmp_path, Fake("a", fails=ConfigError("TIDINGS_A_TOKEN is missing"))):
            await asyncio.sleep(0)
            while not (tmp_path / "health.json").exists():
                await asyncio.sleep(0.01)


async def test_an_adapter_that_fails_is_opened_anew_and_goes_on_sending(tmp_path: Path) -> None:
    flaky, waits = Fake("flaky", crashes=TryLater("the gateway closed")), []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        flaky.crashes = None
        await asyncio.sleep(0)

    settings = Settings(_env_file=None, data_dir=tmp_path)  # type: ignore[call-arg]
    with open_store(tmp_path) as store:
        due(store, "flaky")
        app, supervisor = App(settings, store, FEEDS), Supervisor(sleep=sleep)
        one = Connection("flaky", lambda _keep: flaky, store, Preparing(app).prepare, supervisor, now_utc)
        keeping = asyncio.create_task(
            supervisor.keep("flaky", lambda: one.run(desk_of(app), lambda _adapter: None))
        )
        async with asyncio.timeout(20):
            while flaky.opened < 2:
                await asyncio.sleep(0.001)
            await plan_due(store, datetime.now(UTC).replace(microsecond=0))
            one.wake()
            while not flaky.sent:
                await asyncio.sleep(0.001)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping
    assert waits[:1] == [1]
    assert flaky.closed == flaky.opened == 2
