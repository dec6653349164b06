"""What digests go through on Discord without one lost or doubled: kills, faults, storms, a fallen gateway.

The bot is a real process with the real discord.py, really killed; the fake Discord lives in the test, and in
the end its channels are the verdict: each part of each digest is there exactly once.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.wire.discord_ordeal import ordeal

pytestmark = pytest.mark.anyio


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
