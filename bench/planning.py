"""Planning: how long it takes, and holds the event loop, where 20,000 subscriptions are due at once.

Real SQLite file, as in service. A second task measures the longest time for which the loop gave it no turn.
Then what a tick costs while all of them wait, and the bad days: 30 h later, the clock set back, all too late.
"""

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from itertools import count
from pathlib import Path

from bot.delivery.planning import plan_due
from bot.orders import EVERY_DAY, Rule, Subscription, Wish
from bot.store import Store, open_store

SUBSCRIPTIONS = 20_000
_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
_ZONES = ("UTC", "Europe/London", "Africa/Abidjan", "Atlantic/Reykjavik")
_IDLE_TICKS = 50


def run(data: Path) -> dict[str, float]:
    """Plan 20,000 due subscriptions; tick; come back 30 h later; set the clock back 7 h; let all be late."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        _fill(store)
        planned, planning_s, planning_ms = asyncio.run(_watched(store, _AT))
        _, idle_s, _ = asyncio.run(_watched(store, _AT + timedelta(seconds=30), _IDLE_TICKS))
        _, late_s, late_ms = asyncio.run(_watched(store, _AT + timedelta(hours=30)))
        _, back_s, back_ms = asyncio.run(_watched(store, _AT + timedelta(hours=23)))
        _, over_s, over_ms = asyncio.run(_watched(store, _AT + timedelta(hours=37)))
    return {
        "planning.rows": planned,
        "planning.seconds": planning_s,
        "planning.longest_block_ms": planning_ms,
        "planning.after_30_h_seconds": late_s,
        "planning.after_30_h_longest_block_ms": late_ms,
        "planning.clock_back_7_h_seconds": back_s,
        "planning.clock_back_7_h_longest_block_ms": back_ms,
        "planning.life_over_seconds": over_s,
        "planning.life_over_longest_block_ms": over_ms,
        "planning.tick_with_20000_waiting_ms": 1_000 * idle_s / _IDLE_TICKS,
    }


def _fill(store: Store) -> None:
    made = Subscription(
        id="", workspace="discord:1", platform="discord", channel="", rule=Rule(wall(9), EVERY_DAY, "UTC"),
        wish=Wish(topics=("agents",)), created_by="7", created_at=_AT - timedelta(days=9), next_due_at=_AT,
        last_slot=date(2026, 11, 22),
    )  # fmt: skip
    with store.db.atomic():
        for number in range(SUBSCRIPTIONS):
            rule = replace(made.rule, zone=_ZONES[number % len(_ZONES)])
            store.subscriptions.add(replace(made, id=f"s{number:07}", channel=str(number), rule=rule))


async def _watched(store: Store, now: datetime, ticks: int = 1) -> tuple[int, float, float]:
    """Rows planned, seconds, and the longest time in ms for which another task had no turn."""
    longest, done = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        for _ in count():
            began = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - began)
            if done.is_set():
                return

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    began = time.perf_counter()
    planned = 0
    for _ in range(ticks):
        planned += await plan_due(store, now)
    took = time.perf_counter() - began
    done.set()
    await watching
    return planned, took, 1_000 * longest
