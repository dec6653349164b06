"""Digests for 1,000 channels of 50 servers under Discord's limits, through the real discord.py.

The real Sender, store and adapter; the fake Discord, in a process of its own, holds 50 requests a second for
the bot and 5 in 5 s a channel, with Discord's headers. Every fifth digest has a second part. The ideal is
our own 45 messages a second.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from adapters.discord.client import PACE, Discord
from bot.delivery.sending import Sender
from bot.document import Document, Said, StoryCard
from bot.logs import configure_logs
from bot.orders import Delivery, Parcel, State
from bot.settings import Settings
from bot.store import Store, open_store
from tests.bot.delivery.standing import due, no_preparing, subscription
from tests.wire.discord.remote import RemoteDiscord, own_process

_GUILDS, _CHANNELS = 50, 20
_TWO_PARTS = 5  # every so manieth digest has a second part
_MOST_S = 150.0


def run(_data: Path) -> dict[str, float]:
    """Seconds, their ratio to the ideal (wanted: at most 1.25), and the share of 429 (at most 2 %)."""
    configure_logs("error", "text")
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with TemporaryDirectory(prefix="tidings-discord-") as name:
        folder = Path(name)
        arguments = ("--guilds", str(_GUILDS), "--channels", str(_CHANNELS))
        async with own_process(folder, *arguments, validates=False) as fake:
            rooms = [str(one["id"]) for one in (await fake.state())["channels"] if one["type"] == 0]
            with open_store(folder / "store") as store:
                wanted = _stand(store, rooms)
                took_s = await _send_all(store, await _settings(fake, folder), wanted)
                sent = store.deliveries.counts().get(State.SENT, 0)
            return _figures(await fake.state(), wanted, sent, took_s)


def _figures(state: dict[str, Any], wanted: int, sent: int, took_s: float) -> dict[str, float]:
    posts = [one for one in state["asked"] if one["method"] == "POST" and one["path"].endswith("/messages")]
    arrived = sum(len(one["messages"]) for one in state["channels"])
    return {
        "discord.sending.messages": wanted,
        "discord.sending.lost": wanted - min(arrived, sent),
        "discord.sending.doubled": max(0, arrived - wanted),
        "discord.sending.seconds": took_s,
        "discord.sending.ratio_to_ideal": took_s / (wanted / PACE.per_second),
        "discord.sending.share_of_429": sum(one["status"] == 429 for one in posts) / max(1, len(posts)),
    }


def _stand(store: Store, rooms: list[str]) -> int:
    """A subscription and a prepared digest each; returns how many messages they are."""
    story = StoryCard(
        1, "68be07", "Halden Labs releases Orrery-4", "https://halden.example/a",
        (Said("It forecasts storms ten days ahead. " * 12, "Halden", "https://halden.example/a"),), (),
        "Halden · today", 1.0, ("models",),
    )  # fmt: skip
    parcel = Parcel(Document("AI news", (story,) * 4, "Monday"), datetime.now(UTC))
    orders = [replace(subscription(number, room), platform="discord") for number, room in enumerate(rooms)]
    with store.db.atomic():
        for one in orders:
            store.subscriptions.add(one)
    rows = [_lasting(due(one)) for one in orders]
    store.deliveries.plan(rows, ())
    parts = [2 if number % _TWO_PARTS == 0 else 1 for number in range(len(rows))]
    for row, count in zip(rows, parts, strict=True):
        store.deliveries.prepare(row, [parcel] * count)
    return sum(parts)


def _lasting(row: Delivery) -> Delivery:
    """The row, due until tomorrow by the true clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    return replace(row, slot_at=now, due_at=now, expires_at=now + timedelta(days=1))


async def _settings(fake: RemoteDiscord, folder: Path) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder / "store",
        discord_token=SecretStr((await fake.state())["token"]),
        discord_api=fake.api,
        discord_gateway=fake.gateway_url,
    )


async def _send_all(store: Store, settings: Settings, wanted: int) -> float:
    """Seconds from the start of sending until every row is sent."""
    stopping = asyncio.Event()
    async with Discord(settings) as adapter:
        sender = Sender(store, adapter, no_preparing, lambda: datetime.now(UTC).replace(microsecond=0))
        start = time.monotonic()
        sending = asyncio.create_task(sender.run(stopping))
        while store.deliveries.counts().get(State.SENT, 0) < wanted:
            await asyncio.sleep(0.2)
            if sending.done() or time.monotonic() - start > _MOST_S:
                break
        took_s = time.monotonic() - start
        stopping.set()
        with suppress(asyncio.CancelledError):
            await sending
    return took_s
