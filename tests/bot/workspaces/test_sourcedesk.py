"""Sources from the chat: each place's own, read once for all, and nothing of the network's inside."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feeds import Wanted
from bot.feeds import add as add_for_everyone
from bot.intake import Network
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.own import own_feed
from bot.sources.workers import Workers
from bot.workspaces.sourcedesk import MOST_ADDED
from bot.workspaces.workspaces import feeds_of
from tests.ordering import MANAGER, READER, Room, actions, opened_room, other, words
from tests.wire.feed_server import FeedServer, Reply

pytestmark = pytest.mark.anyio
RSS = b"""<rss version="2.0"><channel><title>Lab</title>
<item><title>A model</title><link>https://lab.example/model</link></item></channel></rss>"""
SECOND = other(MANAGER, workspace="w2", channel="two")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as opened:
        yield opened


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as opened:
        opened.on("/feed", Reply(RSS))
        yield opened


@pytest.fixture
async def online(room: Room, server: FeedServer) -> AsyncIterator[Room]:
    """The room with a network that may read the server."""
    async with Fetcher(FetchLimits(allowed_private_hosts=(server.origin,))) as fetcher:
        yield Room(replace(room.app, network=Network(fetcher, Workers(1), 0.0)))


async def test_a_source_is_added_for_one_place_and_read_once_for_two(
    online: Room, server: FeedServer
) -> None:
    app, address = online.app, server.url("/feed")
    reply = await online.say(f"sources add:{address}")
    assert "Lab is read for this place from now on: 1 entry now." in words(reply)
    (own,) = app.added("fake:w1")
    assert app.added("fake:w2") == ()
    assert (await online.say(f"sources add:{address}")).failed
    assert not (await online.say(f"sources add:{address}", SECOND)).failed
    assert [feed.id for feed in app.collected() if feed.id == own.id] == [own.id]
    assert own.id in {feed.id for feed in feeds_of(app, "fake:w2")}
    assert own.id not in {feed.id for feed in feeds_of(app, "fake:w3")}
    await online.desk.press(MANAGER, actions(reply)["Remove it"].token)
    assert app.added("fake:w1") == ()
    assert app.added("fake:w2") == (own,)
    await online.say(f"sources remove:{own.id}", SECOND)
    assert own.id not in {feed.id for feed in app.collected()}


async def test_what_everyone_gets_later_is_no_longer_one_places_own(online: Room, server: FeedServer) -> None:
    app, address = online.app, server.url("/feed")
    await online.say(f"sources add:{address}")
    (own,) = app.added("fake:w1")
    assert app.network
    await add_for_everyone(app.store, app.feeds, app.network, Wanted(address, title="The Lab"))
    assert [feed.title for feed in app.collected() if feed.id == own.id] == ["The Lab"]
    assert app.added("fake:w1") == ()
    assert own.id in {feed.id for feed in feeds_of(app, "fake:w3")}


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/feed", "http://169.254.169.254/", "file:///etc/passwd", "["]
)
async def test_an_address_inside_is_refused(online: Room, address: str) -> None:
    reply = await online.say(f"sources add:{address}")
    assert reply.failed
    assert "was not added" in words(reply)
    assert online.app.added("fake:w1") == ()


async def test_a_place_adds_a_bounded_number(online: Room) -> None:
    for number in range(MOST_ADDED):
        online.app.store.feeds.add_for("fake:w1", own_feed(f"https://lab{number}.example/feed"))
    assert "50 sources at most" in await online.text("sources add:https://lab.example/feed")


async def test_without_a_network_the_terminals_way_is_named(room: Room) -> None:
    assert "tidings sources add" in await room.text("sources add:https://lab.example/feed")


async def test_pausing_and_removing_are_for_one_place(room: Room) -> None:
    feed = room.app.feeds[0]
    reply = await room.say(f"sources pause:{feed.id}")
    assert feed.id not in {one.id for one in feeds_of(room.app, "fake:w1")}
    assert feed in feeds_of(room.app, "fake:w2")
    assert "paused" in await room.text(f"sources {feed.id}")
    await room.desk.press(MANAGER, actions(reply)["Undo"].token)
    assert feeds_of(room.app, "fake:w1") is room.app.feeds
    await room.say(f'sources remove:"{feed.title}"')
    assert f"No source matches '{feed.id}'" in await room.text(f"sources {feed.id}")
    assert not (await room.say(f"sources resume:{feed.id}")).failed
    assert feeds_of(room.app, "fake:w1") is room.app.feeds


async def test_only_managers_change_sources_and_everyone_sees_them(room: Room) -> None:
    feed = room.app.feeds[0]
    for line in (f"sources pause:{feed.id}", "sources add:https://lab.example/feed"):
        reply = await room.say(line, READER)
        assert reply.failed
        assert "Nothing was changed" in words(reply)
    listed = await room.say("sources", READER)
    assert "more; add words to narrow them down" in words(listed)


@pytest.mark.parametrize(
    "line",
    ["sources pause:nobody", "sources pause openai-news", "sources pause:OpenAI", "sources pause:a remove:b"],
)
async def test_what_is_not_understood_changes_nothing(room: Room, line: str) -> None:
    reply = await room.say(line)
    assert reply.failed
    assert "Nothing was changed" in words(reply)
    assert feeds_of(room.app, "fake:w1") is room.app.feeds
