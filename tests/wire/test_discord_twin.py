"""The adapter on two stand-ins for Discord: what holds on ours holds on the one that others wrote."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.discord.client import Discord
from bot.app import App
from bot.desk.desk import FrontDesk
from bot.document import Document, Said, StoryCard
from bot.ports import Pace, Post
from bot.settings import Settings
from bot.store import open_store
from tests.wire.discord.entities import every_component, text_of
from tests.wire.discord_stands import STANDS, Seen, Stand
from tests.wire.edition import FEED, publish

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = "abcd2345:20261123:0"
CARD = StoryCard(
    1, "68be07", "Halden Labs releases Orrery-4", "https://halden.example/a",
    (Said("It forecasts storms.", "Halden", "https://halden.example/a"),), (), "Halden · today", 1.0,
    ("models",),
)  # fmt: skip


@pytest.fixture(params=STANDS)
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    async with STANDS[request.param]() as stand:
        yield stand


@asynccontextmanager
async def served(stand: Stand, folder: Path) -> AsyncIterator[Discord]:
    """The real adapter and desk at work on a stand."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        discord_token=SecretStr(stand.token),
        discord_api=stand.api,
        discord_gateway=stand.gateway,
    )
    with open_store(folder) as store:
        publish(store, NOW.date())
        desk = FrontDesk(App(settings, store, (FEED,)), lambda: NOW)
        async with Discord(settings, Pace(1_000, 0, timeout_s=5), settle_s=0.02) as adapter:
            serving = asyncio.create_task(adapter.run(desk))
            async with asyncio.timeout(20):
                while not adapter.called(stand.channel).startswith("#"):
                    await asyncio.sleep(0.02)
            yield adapter
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving


def labelled(seen: Seen, label: str) -> str:
    """The id of the button with a label."""
    found: list[Any] = list(every_component(seen.body.get("components")))
    return next(str(one["custom_id"]) for one in found if one.get("label") == label)


def menu(seen: Seen) -> dict[str, Any]:
    """The first menu."""
    return next(one for one in every_component(seen.body.get("components")) if one.get("type") == 3)


async def test_people_are_answered(stand: Stand, tmp_path: Path) -> None:
    async with served(stand, tmp_path):
        shown = await stand.types("explain", term="rag")
        assert "retrieval" in shown.text.lower() and not shown.is_private
        helped = await stand.types("help")
        assert helped.is_private
        failed = await stand.types("story", id="zzzzzz")
        assert failed.is_private and failed.text


async def test_words_complete(stand: Stand, tmp_path: Path) -> None:
    async with served(stand, tmp_path):
        offered = await stand.completes("subscribe", "zone", "Berl")
        assert offered[0]["value"] == "Europe/Berlin"


async def test_buttons_menus_and_forms(stand: Stand, tmp_path: Path) -> None:
    async with served(stand, tmp_path):
        done = await stand.types("subscribe")
        assert "Every day at 09:00" in done.text
        form = await stand.presses(done, labelled(done, "Change …"))
        assert form.body["title"] == "Change the digest"
        changed = await stand.submits(form, time="8am", zone="Berlin", days="weekdays")
        assert "Every weekday at 08:00 Europe/Berlin" in changed.text
        terms = await stand.types("terms", words="learning")
        chosen = menu(terms)
        told = await stand.selects(terms, chosen["custom_id"], chosen["options"][0]["value"])
        assert chosen["options"][0]["label"].lower() in told.text.lower()


async def test_a_digest_is_posted_once_and_found_by_its_key(stand: Stand, tmp_path: Path) -> None:
    async with served(stand, tmp_path) as adapter:
        document = Document("AI news", (CARD,), "Monday 23 November")
        message = await adapter.send(Post(stand.channel, document, KEY))
        (posted,) = [one for one in await stand.posted() if "Orrery-4" in text_of(one)]
        assert str(posted["id"]) == message
        since = datetime.now(UTC) - timedelta(days=3_000)
        assert await adapter.find(stand.channel, KEY, since) == message
        assert await adapter.find(stand.channel, f"{KEY[:-1]}1", since) == ""
