"""The same as torture.py through the real discord.py: every figure but `messages` is wanted at 0.

The bot is a process of its own, really killed; the fake Discord (tests/wire/discord) knows nonces, limits and
history as Discord does, and its channels are the verdict. The short versions are
tests/journeys/test_discord_torture.py.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.wire.discord_ordeal import ordeal
from tests.wire.ordeal import Verdict

_KILLS = 100
_LONG_S = 300.0
_ALWAYS = 1_000_000
_POSTS = "/(messages|threads)$"


def run(_data: Path) -> dict[str, float]:
    """Lost and doubled messages of each ordeal, and how many there were."""
    figures: dict[str, float] = {}
    for name, suffer in _ORDEALS.items():
        start = time.monotonic()
        with TemporaryDirectory(prefix="tidings-torture-") as folder:
            verdict = asyncio.run(_within(suffer, Path(folder)))
        figures |= {
            f"discord.torture.{name}.messages": verdict.messages,
            f"discord.torture.{name}.lost": len(verdict.lost),
            f"discord.torture.{name}.doubled": len(verdict.doubled),
        }
        print(f"  {name}: {time.monotonic() - start:.0f} s", flush=True)
    return figures


async def _within(suffer: Callable[[Path], Awaitable[Verdict]], folder: Path) -> Verdict:
    return await suffer(folder)


async def _kills(folder: Path) -> Verdict:
    """kill -9 at 100 random points while 130 digests go out, a few messages between two kills."""
    random = Random(21)
    async with ordeal(folder, channels=120, forums=10) as world:
        world.fake.faults.add("slow", method="POST", path=_POSTS, times=_ALWAYS, share=0.7, seconds=0.1)
        for _ in range(_KILLS):
            world.start()
            wanted = len(world.sent()) + random.randint(1, 5)
            with suppress(TimeoutError):
                await world.arrived(wanted, random.uniform(1.5, 4))
            world.kill()
        world.start()
        await world.settled(_LONG_S)
        return world.verdict()


async def _lost_answers(folder: Path) -> Verdict:
    """One answer in five lost, half of them after the message was taken; servers that fail."""
    async with ordeal(folder, channels=60, forums=10) as world:
        add = world.fake.faults.add
        for kind in ("reset", "closed", "lost"):
            add(kind, method="POST", path=_POSTS, times=_ALWAYS, share=0.03, after=True)
            add(kind, method="POST", path=_POSTS, times=_ALWAYS, share=0.03)
        for status in (500, 502, 503, 504):
            add("status", method="POST", path=_POSTS, times=_ALWAYS, share=0.02, status=status, after=True)
        world.start()
        await world.settled(_LONG_S)
        return world.verdict()


async def _storm(folder: Path) -> Verdict:
    """Three answers in four are 429, of every scope, for the first 300 requests."""
    async with ordeal(folder, channels=60) as world:
        for scope in ("user", "shared", "global"):
            world.fake.faults.add(
                "limited", method="POST", path=_POSTS, times=75, share=0.4, seconds=0.5, scope=scope
            )
        world.start()
        await world.settled(_LONG_S)
        return world.verdict()


async def _gateway(folder: Path) -> Verdict:
    """While digests go out: op 7, op 9 of both kinds, closes, a dead socket, and no Discord for a while."""
    async with ordeal(folder, channels=80) as world:
        world.fake.faults.add("slow", method="POST", path=_POSTS, times=_ALWAYS, seconds=0.4)
        gateway = world.fake.gateway
        world.start()
        await world.arrived(2, 60)
        for fall in (
            gateway.reconnect, lambda: gateway.invalidate(True), gateway.invalidate,
            lambda: gateway.close(4000), lambda: gateway.close(4007), lambda: gateway.close(4009),
        ):  # fmt: skip
            await fall()
            await world.arrived(len(world.sent()) + 8, 60)
        await world.fake.away()
        await asyncio.sleep(3)
        await world.fake.back()
        await world.settled(_LONG_S)
        return world.verdict()


_ORDEALS: dict[str, Callable[[Path], Awaitable[Verdict]]] = {
    "kills": _kills,
    "lost_answers": _lost_answers,
    "storm": _storm,
    "gateway": _gateway,
}
