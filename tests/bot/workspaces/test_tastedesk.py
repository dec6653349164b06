"""Follow and mute from typed lines: whose digest is changed, what is said, and how it is taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Prepared
from bot.prepare import prepared
from bot.workspaces.tastedesk import Asked, names_in, typed_change
from bot.workspaces.wishes import Change
from tests.ordering import DIRECT, MANAGER, NOW, READER, Room, actions, opened_room, other, words
from tests.samples import article

pytestmark = pytest.mark.anyio


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(tmp_path) as opened:
        yield opened


async def test_a_manager_changes_the_channels_digests_and_can_undo(room: Room) -> None:
    await room.say("subscribe agents")
    reply = await room.say("mute open weights, crypto*")
    assert "Muted in this channel's digest: words “open weights” and “crypto*”." in words(reply)
    assert room.orders()[0].wish.muted == ("open weights", "crypto*")
    await room.desk.press(MANAGER, actions(reply)["Undo"].token)
    assert room.orders()[0].wish.muted == ()
    await room.say("subscribe coding")
    assert "in this channel's digests (all 2)" in await room.text("follow glm*")
    first = room.orders()[0]
    await room.say(f"follow gpt* subscription:{first.id}")
    assert [one.wish.boosted for one in room.orders()] == [("glm*", "gpt*"), ("glm*",)]
    assert "so already" in await room.text("follow glm*")
    assert (await room.say("follow gpt* subscription:nothere1")).failed


async def test_others_change_their_own_direct_digest(room: Room) -> None:
    await room.say("subscribe")
    refused = await room.text("mute crypto*", READER)
    assert "you have no digest of your own" in refused
    await room.say("subscribe", DIRECT)
    assert "in the digest Every day at 09:00 Europe/Berlin in dm-ben" in await room.text(
        "mute crypto*", READER
    )
    assert room.orders("dm-ben")[0].wish.muted == ("crypto*",)
    assert room.orders()[0].wish.muted == ()
    assert "Muted in your own digest" in await room.text("mute web3", DIRECT)


async def test_without_a_digest_one_is_offered(room: Room) -> None:
    reply = await room.say("follow topic:agents")
    assert actions(reply)["Set up a daily digest"].says == "subscribe topics:agents"
    assert not reply.failed


async def test_a_topic_of_all_is_in_already(room: Room) -> None:
    await room.say("subscribe")
    assert "All topics are in already" in await room.text("follow topic:agents")
    said = await room.text("mute topic:jobs")
    assert "topic Jobs" in said
    assert "all topics but Jobs" in await room.text("subscriptions")


async def test_sources_are_named_and_kept(room: Room) -> None:
    await room.say("subscribe")
    feed = room.app.feeds[0]
    assert feed.title in await room.text(f"follow source:{feed.id}")
    assert room.orders()[0].wish.liked_sources == (feed.id,)
    assert feed.title in await room.text("subscriptions")
    assert (await room.say("mute source:no-such-source")).failed


@pytest.mark.parametrize(
    "line", ["follow", "mute", "mute *", f"mute {'x' * 90}", "mute topic:agentz", "follow ,"]
)
async def test_what_cannot_be_done_says_so(room: Room, line: str) -> None:
    await room.say("subscribe")
    reply = await room.say(line)
    assert reply.failed
    assert "othing was" in words(reply)


def filed(room: Room, *stored: Prepared) -> None:
    """Put articles into one story, 7f3a01."""
    ids = room.app.store.articles.add(stored)
    room.app.store.stories.place(dict.fromkeys(ids, "7f3a01"), {}, NOW)


async def test_fewer_like_a_story_takes_it_apart(room: Room) -> None:
    feed = room.app.feeds[0]
    told = replace(article("OpenAI sues Anthropic over coding agents"), feed_id=feed.id)
    filed(room, prepared(told))
    await room.say("subscribe")
    reply = await room.say("mute story:7f3a01")
    offered = actions(reply)
    assert reply.private
    assert f"Mute {feed.title}" in offered
    assert "Mute “OpenAI”" in offered
    assert not room.orders()[0].wish.muted
    await room.desk.press(MANAGER, offered["Mute “OpenAI”"].token)
    assert room.orders()[0].wish.muted == ("OpenAI",)


async def test_a_story_nobody_here_sees_is_not_there(room: Room) -> None:
    filed(room, prepared(replace(article(), feed_id="another-servers-own")))
    await room.say("subscribe")
    assert "There is no story" in await room.text("mute story:7f3a01")
    assert "There is no story" in await room.text("mute story:zzzzzz", other(MANAGER))


def test_names_are_offered_as_the_title_writes_them() -> None:
    assert names_in("Hugging Face and OpenAI agree") == ("Hugging Face", "OpenAI")


def test_a_change_types_as_a_line() -> None:
    asked = Asked("mute", Change(("open weights",), ("wire",), ("agents",)), True, "k3v7q2ma")
    assert typed_change(asked) == (
        'mute words:"open weights" source:wire topic:agents subscription:k3v7q2ma remove:on'
    )
