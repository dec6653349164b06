"""The news in memory: it answers as the store does, keeps what did not change, and sees every change."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Article, Story
from bot.newsroom.news import REACH, News, Reader
from bot.store import Store, open_store
from tests.newsroom import put, report
from tests.samples import NOW

FEEDS = ("wire", "gazette", "kurier")
_HOURS = st.integers(0, 24 * 13)
_REPORTS = st.lists(
    st.tuples(_HOURS, st.sampled_from(FEEDS), st.none() | st.integers(1, 99)), min_size=1, max_size=3
)


def _stories(rows: Iterable[list[tuple[int, str, int | None]]]) -> dict[str, list[Article]]:
    return {
        f"{story:06x}": [
            report(story * 10 + place, feed, hours, points=points)
            for place, (hours, feed, points) in enumerate(reports)
        ]
        for story, reports in enumerate(rows)
    }


def _by_id(stories: Iterable[Story]) -> list[Story]:
    return sorted(stories, key=lambda story: story.id)


def _in_time(stories: Iterable[Story], start: datetime) -> list[Story]:
    return _by_id(story for story in stories if story.updated >= start)


def _same(news: News, store: Store, start: datetime, end: datetime, feeds: Iterable[str]) -> None:
    ids = frozenset(feeds)
    told = store.articles.stories_between(start, end, ids)
    # The store brings a story in for any feed's report in time; what these feeds told earlier is no news.
    assert _in_time(news.stories(start, end, ids), start) == _in_time(told, start)
    assert news.typical(end) == News(store).typical(end)


@settings(max_examples=40)
@given(st.lists(_REPORTS, max_size=12), _HOURS, st.integers(0, 48), st.sets(st.sampled_from(FEEDS)))
def test_memory_and_store_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[tuple[int, str, int | None]]],
    back: int,
    ago: int,
    feeds: set[str],
) -> None:
    with open_store(tmp_path_factory.mktemp("data")) as store:
        put(store, _stories(rows))
        news = News(store)
        news.load(NOW)
        end = NOW - timedelta(hours=ago)
        _same(news, store, end - timedelta(hours=back), end, feeds)
        _same(news, store, NOW - timedelta(days=4), NOW, FEEDS)


def test_what_is_written_later_is_seen_and_what_stayed_is_the_same_object(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, open_store(tmp_path, writing=False) as other:
        put(store, _stories([[(6, "wire", None)], [(7, "wire", None)]]))
        news = News(store)
        news.load(NOW)
        start = NOW - timedelta(days=1)
        kept, changed = _by_id(news.stories(start, NOW, FEEDS))
        put(other, {changed.id: [report(99, "gazette", 5)]})
        again, grown = _by_id(news.stories(start, NOW, FEEDS))
        assert again is kept
        assert [one.publisher for one in grown.articles] == ["Wire", "Gazette"]
        put(store, {"ffffff": [report(98, "kurier", 1)]})
        assert len(news.stories(start, NOW, FEEDS)) == 3
        store.stories.place({}, {"ffffff": kept.id}, NOW)
        _same(news, store, start, NOW, FEEDS)


def test_a_story_without_a_source_is_one_object_as_long_as_it_stays(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        put(store, _stories([[(6, "wire", None), (5, "gazette", None)]]))
        news = News(store)
        news.load(NOW)
        (first,) = news.stories(NOW - timedelta(days=1), NOW, ("wire",))
        put(store, {"ffffff": [report(98, "kurier", 1)]})
        (again,) = (one for one in news.stories(NOW - timedelta(days=1), NOW, ("wire",)))
        assert [one.feed_id for one in first.articles] == ["wire"]
        assert again is first


def test_older_news_than_memory_holds_comes_from_the_store(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        put(store, _stories([[(24 * 30, "wire", None)]]))
        news = News(store)
        news.load(NOW)
        assert news.stories(NOW - REACH, NOW, FEEDS) == ()
        assert len(news.stories(NOW - timedelta(days=31), NOW, FEEDS)) == 1
        assert news.story("000000")


@pytest.mark.anyio
async def test_it_is_kept_in_the_background_and_lets_go(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        put(store, _stories([[(6, "wire", None)]]))
        news, stopping = News(store), asyncio.Event()
        task = asyncio.create_task(news.keep(stopping, lambda: NOW))
        while not news.is_kept:
            await asyncio.sleep(0)
        put(store, {"ffffff": [report(98, "kurier", 1)]})
        assert len(news.stories(NOW - timedelta(days=1), NOW, FEEDS)) == 1  # as of the last time
        stopping.set()
        await task
        assert len(news.stories(NOW - timedelta(days=1), NOW, FEEDS)) == 2


def test_a_reader_sees_a_story_as_their_sources_tell_it() -> None:
    story = Story("7f3a01", (report(1, "wire"), report(2, "gazette")))
    assert Reader().seen(story) is story
    assert Reader("", frozenset(FEEDS)).seen(story) is story
    cut = Reader("", frozenset({"wire"})).seen(story)
    assert cut
    assert [one.feed_id for one in cut.articles] == ["wire"]
    assert Reader("", frozenset()).seen(story) is None
