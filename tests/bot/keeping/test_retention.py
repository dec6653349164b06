"""Retention on a real store: what is forgotten, what stays, and that nobody waits for it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.document import Document
from bot.keeping.retention import Swept, key_limit, note_shown, sweep, unshown
from bot.model import Prepared, Telling
from bot.orders import Delivery, Parcel, State, delivery_key
from bot.settings import load_settings
from bot.sources import catalogue
from bot.sources.health import Health
from bot.sources.once import fold
from bot.store import open_store
from bot.store.keeping import Key
from bot.store.parcels import Parcels
from tests.samples import NOW, article

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
LAB = catalogue.load()[0].id


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An engine over an empty store, with the settings' own figures."""
    with open_store(tmp_path) as store:
        yield App(load_settings(None, data_dir=tmp_path), store)


def entry(name: str, at: datetime) -> Prepared:
    """What a feed of the catalogue says on a day."""
    made = replace(article(name, published=at, first_seen=at), feed_id=LAB, url=f"https://lab.example/{name}")
    return Prepared(made, (f"link:{name}", f"guid:{name}"), "p")


def tell(app: App, story_id: str, name: str, at: datetime) -> int:
    """File an article in a story and tell it to a room on the same day; returns the article's id."""
    (row_id,) = app.store.articles.add([entry(name, at)])
    app.store.stories.place({row_id: story_id}, {}, at)
    app.store.articles.set_meanings({row_id: b"\0" * 768})
    app.store.tellings.remember("room", at, {story_id: Telling(at, frozenset({row_id}), name)})
    app.store.glossary.remember("room", ["attention"], at)
    return row_id


def count(app: App, table: str) -> int:
    """Rows of a table."""
    return int(app.store.db.execute(f"select count(*) from {table}").fetchone()[0])


async def test_old_stories_go_whole_and_young_ones_stay_whole(app: App) -> None:
    tell(app, "old1", "forgotten", NOW - 91 * DAY)
    tell(app, "live", "first", NOW - 200 * DAY)
    tell(app, "live", "latest", NOW - 3 * DAY)
    swept = await sweep(app, NOW)
    assert swept == Swept(articles=1, tellings=1, digests=2, terms=2)
    assert app.store.articles.story("old1") is None
    assert app.store.articles.search("forgotten", 5) == ()
    live = app.store.articles.story("live")
    assert live is not None
    assert [item.title for item in live.articles] == ["first", "latest"]
    assert app.store.tellings.told("room", NOW).keys() == {"live"}
    assert (count(app, "meanings"), count(app, "stories"), count(app, "digests")) == (2, 1, 1)
    assert await sweep(app, NOW) == Swept()


async def test_a_story_is_remembered_as_told_for_as_long_as_it_is_kept(app: App) -> None:
    tell(app, "slow", "told long ago", NOW - 100 * DAY)
    (row_id,) = app.store.articles.add([entry("still growing", NOW - DAY)])
    app.store.stories.place({row_id: "slow"}, {}, NOW - DAY)
    assert (await sweep(app, NOW)).tellings == 0
    assert app.store.tellings.told("room", NOW).keys() == {"slow"}
    later = NOW + 90 * DAY
    tell(app, "news", "newer", later)
    assert (await sweep(app, later)).tellings == 1


async def test_merged_ids_follow_their_story_and_the_newest_article_stays(app: App) -> None:
    tell(app, "bbbb", "b", NOW - 99 * DAY)
    tell(app, "aaaa", "a", NOW - 99 * DAY)
    app.store.stories.place({}, {"bbbb": "aaaa"}, NOW - 98 * DAY)
    assert (await sweep(app, NOW)).articles == 0  # a new article would get its id
    tell(app, "cccc", "c", NOW)
    assert (await sweep(app, NOW)).articles == 2
    await sweep(app, NOW)
    assert app.store.stories.ids() == {"cccc"}


async def test_keys_stay_while_the_feed_shows_the_entry_and_article_ids_are_never_given_twice(
    app: App,
) -> None:
    start = NOW - 300 * DAY
    tell(app, "old1", "evergreen", start)
    tell(app, "old2", "gone", start)
    for day in range(0, 300, 5):
        shown = entry("evergreen", start + day * DAY)
        known = fold([shown], app.store.articles.known_keys(LAB)).known
        app.store.articles.revise(known)
    tell(app, "news", "news", NOW)
    swept = await sweep(app, NOW)
    assert (swept.articles, swept.keys) == (2, 2)
    known_keys = app.store.articles.known_keys(LAB)
    assert known_keys.keys() == {
        f"{kind}:{name}" for kind in ("link", "guid") for name in ("evergreen", "news")
    }
    assert fold([entry("evergreen", NOW)], known_keys).new == ()
    app.store.articles.revise(fold([entry("evergreen", NOW)], known_keys).known)
    assert max(app.store.articles.add([entry("another", NOW)])) > max(known_keys.values())


