"""The collector: how long it rests, and a real round in its thread."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.edition import NOW as EDITION
from bot.demo.newsstand import newsstand
from bot.model import Feed, Tier
from bot.service.collector import Collector, rest_s
from bot.settings import Settings
from bot.sources.health import Health
from bot.store import open_store

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def feed(name: str, paused: bool = False) -> Feed:
    """A feed by its id."""
    return Feed(name, "feed", f"https://{name}.example/", name, name, name, Tier.PRESS, paused=paused)


@pytest.mark.parametrize(
    ("due_in_s", "rests"), [(-900, 30), (0, 30), (31, 31), (200, 200), (4000, 300), (None, 300)]
)
def test_it_rests_until_the_next_feed_is_due_within_bounds(due_in_s: int | None, rests: float) -> None:
    next_try = None if due_in_s is None else NOW + timedelta(seconds=due_in_s)
    health = {"a": Health("a", next_try=next_try), "b": Health("b", next_try=NOW + timedelta(hours=9))}
    assert rest_s([feed("a"), feed("b"), feed("new")], health, NOW) == rests


def test_a_paused_feed_is_not_waited_for() -> None:
    health = {"a": Health("a", next_try=NOW)}
    assert rest_s([feed("a", paused=True)], health, NOW) == 300


async def test_a_round_files_the_news_while_the_store_is_held_by_the_chat(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=tmp_path,
        allowed_private_hosts=("127.0.0.1",),
        full_text_seconds=0,
    )
    async with newsstand(EDITION) as stand:
        with open_store(tmp_path) as store:
            collector = Collector(settings, stand.feeds[:3])
            running = asyncio.create_task(collector.run())
            async with asyncio.timeout(60):
                while collector.latest is None and not running.done():
                    await asyncio.sleep(0.01)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert collector.latest is not None
            assert collector.latest.intake.asked == 3
            assert store.articles.count() == collector.latest.intake.new > 0
