"""`tidings run` on Discord with 1,000 servers of 20 channels: how soon it is there, and what it takes.

The real bot in a process of its own, the fake Discord in another. `ready_s` is from the start of the process
until every server was told to it, `answer_s` until it answered a command. CPU is a share of one core, of
both when nothing happens. Where there is no /proc (not Linux) memory and CPU are left out.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.idle import cpu_s, memory_mb
from tests.wire.discord.remote import RemoteDiscord, own_process

GUILDS, CHANNELS = 1_000, 20
_SETTLE_S, _MEASURED_S, _MOST_S = 5.0, 15.0, 120.0
_HAS_PROC = Path("/proc/self/stat").exists()


def run(_data: Path) -> dict[str, float]:
    """Seconds, resident megabytes, and CPU in per cent of a core; once with one server, once with all."""
    return asyncio.run(_measured(1, 1)) | asyncio.run(_measured(GUILDS, CHANNELS))


async def _measured(guilds: int, channels: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="tidings-discord-") as name:
        folder = Path(name)
        arguments = ("--guilds", str(guilds), "--channels", str(channels))
        async with own_process(folder, *arguments, validates=False) as fake:
            room = next(one["id"] for one in (await fake.state())["channels"] if one["type"] == 0)
            began = time.monotonic()
            async with _bot(folder, fake) as pid:
                figures = {"ready_s": await _ready(fake, began)}
                figures["answer_s"] = await _answered(fake, int(room), began)
                figures |= await _costs(pid)
    return {f"discord.servers_{guilds}.{name}": value for name, value in figures.items()}


@asynccontextmanager
async def _bot(folder: Path, fake: RemoteDiscord) -> AsyncIterator[int]:
    set_up = {
        "TIDINGS_DATA_DIR": str(folder / "store"),
        "TIDINGS_DISCORD_TOKEN": (await fake.state())["token"],
        "TIDINGS_DISCORD_API": fake.api,
        "TIDINGS_DISCORD_GATEWAY": fake.gateway_url,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--no-collect",
        env={**os.environ, **set_up}, stdout=asyncio.subprocess.DEVNULL, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _ready(fake: RemoteDiscord, began: float) -> float:
    async with asyncio.timeout(_MOST_S):
        while not ((told := await fake.act("sessions"))["ready"] and told["commands"]):
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _answered(fake: RemoteDiscord, room: int, began: float) -> float:
    await fake.act("crowd", channel=room, line="/explain", given={"term": "rag"}, people=1)
    return time.monotonic() - began


async def _costs(pid: int) -> dict[str, float]:
    if not _HAS_PROC:
        return {}
    await asyncio.sleep(_SETTLE_S)
    before, start = cpu_s(pid), time.monotonic()
    await asyncio.sleep(_MEASURED_S)
    used = (cpu_s(pid) - before) / (time.monotonic() - start)
    return {"memory_mb": memory_mb(pid), "idle_cpu_percent": 100 * used}
