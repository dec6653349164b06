"""A world on Discord for the bot to suffer in: a fake Discord, a store with digests due, a bot to be killed.

`async with ordeal(folder, channels=6) as world` has orders that are due now in as many channels. The bot is a
real process with the real discord.py (discord_bot.py); the fake runs where the test does. Beside ordeal.py.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

from bot.orders import EVERY_DAY, Delivery, Rule, State, Subscription, Wish, delivery_key
from bot.store import open_store
from tests.wire.discord import FakeDiscord
from tests.wire.discord import Settings as FakeSettings
from tests.wire.discord.entities import every_component
from tests.wire.edition import publish
from tests.wire.ordeal import Verdict

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
        await until(lambda: len(self.sent()) >= messages, within_s, lambda: "too few were sent")

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

        await until(is_done, within_s, lambda: str([one for one in self.rows() if one.state in OPEN][:3]))

    def verdict(self) -> Verdict:
        """Each part of each digest should be there exactly once."""
        wanted = {
            delivery_key(row.subscription, row.slot, part)
            for row in self.rows()
            if row.part == 0
            for part in range(row.parts)
        }
        sent = Counter(self.sent())
        lost = tuple(sorted(wanted - sent.keys()))
        doubled = tuple(key for key, count in sent.items() if count > 1 or key not in wanted)
        return Verdict(len(self.orders), len(wanted), lost, doubled)

    def assert_clean(self) -> None:
        """Nothing was lost or doubled, and Discord would have taken every form."""
        verdict = self.verdict()
        assert verdict.is_clean, verdict
        assert verdict.messages > verdict.digests, "digests should have come in parts"
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


async def until(true: Callable[[], bool], within_s: float, why: Callable[[], str]) -> None:
    try:
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimeoutError(why()) from None