async def test_a_feed_that_says_not_modified_for_years_keeps_its_keys(app: App) -> None:
    tell(app, "old1", "its only entry", NOW - 900 * DAY)
    tell(app, "news", "elsewhere", NOW)
    app.store.db.execute("update entry_keys set feed_id = 'other' where key like '%elsewhere'")
    assert (await sweep(app, NOW)).keys == 0
    app.store.feeds.remove(catalogue.load()[0])
    assert (await sweep(app, NOW)).keys == 2


@given(
    shown=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 400)), min_size=1, max_size=20),
    kept=st.integers(30, 120),
)
def test_no_key_of_the_last_answer_ever_goes(shown: list[tuple[int, int]], kept: int) -> None:
    keys = [
        Key(f"k{place}", row_id, (date(2026, 1, 1) + timedelta(days=day)).isoformat())
        for place, (row_id, day) in enumerate(shown)
    ]
    last: dict[int, str] = {}
    note_shown(last, keys)
    gone = set(unshown(keys, last, key_limit(last.values(), True, NOW, timedelta(days=kept))))
    newest = max(day for _, day in shown)
    for key, (row_id, _) in zip(keys, shown, strict=True):
        lately = max(day for other, day in shown if other == row_id)
        assert (key.key in gone) == (lately < newest - kept)


def delivery(number: int, days_ago: int, state: State, parcel: str = "") -> Delivery:
    """A ledger row of a slot so many days ago."""
    at = NOW - days_ago * DAY
    return Delivery(
        key=delivery_key(f"sub{number:05}", at.date(), 0), subscription=f"sub{number:05}", slot=at.date(),
        part=0, parts=1, platform="loop", channel="room", state=state, slot_at=at, due_at=at,
        expires_at=at + timedelta(hours=12), parcel=parcel,
    )  # fmt: skip


async def test_done_rows_go_open_rows_stay_and_parcels_go_with_their_use(app: App) -> None:
    states = {
        200: State.UNKNOWN, 100: State.SENT, 30: State.FAILED, 8: State.HELD, 1: State.SENT, 0: State.PLANNED,
    }  # fmt: skip
    parcels = Parcels(app.store.db)
    for ago, state in states.items():
        name = parcels.put(Parcel(Document(f"{ago} days ago", ()), NOW))
        app.store.deliveries.plan([delivery(1, ago, state, name)], [])
    swept = await sweep(app, NOW)
    assert (swept.deliveries, swept.parcels) == (1, 3)
    left = app.store.deliveries.of_subscription("sub00001", 9)
    assert [(NOW.date() - row.slot).days for row in left] == [0, 1, 8, 30, 200]
    for row, ago in ((left[0], 0), (left[1], 1), (left[4], 200)):
        assert parcels.get(row.parcel).document.title == f"{ago} days ago"


async def test_words_and_the_health_of_feeds_nobody_reads_go(app: App) -> None:
    app.store.glossary.count_wanted("long ago", NOW - 91 * DAY)
    app.store.glossary.count_wanted("lately", NOW - DAY)
    old, young = NOW - 91 * DAY, NOW - DAY
    app.store.health.save(
        [Health(LAB, last_try=old), Health("gone", last_try=old), Health("just-gone", last_try=young)]
    )
    swept = await sweep(app, NOW)
    assert (swept.words, swept.health) == (1, 1)
    assert app.store.health.all().keys() == {LAB, "just-gone"}


async def test_events_are_known_for_a_day(app: App) -> None:
    events = app.store.events
    assert events.note("slack", "Ev1", NOW - 2 * DAY) and not events.note("slack", "Ev1", NOW - 2 * DAY)
    assert events.note("slack", "Ev2", NOW) and events.note("other", "Ev2", NOW)
    assert (await sweep(app, NOW)).events == 1
    assert events.note("slack", "Ev1", NOW) and not events.note("slack", "Ev2", NOW)


async def test_others_work_while_it_sweeps(app: App) -> None:
    _fill(app, 4_000)
    longest, before = 0.0, time.perf_counter()

    async def watch() -> None:
        nonlocal longest, before
        while True:
            await anyio.sleep(0)
            longest, before = max(longest, time.perf_counter() - before), time.perf_counter()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        swept = await sweep(app, NOW)
        group.cancel_scope.cancel()
    assert swept.articles == swept.deliveries == 4_000
    assert longest < 0.5  # a bound that no busy machine breaks; docs/operations.md has what was measured


def _fill(app: App, many: int) -> None:
    """Old stories, all told, and done ledger rows of as many subscriptions."""
    old = NOW - 100 * DAY
    ids = app.store.articles.add([entry(f"n{number}", old) for number in range(many)])
    app.store.stories.place({row_id: f"{row_id:06x}" for row_id in ids}, {}, old)
    app.store.deliveries.plan([delivery(number, 100, State.SENT) for number in range(many)], [])
    tell(app, "news", "news", NOW)
