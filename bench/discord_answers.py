"""Slash commands on Discord: from a person's side, through the real discord.py, the fake in its own process.

`round_trip` is from the command until the answer is seen, `ack` until Discord has a first word of ours (it
allows 3 s). `burst` is 200 people at once. The store holds 5,000 stories; the bot is this process.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from adapters.discord.client import Discord
from bench.answers import NOW, file_stories
from bench.made_up_news import made_up_stories
from bot.app import App
from bot.desk.desk import FrontDesk
from bot.desk.limits import Limits
from bot.logs import configure_logs
from bot.newsroom import termdesk
from bot.settings import Settings
from bot.store import open_store
from tests.wire.discord.remote import RemoteDiscord, own_process

STORIES = 5_000
_DAYS = 30
_ASKED = 200
_AT_ONCE = 200
_WIDE = {"validates": False, "other_bucket": [10_000, 1.0], "global_limit": 10_000}
_COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/explain", {"term": "rag"}),
    ("/news", {"count": 5}),
    ("/digest", {}),
    ("/search", {"words": "model"}),
)


def run(_data: Path) -> dict[str, float]:
    """Milliseconds at the median, the 99th percentile and the slowest."""
    configure_logs("error", "text")
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with TemporaryDirectory(prefix="tidings-discord-") as name:
        folder = Path(name)
        async with own_process(folder, **_WIDE) as fake, _serving(folder, fake):
            room = await _room(fake)
            figures: dict[str, float] = {}
            for line, given in _COMMANDS:
                figures |= await _asked(fake, room, line, given)
            typed = ["r", "ra", "rag", "fine", "mixture of"] * 40
            times = await fake.act("typing", channel=room, line="/explain", option="term", typed=typed)
            figures |= _spread("discord.completion", times)
            return figures | await _burst(fake, room)


async def _asked(fake: RemoteDiscord, room: int, line: str, given: dict[str, Any]) -> dict[str, float]:
    seen = await fake.act("crowd", channel=room, line=line, given=given, people=_ASKED)
    name = f"discord{line.replace('/', '.')}"
    return _spread(f"{name}.round_trip", [whole for _, whole in seen])


async def _burst(fake: RemoteDiscord, room: int) -> dict[str, float]:
    line, given = _COMMANDS[0]
    seen = await fake.act("crowd", channel=room, line=line, given=given, people=_AT_ONCE, at_once=True)
    acks = [ack for ack, _ in seen]
    return _spread(f"discord.burst_{_AT_ONCE}.ack", acks) | {
        f"discord.burst_{_AT_ONCE}.under_1s": sum(ack < 1_000 for ack in acks)
    }


@asynccontextmanager
async def _serving(folder: Path, fake: RemoteDiscord) -> AsyncIterator[None]:
    """The bot at work, its news in memory as when it runs."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder / "store",
        discord_token=SecretStr((await fake.state())["token"]),
        discord_api=fake.api,
        discord_gateway=fake.gateway_url,
    )
    with open_store(settings.data_dir) as store:
        file_stories(store, list(islice(made_up_stories(STORIES, NOW, _DAYS), STORIES)))
        app, stopping = App(settings, store), asyncio.Event()
        termdesk.warm()
        await app.news.refresh(NOW)
        keeping = asyncio.create_task(app.news.keep(stopping, lambda: NOW))
        desk = FrontDesk(app, lambda: NOW, Limits(person=1_000_000, workspace=1_000_000))
        async with Discord(settings, settle_s=0.05) as adapter:
            serving = asyncio.create_task(adapter.run(desk))
            await _connected(fake)
            yield
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
        stopping.set()
        await keeping


async def _connected(fake: RemoteDiscord) -> None:
    async with asyncio.timeout(30):
        while not ((state := await fake.state())["sessions"] and state["commands"]):
            await asyncio.sleep(0.05)


async def _room(fake: RemoteDiscord) -> int:
    return int(next(one["id"] for one in (await fake.state())["channels"] if one["type"] == 0))


def _spread(name: str, times: Sequence[float]) -> dict[str, float]:
    hundredths = statistics.quantiles(times, n=100)
    return {f"{name}.p50_ms": hundredths[49], f"{name}.p99_ms": hundredths[98], f"{name}.max_ms": max(times)}
