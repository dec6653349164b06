"""What digests go through on Discord without one lost or doubled: kills, faults, storms, a fallen gateway.

The bot is a real process with the real discord.py, really killed; the fake Discord lives in the test, and in
the end its channels are the verdict: each part of each digest is there exactly once.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.orders import EVERY_DAY, Delivery, Rule, State, Subscription, Wish, delivery_key
from bot.store import open_store
from tests.wire.discord import FakeDiscord
from tests.wire.discord import Settings as FakeSettings
from tests.wire.discord.entities import every_component
from tests.wire.edition import publish

pytestmark = pytest.mark.anyio
OPEN = frozenset({State.PLANNED, State.SENDING, State.UNKNOWN})
WIDE = {"POST /channels/{channel_id}/messages": (1_000, 1.0)}


@dataclass
class Ordeal:
    """The fake, the orders, and a bot to start and kill."""

    folder: Path
    fake: FakeDiscord
    rooms: dict[str, Any]
    orders: tuple[Subscription, ...]
    bot: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        """Start the bot."""
        fake = self.fake
        words = [str(self.folder / "store"), fake.api, fake.gateway_url, fake.settings.token]
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.wire.discord_bot",
            *words,
            str(self.folder / "clock"),
        ]
        self.bot = subprocess.Popen(command)

    def kill(self) -> None:
        """SIGKILL."""
        if self.bot is not None:
            self.bot.kill()
            self.bot.wait()

    def sent(self) -> list[str]:
        """The key of every message there is, as often as it is there."""
        rooms = [*self.rooms.values(), *(one for one in self.fake.world.channels.values() if one.is_thread)]
        return [key for room in rooms for one in room.messages.values() if (key := _key(one.body))]

    async def arrived(self, messages: int, within_s: float) -> None:
        """Wait until so many messages are there."""
        await _until(lambda: len(self.sent()) >= messages, within_s, lambda: "too few were sent")

    def rows(self) -> list[Delivery]:
        """Every row of the ledger."""
        with open_store(self.folder / "store", writing=False) as store:
            return [row for one in self.orders for row in store.deliveries.of_subscription(one.id, 1_000)]

    async def settled(self, within_s: float = 60.0) -> None:
        """Wait until every order's digest is there and nothing is open."""

        def is_done() -> bool:
            rows = self.rows()
            return len({one.subscription for one in rows}) == len(self.orders) and not any(
                one.state in OPEN for one in rows
            )

        await _until(is_done, within_s, lambda: str([one for one in self.rows() if one.state in OPEN][:3]))

    def assert_clean(self) -> None:
        """Each part of each digest is there exactly once, and Discord would have taken every form."""
        wanted = [
            delivery_key(row.subscription, row.slot, part)
            for row in self.rows()
            if row.part == 0
            for part in range(row.parts)
        ]
        assert sorted(self.sent()) == sorted(wanted)
        assert len(wanted) > len(self.orders), "digests should have come in parts"
        assert not self.fake.violations


@asynccontextmanager
async def ordeal(folder: Path, channels: int = 6, forums: int = 0) -> AsyncIterator[Ordeal]:
    """A world in which digests are due now; the bot does not run yet."""
    async with FakeDiscord(FakeSettings(buckets=WIDE, max_concurrency=16)) as fake:
        guild = fake.world.guild("Reading room", *(f"c{number}" for number in range(channels)))
        rooms = {str(one.id): one for one in guild.channels.values()}
        for number in range(forums):
            forum = fake.world.forum(guild, f"f{number}")
            rooms[str(forum.id)] = forum
        start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
        # It is 09:01 of today for the bot and for Discord alike.
        ahead_s = (start + timedelta(minutes=1) - datetime.now(UTC)).total_seconds()
        (folder / "clock").write_text(str(ahead_s), encoding="utf-8")
        fake.clock.advance(ahead_s)
        orders = tuple(_order(number, room, start) for number, room in enumerate(rooms))
        with open_store(folder / "store") as store:
            publish(store, start.date())
            for one in orders:
                store.subscriptions.add(one)
        world = Ordeal(folder, fake, rooms, orders)
        try:
            yield world
        finally:
            world.kill()


def _order(number: int, channel: str, start: datetime) -> Subscription:
    return Subscription(
        id=f"aaaaaa{number:02d}".translate(str.maketrans("0189", "wxyz")), workspace="discord:1",
        platform="discord", channel=channel, rule=Rule(wall_time(9), EVERY_DAY, "UTC"), wish=Wish(stories=9),
        created_by="", created_at=start - timedelta(days=1), next_due_at=start,
    )  # fmt: skip


def _key(body: dict[str, Any]) -> str:
    ids = [str(one.get("custom_id", "")) for one in every_component(body.get("components"))]
    return next((one.removeprefix("key:") for one in ids if one.startswith("key:")), "")


async def _until(true: Callable[[], bool], within_s: float, why: Callable[[], str]) -> None:
    try:
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimeoutError(why()) from None


async def test_kill_9_at_random_points(tmp_path: Path) -> None:
    random = Random(5)
    async with ordeal(tmp_path) as world:
        world.fake.faults.add("slow", method="POST", path="/messages$", times=10_000, share=0.7, seconds=0.05)
        for _ in range(6):
            world.start()
            wanted = len(world.sent()) + random.randint(1, 4)
            with suppress(TimeoutError):
                await world.arrived(wanted, random.uniform(2, 4))
            world.kill()
        world.start()
        await world.settled()
        world.assert_clean()


async def test_answers_lost_and_servers_failing(tmp_path: Path) -> None:
    async with ordeal(tmp_path, channels=5, forums=2) as world:
        add = world.fake.faults.add
        path = "/(messages|threads)$"
        for kind in ("reset", "closed"):
            add(kind, method="POST", path=path, times=10_000, share=0.05, after=True)
            add(kind, method="POST", path=path, times=10_000, share=0.05)
        for status in (500, 502, 503, 504):
            add("status", method="POST", path=path, times=10_000, share=0.04, status=status)
            add("status", method="POST", path=path, times=10_000, share=0.04, status=status, after=True)
        add("lost", method="POST", path=path, times=3)
        world.start()
        await world.settled(150)
        world.assert_clean()


async def test_a_storm_of_429(tmp_path: Path) -> None:
    async with ordeal(tmp_path) as world:
        for scope in ("user", "shared", "global"):
            world.fake.faults.add(
                "limited", method="POST", path="/messages$", times=8, share=0.5, seconds=0.3, scope=scope
            )
        world.start()
        await world.settled()
        world.assert_clean()


async def test_a_gateway_that_falls_while_digests_go_out(tmp_path: Path) -> None:
    async with ordeal(tmp_path) as world:
        world.fake.faults.add("slow", method="POST", path="/messages$", times=10_000, seconds=0.3)
        world.start()
        await world.arrived(1, 30)
        await world.fake.gateway.reconnect()
        await world.arrived(5, 30)
        await world.fake.gateway.close(4000)
        world.fake.gateway.cut()
        await world.settled()
        world.assert_clean()


async def test_away_and_back(tmp_path: Path) -> None:
    async with ordeal(tmp_path) as world:
        world.fake.faults.add("slow", method="POST", path="/messages$", times=10_000, seconds=0.2)
        world.start()
        await world.arrived(3, 30)
        await world.fake.away()
        await asyncio.sleep(2)
        await world.fake.back()
        await world.settled()
        world.assert_clean()


def test_an_order_names_its_own_key() -> None:
    order = _order(3, "1", datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert len(delivery_key(order.id, replace(order).created_at.date(), 0)) <= 25
