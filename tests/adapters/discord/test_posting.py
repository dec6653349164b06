"""Messages to every kind of channel, found again by their key, and what each failure means."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.document import Document, StoryCard, paragraph
from bot.errors import Refused, TryLater, Unsure
from bot.ports import Pace, Post
from tests.adapters.discord.place import Place, opened, soon

pytestmark = pytest.mark.anyio

KEY = "abcd2345:20261122:0"
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
CARD = StoryCard(
    1, "7f3a01", "Halden Labs releases Orrery-4", "https://a.example/x", (), (), "new", 1.0, ("agents",)
)
DIGEST = Document("AI news", (paragraph("Today:"), CARD), "Sunday")
PACE = Pace(45, 0, timeout_s=2.0, same_key_s=120)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(tmp_path, pace=PACE) as place:
        yield place


def post_to(channel: Any, key: str = KEY, **more: Any) -> Post:
    return Post(str(channel.id), DIGEST, key, **more)


async def found(place: Place, channel: Any, key: str = KEY) -> str:
    return await place.adapter.find(str(channel.id), key, LONG_AGO)


async def test_the_same_key_is_the_same_message(place: Place) -> None:
    first = await place.adapter.send(post_to(place.news))
    assert await place.adapter.send(post_to(place.news)) == first
    assert len(place.news.messages) == 1
    assert await found(place, place.news) == first
    assert await found(place, place.news, f"{KEY[:-1]}1") == ""


async def test_a_message_that_was_deleted_under_its_key_counts_as_sent(place: Place) -> None:
    await place.adapter.send(post_to(place.news))
    (message,) = place.news.messages.values()
    place.fake.world.unsay(message)
    assert await place.adapter.send(post_to(place.news))
    assert not place.news.messages


async def test_a_direct_message_and_a_thread(place: Place) -> None:
    ben = place.fake.person("ben")
    thread = place.fake.world.thread(place.news, "Talk", place.fake.world.bot)
    place.fake.world.announce_thread(thread)
    for number, room in enumerate((ben.dm, thread)):
        key = f"{KEY[:-1]}{number}"
        sent = await place.adapter.send(post_to(room, key))
        assert str(next(iter(room.messages))) == sent
        assert await found(place, room, key) == sent


async def test_an_announcement_is_passed_on_where_asked(place: Place) -> None:
    channel = place.fake.world.announcement(place.guild, "announcements")
    await soon(lambda: place.adapter.called(str(channel.id)) == "#announcements")
    await place.adapter.send(post_to(channel, f"{KEY[:-1]}5"))
    await place.adapter.send(post_to(channel, publish=True))
    await soon(lambda: place.fake.journal.of("POST", "/crosspost"))
    assert len(place.fake.journal.of("POST", "/crosspost")) == 1


async def test_threads_for_talk(place: Place) -> None:
    await place.adapter.send(post_to(place.news, thread="digest"))
    await soon(lambda: len(place.guild.threads) == 1)
    await place.adapter.send(post_to(place.channel("other"), f"{KEY[:-1]}1", thread="story"))
    await soon(lambda: len(place.guild.threads) == 2)
    assert {one.name for one in place.guild.threads.values()} == {"AI news · Sunday", CARD.headline}


async def test_a_forum_gets_a_post_a_digest_with_its_tags(place: Place) -> None:
    forum = place.fake.world.forum(place.guild, "digests", "Agents", "Jobs", needs_tag=True)
    await soon(lambda: place.adapter.called(str(forum.id)) == "#digests")
    sent = await place.adapter.send(post_to(forum))
    (thread,) = place.guild.threads.values()
    assert thread.name == "AI news · Sunday"
    assert thread.applied_tags == [forum.tags[0]["id"]]
    assert await found(place, forum) == sent
    later = f"{KEY[:-1]}1"
    second = await place.adapter.send(post_to(forum, later, parent=sent))
    assert len(thread.messages) == 2
    assert await found(place, forum, later) == second
    assert len(place.guild.threads) == 1


async def test_a_forum_post_whose_answer_was_lost_is_not_posted_again(place: Place) -> None:
    forum = place.fake.world.forum(place.guild, "digests")
    await soon(lambda: place.adapter.called(str(forum.id)) == "#digests")
    place.fake.faults.add("status", method="POST", path="/threads", status=502, after=True)
    with pytest.raises(Unsure):
        await place.adapter.send(post_to(forum))
    assert len(place.guild.threads) == 1, "discord.py must not repeat it by itself"
    assert await place.adapter.send(post_to(forum)) == str(next(iter(place.guild.threads)))
    assert len(place.guild.threads) == 1


async def test_a_forum_post_that_may_be_on_its_way_waits(place: Place) -> None:
    forum = place.fake.world.forum(place.guild, "digests")
    await soon(lambda: place.adapter.called(str(forum.id)) == "#digests")
    place.fake.faults.add("closed", method="POST", path="/threads")
    for _ in range(2):
        with pytest.raises(Unsure):
            await place.adapter.send(post_to(forum))
    assert not place.guild.threads


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 500}, Unsure),
        ({"kind": "status", "status": 502}, Unsure),
        ({"kind": "status", "status": 503}, Unsure),
        ({"kind": "status", "status": 504, "after": True}, Unsure),
        ({"kind": "reset"}, Unsure),
        ({"kind": "reset", "after": True}, Unsure),
        ({"kind": "closed", "after": True}, Unsure),
        ({"kind": "lost"}, Unsure),
        ({"kind": "limited", "seconds": 2.5}, TryLater),
        ({"kind": "limited", "seconds": 2.5, "scope": "shared"}, TryLater),
        ({"kind": "limited", "seconds": 2.5, "scope": "global"}, TryLater),
        ({"kind": "banned"}, TryLater),
    ],
)
async def test_a_failure_says_which_kind_it_is(
    place: Place, fault: dict[str, Any], error: type[Exception]
) -> None:
    place.fake.faults.add(method="POST", path="/messages", **fault)
    with pytest.raises(error) as caught:
        await place.adapter.send(post_to(place.news))
    asked = place.fake.journal.of("POST", "/messages")
    assert len(asked) == 1, "the ledger decides about trying again"
    if isinstance(caught.value, TryLater):
        assert caught.value.retry_after_s == (2.5 if fault["kind"] == "limited" else 5.0)
        assert caught.value.channel == ("" if fault.get("scope") == "global" else str(place.news.id))
    took = bool(fault.get("after")) or fault["kind"] == "lost"
    assert bool(await found(place, place.news)) == took
    await place.adapter.send(post_to(place.news))
    assert len(place.news.messages) == 1


async def test_nobody_there_is_surely_not_sent(place: Place) -> None:
    await place.fake.away()
    with pytest.raises(TryLater):
        await place.adapter.send(post_to(place.news))
    with pytest.raises(TryLater):
        await found(place, place.news)
    await place.fake.back()


async def test_what_is_refused_says_why_in_words(place: Place) -> None:
    world, other = place.fake.world, place.channel("other")
    world.deny(other, "send_messages")
    with pytest.raises(Refused, match="I lack Send Messages"):
        await place.adapter.send(post_to(other))
    world.deny(other, "view_channel")
    with pytest.raises(Refused, match="I lack View Channel"):
        await place.adapter.send(post_to(other))
    world.drop(other)
    with pytest.raises(Refused, match="the channel is gone"):
        await place.adapter.send(post_to(other))


async def test_a_history_that_is_hidden_is_never_taken_for_empty(place: Place) -> None:
    place.fake.world.deny(place.news, "read_message_history")
    await soon(lambda: "Read Message History" in _lacks(place))
    with pytest.raises(Unsure, match="Read Message History"):
        await found(place, place.news)


async def test_people_are_told_privately_or_nobody_is(place: Place) -> None:
    ben = place.fake.person("ben")
    await place.adapter.tell("", str(ben.user.id), DIGEST)
    assert "Orrery-4" in "".join(ben.dm.texts)
    ben.user.takes_dms = False
    with pytest.raises(Refused):
        await place.adapter.tell("", str(ben.user.id), DIGEST)


def _lacks(place: Place) -> tuple[str, ...]:
    from adapters.discord.places import lacking
    from adapters.discord.places import place as known

    where = known(place.adapter._client, str(place.news.id))
    return lacking(where) if where else ()


async def test_in_plain_embeds_all_is_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path, pace=PACE, discord_plain=True) as place:
        sent = await place.adapter.send(post_to(place.news))
        (message,) = place.news.messages.values()
        assert message.body["embeds"]
        assert await found(place, place.news) == sent
        ann = place.manager()
        answer = await ann.types("/digest")
        why = await ann.presses(answer, "1 · Why")
        assert why.is_ephemeral and why.text
        place.fake.world.deny(place.channel("other"), "embed_links")
        refused = await ann.types("/subscribe", channel=place.channel("other"))
        assert "I lack Embed Links" in refused.text
