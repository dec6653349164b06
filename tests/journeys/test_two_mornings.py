"""The sample edition, walked from bytes on a socket to a digest, over two mornings."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.console import screen
from bot.demo.edition import NOW, gold, outlets
from bot.demo.newsstand import newsstand
from bot.digest.choose import Taste
from bot.document import Document
from bot.intake import Intake, Network, take_in
from bot.model import Feed
from bot.newsroom import newsdesk
from bot.newsroom.news import News
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import Store, open_store

pytestmark = pytest.mark.anyio
YESTERDAY = NOW - timedelta(days=1)
UTC = ZoneInfo("UTC")


@asynccontextmanager
async def morning(at: datetime) -> AsyncIterator[tuple[Network, tuple[Feed, ...]]]:
    """The newsstand as it stood at `at`, and a network that may reach it."""
    limits = FetchLimits(allowed_private_hosts=("127.0.0.1",))
    async with newsstand(at) as stand, Fetcher(limits) as fetcher:
        yield Network(fetcher, Workers(1), page_budget_s=0, clock=lambda: at), stand.feeds


async def read(store: Store, at: datetime) -> tuple[Intake, tuple[Feed, ...]]:
    """Read every feed of the edition as it stood at `at`."""
    async with morning(at) as (network, feeds):
        return await take_in(store, feeds, network, everything=True), feeds


def digest(store: Store, feeds: tuple[Feed, ...], at: datetime, channel: str = "") -> newsdesk.Made:
    """The digest at `at`."""
    return newsdesk.digest(News(store), feeds, newsdesk.Asked(at, UTC, Taste(), channel))


def shown(document: Document) -> str:
    """The document as it stands in a pipe."""
    stream = io.StringIO()
    screen(stream).show(document)
    return stream.getvalue()


async def test_one_source_down_and_one_that_leads_inside_stop_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        intake, feeds = await read(store, NOW)
        document = digest(store, feeds, NOW).document
    assert intake.asked == len(outlets())
    assert intake.failed == 2
    assert any("169.254" in trouble for trouble in intake.troubles)
    assert f"{intake.asked - 2} of {intake.asked} sources read" in shown(document)


async def test_reading_again_brings_nothing_new(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first, _ = await read(store, NOW)
        again, _ = await read(store, NOW)
    assert first.new > 150
    assert (again.new, again.stories) == (0, 0)


async def test_reports_of_one_event_are_one_story_and_variants_stay_apart(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await read(store, NOW)
        rows = store.db.execute("select url, story_id from articles").fetchall()
    story_of = dict(rows)
    urls = {f"{outlet.id}/{piece.id}": piece.url for outlet in outlets() for piece in outlet.pieces}
    joined = wanted = 0
    for telling in gold():
        found = [story_of[urls[piece]] for piece in telling.pieces if urls[piece] in story_of]
        wanted += len(found) - 1
        joined += len(found) - len(set(found))
    assert joined / wanted > 0.8


async def test_the_same_store_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _, feeds = await read(store, YESTERDAY)
        newsdesk.remember(store, digest(store, feeds, YESTERDAY, "room"), "room")
        _, feeds = await read(store, NOW)
        made = digest(store, feeds, NOW, "room")
        first = shown(made.document)
        newsdesk.remember(store, made, "room")
    with open_store(tmp_path) as store:
        assert shown(digest(store, feeds, NOW, "room").document) == first


async def test_a_channel_hears_no_story_twice_but_as_an_update(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _, feeds = await read(store, YESTERDAY)
        before = digest(store, feeds, YESTERDAY, "room")
        newsdesk.remember(store, before, "room")
        _, feeds = await read(store, NOW)
        after = digest(store, feeds, NOW, "room")
        fresh = digest(store, feeds, NOW, "another room")
    told = {one.story.id for one in before.chosen.stories}
    again = [one for one in after.chosen.stories if one.story.id in told]
    assert again
    assert all(one.update for one in again)
    assert not any(one.update for one in fresh.chosen.stories)
    assert after.chosen.window.start == YESTERDAY
    assert after.key.terms
    assert not set(after.key.terms) & set(before.key.terms)


async def test_nothing_a_feed_says_can_act(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _, feeds = await read(store, NOW)
        texts = [row[0] for row in store.db.execute("select title || text from articles")]
        document = digest(store, feeds, NOW).document
    for text in (*texts, shown(document)):
        assert "<script" not in text
        assert "@everyone" not in text
        assert "<!channel>" not in text
        assert "169.254" not in text


async def test_a_store_closed_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    with open_store(tmp_path / "whole") as store:
        whole, _ = await read(store, NOW)
    with open_store(tmp_path / "halves") as store:
        async with morning(NOW) as (network, feeds):
            await take_in(store, feeds[:10], network, everything=True)
    with open_store(tmp_path / "halves") as store:
        async with morning(NOW) as (network, feeds):
            await take_in(store, feeds, network, everything=True)
        assert store.articles.count() == whole.new
