"""A workspace's zone, sources and taste; joining, leaving, coming back, being forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.orders import Wish, Workspace
from bot.sources.own import own_feed
from bot.store.feeds import PAUSED, REMOVED
from bot.workspaces.workspaces import (
    KEPT,
    feeds_of,
    forget_lost,
    home_of,
    joined,
    left,
    listed_feeds,
    manages,
    taste_of,
    zone_of,
    zone_was_said,
)
from tests.ordering import DIRECT, MANAGER, NOW, READER, Room, opened_room, other, words

pytestmark = pytest.mark.anyio
HOME = "fake:w1"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as opened:
        yield opened


def test_a_place_that_set_nothing_is_not_stored(room: Room) -> None:
    assert home_of(room.app, MANAGER) == Workspace(HOME, "fake")
    assert room.app.store.workspaces.all() == ()
    assert home_of(room.app, DIRECT).id == "fake:@ben"


def test_the_zone_is_the_workspaces_the_persons_the_settings(room: Room) -> None:
    assert str(zone_of(room.app, MANAGER)) == "UTC"
    assert not zone_was_said(room.app, MANAGER)
    assert str(zone_of(room.app, other(MANAGER, zone="../../etc/passwd"))) == "UTC"
    assert str(zone_of(room.app, DIRECT)) == "Europe/Berlin"
    room.app.store.workspaces.save(Workspace(HOME, "fake", zone="Asia/Tokyo"))
    assert str(zone_of(room.app, other(MANAGER, zone="Europe/Berlin"))) == "Asia/Tokyo"
    assert zone_was_said(room.app, MANAGER)


def test_a_zone_of_the_settings_was_said(tmp_path: Path) -> None:
    with opened_room(tmp_path, zone="America/New_York") as room:
        assert zone_was_said(room.app, MANAGER)


def test_everyone_manages_their_own_messages() -> None:
    assert [manages(one) for one in (MANAGER, READER, DIRECT)] == [True, False, True]


def test_feeds_are_everyones_until_a_place_changes_them(room: Room) -> None:
    app = room.app
    assert feeds_of(app, HOME) is app.feeds is app.feeds
    first, second, *_ = app.feeds
    own = own_feed("https://lab.example/feed", "Lab")
    app.store.feeds.add_for(HOME, own)
    app.store.feeds.choose(HOME, first.id, PAUSED)
    app.store.feeds.choose(HOME, second.id, REMOVED)
    seen = {feed.id for feed in feeds_of(app, HOME)}
    assert own.id in seen
    assert not seen & {first.id, second.id}
    listed = {feed.id: feed.paused for feed in listed_feeds(app, HOME)}
    assert listed[first.id]
    assert second.id not in listed
    assert feeds_of(app, "fake:w2") is app.feeds
    assert own.id in {feed.id for feed in app.collected()}
    app.store.feeds.choose(HOME, own.id, PAUSED)
    assert [feed.paused for feed in app.collected() if feed.id == own.id] == [True]


def test_feeds_of_a_file_stand_alone(room: Room) -> None:
    own = own_feed("https://lab.example/feed", "Lab")
    room.app.store.feeds.add_for(HOME, own)
    app = replace(room.app, given=(own,))
    assert feeds_of(app, HOME) is app.collected() is app.feeds


def test_taste_is_the_wish_then_the_place_then_the_settings(room: Room) -> None:
    place = Workspace(HOME, "fake", language="de", stories=5)
    wish = Wish(("agents",), ("glm*",), ("crypto",), ("a",), ("b",))
    taste = taste_of(room.app, place, wish)
    assert (taste.topics, taste.boosted, taste.muted) == (("agents",), ("glm*",), ("crypto",))
    assert (taste.liked_sources, taste.muted_sources) == (("a",), ("b",))
    assert (taste.languages, taste.most_stories) == (("de",), 5)
    assert taste_of(room.app, place, Wish(language="any", stories=3)).languages == ()
    assert taste_of(room.app, Workspace(HOME, "fake"), Wish()).languages == ("en",)


async def test_who_comes_is_welcomed_and_who_comes_back_finds_all_again(room: Room) -> None:
    app = room.app
    assert "subscribe" in words(joined(app, "fake", "w1", "The Club", NOW))
    await room.say("subscribe")
    await room.say("subscribe", other(MANAGER, channel="dev"))
    app.store.subscriptions.park("fake", "dev", "I lack Send Messages there", NOW)
    left(app, "fake", "w1", NOW)
    assert all(one.parked for one in app.store.subscriptions.of_workspace(HOME))
    left(app, "fake", "w1", NOW + timedelta(days=29))
    assert forget_lost(app, NOW + KEPT) == 0
    assert "2 digests" in words(joined(app, "fake", "w1", "", NOW + timedelta(days=29)))
    parked = {one.channel: one.parked for one in app.store.subscriptions.of_workspace(HOME)}
    assert parked == {"news": "", "dev": "I lack Send Messages there"}
    known = app.store.workspaces.get(HOME)
    assert known is not None
    assert (known.name, known.lost_at) == ("The Club", None)


async def test_who_stays_away_is_forgotten(room: Room) -> None:
    app = room.app
    await room.say("subscribe")
    app.store.feeds.add_for(HOME, own_feed("https://lab.example/feed", "Lab"))
    left(app, "fake", "w1", NOW)
    assert forget_lost(app, NOW + KEPT + timedelta(seconds=1)) == 1
    assert app.store.workspaces.get(HOME) is None
    assert app.store.subscriptions.count() == 0
    assert app.store.feeds.of_workspaces() == ()


def test_leaving_a_place_that_never_was_is_nothing(room: Room) -> None:
    left(room.app, "fake", "w9", NOW)
    assert room.app.store.workspaces.all() == ()
