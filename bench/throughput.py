"""2,000 messages to 400 channels of a platform that allows 50 a second and one a second per channel.

The real Sender, store and adapter against the platform in a process of its own, which holds its limits with
429. The ideal is what the limits allow: 40 s.
"""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.loopback import Loopback
from bot.delivery.sending import Sender
from bot.document import Document, paragraph
from bot.logs import configure_logs
from bot.orders import Delivery, Parcel, State
from bot.store import Store, open_store
from tests.bot.delivery.standing import due, no_preparing, subscription
from tests.wire.ordeal import World, at

_CHANNELS = 400
_EACH = 5
_PER_SECOND = 50.0
_GAP_S = 1.0
_ANSWER_S = 0.1
_MOST_S = 180.0


def run(_data: Path) -> dict[str, float]:
    """Seconds, their ratio to the ideal (wanted: at most 1.25), and how often the platform said 429."""
    configure_logs("warning", "text")
    with TemporaryDirectory(prefix="tidings-throughput-") as name:
        folder = Path(name)
        world = World(folder, (), ())
        world.move_to(at(9, 1))
        world.start_platform({"per_second": _PER_SECOND, "channel_gap_s": _GAP_S, "late_s": _ANSWER_S})
        try:
            with open_store(folder / "store") as store:
                _stand(store)
                took_s = asyncio.run(_send_all(store, world.url))
            counts = world.counts()
        finally:
            world.close()
    kept = [count for keyed in counts["messages"].values() for count in keyed.values()]
    ideal_s = _CHANNELS * _EACH / _PER_SECOND
    return {
        "throughput.messages": sum(kept),
        "throughput.doubled": sum(count - 1 for count in kept),
        "throughput.seconds": took_s,
        "throughput.ratio_to_ideal": took_s / ideal_s,
        "throughput.answers_429": counts["answers"].get("429", 0),
    }


def _stand(store: Store) -> None:
    """Subscriptions with a prepared row each, five a channel."""
    orders = [
        replace(subscription(number, f"c{number % _CHANNELS}"), platform="loopback")
        for number in range(_CHANNELS * _EACH)
    ]
    parcel = Parcel(Document("AI news", (paragraph("news " * 300),)), datetime.now(UTC))
    with store.db.atomic():
        for one in orders:
            store.subscriptions.add(one)
    rows = [_lasting(due(one)) for one in orders]
    store.deliveries.plan(rows, ())
    for row in rows:
        store.deliveries.prepare(row, [parcel])


def _lasting(row: Delivery) -> Delivery:
    """The row, due until tomorrow by the true clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    return replace(row, slot_at=now, due_at=now, expires_at=now + timedelta(days=1))


async def _send_all(store: Store, url: str) -> float:
    """Seconds from the start of sending until every row is sent."""
    stopping = asyncio.Event()
    async with Loopback(url) as adapter:
        sender = Sender(store, adapter, no_preparing, lambda: datetime.now(UTC).replace(microsecond=0))
        start = time.monotonic()
        sending = asyncio.create_task(sender.run(stopping))
        while store.deliveries.counts().get(State.SENT, 0) < _CHANNELS * _EACH:
            await asyncio.sleep(0.2)
            if sending.done() or time.monotonic() - start > _MOST_S:
                break
        took_s = time.monotonic() - start
        stopping.set()
        await sending
    return took_s
