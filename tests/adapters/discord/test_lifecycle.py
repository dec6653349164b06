"""Servers and channels that come, go and change; commands kept in step; a gateway that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import check, configured, create, invite
from adapters.discord.client import Discord
from bot.errors import ConfigError, TryLater
from bot.ports import Request
from tests.adapters.discord.place import Place, opened, settings_for, soon
from tests.wire.discord import FakeDiscord

pytestmark = pytest.mark.anyio


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(tmp_path) as place:
        yield place


def order_in(place: Place, channel: Any) -> Any:
    (order,) = place.app.store.subscriptions.of_channel("discord", str(channel.id))
    return order


async def test_a_server_is_welcomed_once_where_we_may_write(place: Place) -> None:
    world = place.fake.world
    guild = world.guild("New here", "rules", "chat", joined=False)
    rules, chat = guild.channels.values()
    world.deny(rules, "send_messages")
    world.invite_bot(guild)
    await soon(lambda: chat.messages)
    assert "Set up a daily digest" in str([one.body for one in chat.messages.values()])
    assert not rules.messages
    assert place.app.store.workspaces.get(f"discord:{guild.id}")


async def test_a_server_that_puts_us_out_is_remembered(place: Place) -> None:
    await place.manager().types("/subscribe")
    home = f"discord:{place.guild.id}"
    place.fake.world.remove_bot(place.guild)
    await soon(lambda: order_in(place, place.news).parked)
    workspace = place.app.store.workspaces.get(home)
    assert workspace and workspace.lost_at
    place.fake.world.invite_bot(place.guild)
    await soon(lambda: not order_in(place, place.news).parked)


async def test_a_channel_that_closes_rests_its_maker_is_told_and_it_resumes_by_itself(place: Place) -> None:
    ann = place.manager()
    await ann.types("/subscribe")
    place.fake.world.deny(place.news, "send_messages")
    await soon(lambda: ann.dm.texts)
    assert "I can't post in #news: I lack Send Messages there." in "".join(ann.dm.texts)
    assert order_in(place, place.news).parked == "I lack Send Messages there"
    place.fake.world.allow(place.news)
    await soon(lambda: not order_in(place, place.news).parked)
    assert len(ann.dm.messages) == 1


async def test_a_deleted_channel_and_a_locked_thread_rest(place: Place) -> None:
    ann = place.manager()
    thread = place.fake.world.thread(place.news, "Talk", place.fake.world.bot)
    place.fake.world.announce_thread(thread)
    await soon(lambda: place.adapter.called(str(thread.id)) == "#Talk")
    assert "Subscribed" in (await ann.at(thread).types("/subscribe")).text
    await ann.at(place.channel("other")).types("/subscribe")
    other = place.channel("other")
    place.fake.world.drop(other)
    await soon(lambda: order_in(place, other).parked == "the channel was deleted")
    place.fake.world.archive(thread, locked=True)
    await soon(lambda: order_in(place, thread).parked == "the thread is archived and locked")
    place.fake.world.archive(thread, archived=False)
    await soon(lambda: not order_in(place, thread).parked)


async def test_what_was_given_back_while_we_were_away_resumes_at_the_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        await place.manager().types("/subscribe")
        await place.desk.channel_lost("discord", str(place.news.id), "I lack Send Messages there")
        await place.fake.gateway.invalidate()
        await soon(lambda: not order_in(place, place.news).parked, 20)


async def test_the_gateway_comes_back(place: Place) -> None:
    gateway, ann = place.fake.gateway, place.manager()
    await gateway.reconnect()
    await place.fake.until(lambda: gateway.resumed == 1, 20)
    assert (await ann.types("/explain", term="rag")).text
    await gateway.close(4000)
    await place.fake.until(lambda: gateway.resumed == 2, 20)
    assert (await ann.types("/explain", term="rag")).text
    assert len(gateway.identified) == 1, "it resumes where it may"
    assert not place.serving.done()


async def test_a_token_that_is_refused_is_a_setting_that_is_wrong(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        settings = settings_for(fake, tmp_path).model_copy(update={"discord_token": _Secret("wrong.token.x")})
        with pytest.raises(ConfigError) as caught:
            async with create(settings):
                pass
        assert "TIDINGS_DISCORD_TOKEN" in str(caught.value)
        assert "wrong.token" not in str(caught.value)


async def test_a_token_that_was_made_new_ends_the_run(place: Place) -> None:
    await place.fake.gateway.close(4004)
    with pytest.raises(ConfigError, match="TIDINGS_DISCORD_TOKEN"):
        async with asyncio.timeout(20):
            await asyncio.shield(place.serving)


async def test_nobody_there_is_tried_later(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        settings = settings_for(fake, tmp_path)
    with pytest.raises(TryLater):
        async with create(settings):
            pass


async def test_commands_are_written_only_where_they_differ(place: Place) -> None:
    again = Discord(settings_for(place.fake, Path()))
    async with again:
        await again._register(place.desk.commands)
        assert len(place.fake.journal.of("PUT")) == 1
        await again._register(place.desk.commands[:3])
        assert len(place.fake.journal.of("PUT")) == 2


async def test_the_invitation_explains_itself(place: Place) -> None:
    address, reasons = await invite(settings_for(place.fake, Path()))
    assert str(place.fake.world.bot.id) in address
    assert "applications.commands" in address
    names = [name for name, _ in reasons]
    assert "Read Message History" in names and "Administrator" not in names
    assert all(why for _, why in reasons)


async def test_the_check_names_each_channel(place: Place) -> None:
    other = place.channel("other")
    place.fake.world.deny(other, "send_messages")
    ids = (str(place.news.id), str(other.id), "1")
    seen = [one async for one in check(settings_for(place.fake, Path()), place.desk.commands, ids)]
    said = [(one.fine, f"{one.subject}: {one.words}") for one in seen]
    assert (True, "#news in Reading room: I may post") in said
    assert (False, "#other in Reading room: I lack Send Messages") in said
    assert said[-1] == (False, "channel 1: the channel is gone")
    assert any(subject.startswith("commands: all ") for _, subject in said)


def test_it_is_set_up_by_its_token() -> None:
    assert not configured(_Bare(None))
    assert not configured(_Bare(_Secret("")))
    assert configured(_Bare(_Secret("x")))


async def test_without_a_token_the_verbs_say_so() -> None:
    with pytest.raises(ConfigError, match="TIDINGS_DISCORD_TOKEN"):
        await invite(_Bare(None))


async def test_a_channel_nobody_knows_lacks_nothing(place: Place) -> None:
    assert await place.adapter.lacks("12345") == ()
    assert place.adapter.called("12345") == "12345"
    asked = Request(_caller(place), "subscribe", {"channel": "12345"})
    assert not (await place.desk.answer(asked)).failed


def _caller(place: Place) -> Any:
    from bot.ports import Caller

    return Caller("discord", str(place.guild.id), str(place.news.id), "1", manager=True)


class _Secret:
    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value


class _Bare:
    discord_api = discord_gateway = ""
    discord_plain = False

    def __init__(self, token: _Secret | None) -> None:
        self.discord_token = token
