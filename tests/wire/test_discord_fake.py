"""The fake of Discord proves itself against the real, unpatched discord.py: exchanges as a bot lives them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

pytest.importorskip("discord", reason="discord.py is not installed")

import discord

from tests.wire.discord import FakeDiscord, Settings, Unanswered
from tests.wire.discord.sample_bot import SampleBot, running

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def scene(settings: Settings | None = None) -> AsyncIterator[tuple[FakeDiscord, SampleBot]]:
    """A fake with one server, and a bot that has logged in and synced; no form may be wrong at the end."""
    async with FakeDiscord(settings) as fake:
        fake.world.guild("Acme", "general", "news")
        async with running(fake) as bot:
            yield fake, bot
        assert not fake.violations


async def test_discord_py_logs_in_sees_the_server_and_syncs_its_commands() -> None:
    async with scene() as (fake, bot):
        guild = bot.guilds[0]
        assert (guild.name, [channel.name for channel in guild.text_channels]) == (
            "Acme",
            ["general", "news"],
        )
        assert guild.me.id == fake.world.bot.id
        assert guild.text_channels[0].permissions_for(guild.me).send_messages
        assert [command["name"] for command in fake.state.commands[0]] == ["hello", "Read this"]
        assert len(fake.gateway.identified) == 1
        assert (await bot.application_info()).name == "Tidings"


async def test_a_command_is_completed_typed_and_answered() -> None:
    async with scene() as (fake, _):
        ada = fake.person("ada", next(iter(fake.world.guilds.values())))
        assert await ada.completes("/hello", "name", "wor") == [{"name": "World", "value": "world"}]
        answer = await ada.types("/hello", name="world")
        assert answer.text == "Hello world"
        assert answer.is_ephemeral
        assert answer.ack_ms < 3000


async def test_a_deferred_answer_is_filled_and_followed() -> None:
    async with scene() as (fake, _):
        ada = fake.person("ada", next(iter(fake.world.guilds.values())))
        answer = await ada.types("/hello", name="later")
        assert (answer.callback, answer.edits) == (5, 1)
        await answer.followed(1)
        assert answer.text == "Now\nAnd more"


async def test_buttons_selects_and_forms_work_on_a_v2_layout() -> None:
    async with scene() as (fake, _):
        ada = fake.person("ada", next(iter(fake.world.guilds.values())))
        card = await ada.types("/hello", name="card")
        assert card.message and card.message.flags & 1 << 15
        pressed = await ada.presses(card, "Press me")
        assert (pressed.callback, pressed.text) == (7, "Pressed")
        card = await ada.types("/hello", name="card")
        assert (await ada.selects(card, "Choose", "Two")).text == "Chose 2"
        form = await ada.presses(card, "Form")
        assert form.modal["title"] == "A form"
        assert (await ada.submits_modal(form, {"When": "09:00"})).text == "At 09:00 in c"


async def test_a_message_menu_and_direct_messages_work() -> None:
    async with scene() as (fake, _):
        guild = next(iter(fake.world.guilds.values()))
        ada = fake.person("ada", guild)
        message = ada.says("What is RAG?")
        assert (await ada.uses_message_menu("Read this", message)).text == "You chose: What is RAG?"
        bob = fake.person("bob")
        assert (await bob.types("/hello", name="dm")).text == "Hello dm"


async def test_two_hundred_people_at_once_are_answered() -> None:
    async with scene() as (fake, _):
        guild = next(iter(fake.world.guilds.values()))
        people = [fake.person(f"p{number}", guild) for number in range(200)]
        answers = await asyncio.gather(*(who.types("/hello", name=who.user.name) for who in people))
        assert [answer.text for answer in answers] == [f"Hello p{number}" for number in range(200)]
        assert max(answer.ack_ms for answer in answers) < 3000


async def test_a_silent_bot_is_seen_as_silent() -> None:
    async with scene(Settings(ack_s=0.05)) as (fake, _):
        ada = fake.person("ada", next(iter(fake.world.guilds.values())))
        with pytest.raises(Unanswered, match="did not respond"):
            await ada.types("/hello", name="silent")


async def test_posts_threads_forum_posts_and_crossposts() -> None:
    async with scene() as (fake, bot):
        world = fake.world
        guild = next(iter(world.guilds.values()))
        wire, forum = world.announcement(guild, "wire"), world.forum(guild, "posts", "agents", needs_tag=True)
        channel = await bot.fetch_channel(wire.id)
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send("News", embed=discord.Embed(title="One", description="Two"))
        await message.publish()
        assert (await channel.fetch_message(message.id)).flags.crossposted
        thread = await message.create_thread(name="Talk")
        await thread.send("In the thread")
        assert world.channels[thread.id].texts == ["In the thread"]
        place = await bot.fetch_channel(forum.id)
        assert isinstance(place, discord.ForumChannel)
        post = await place.create_thread(
            name="Digest", content="All of it", applied_tags=place.available_tags
        )
        assert post.message.id == post.thread.id
        assert world.channels[post.thread.id].texts == ["All of it"]
        user = await bot.fetch_user(world.owner.id)
        await user.send("Hello")
        assert world.dm(world.owner).texts == ["Hello"]


async def test_history_is_paged() -> None:
    async with scene() as (fake, bot):
        news = next(iter(fake.world.guilds.values())).channels
        room = list(news.values())[1]
        said = [fake.world.say(room, fake.world.bot, {"content": str(number)}) for number in range(250)]
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        after = discord.Object(said[9].id)
        read = [
            message.content async for message in channel.history(after=after, limit=None, oldest_first=True)
        ]
        assert read == [str(number) for number in range(10, 250)]
        newest = [message.content async for message in channel.history(limit=3)]
        assert newest == ["249", "248", "247"]
        near = [message.content async for message in channel.history(around=said[100], limit=3)]
        assert sorted(near) == ["100", "101", "99"]


async def test_a_repeated_nonce_writes_once_and_a_deleted_one_is_unknown() -> None:
    async with scene() as (fake, bot):
        room = next(iter(next(iter(fake.world.guilds.values())).channels.values()))
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        first = await channel.send("Once", nonce="key-1")
        assert (await channel.send("Once", nonce="key-1")).id == first.id
        assert room.texts == ["Once"]
        fake.clock.advance(fake.settings.nonce_s + 1)
        assert (await channel.send("Once", nonce="key-1")).id != first.id
        await channel.send("Gone", nonce="key-2")
        fake.world.unsay(list(room.messages.values())[-1])
        with pytest.raises(discord.NotFound) as refused:
            await channel.send("Gone", nonce="key-2")
        assert refused.value.code == 10008


async def test_permissions_refuse_by_discords_codes() -> None:
    async with scene() as (fake, bot):
        room = next(iter(next(iter(fake.world.guilds.values())).channels.values()))
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        codes = []
        for denied in ("send_messages", "view_channel"):
            fake.world.deny(room, denied)
            with pytest.raises(discord.Forbidden) as refused:
                await channel.send("Hello")
            codes.append(refused.value.code)
        fake.world.drop(room)
        with pytest.raises(discord.NotFound) as gone:
            await channel.send("Hello")
        assert [*codes, gone.value.code] == [50013, 50001, 10003]


async def test_what_happens_to_servers_and_rooms_reaches_the_bot() -> None:
    async with scene() as (fake, bot):
        world = fake.world
        role = asyncio.create_task(bot.wait_for("guild_role_update", timeout=10))
        left = asyncio.create_task(bot.wait_for("guild_remove", timeout=10))
        joined = asyncio.create_task(bot.wait_for("guild_join", timeout=10))
        deleted = asyncio.create_task(bot.wait_for("guild_channel_delete", timeout=10))
        changed = asyncio.create_task(bot.wait_for("thread_update", timeout=10))
        await asyncio.sleep(0)  # let them begin to listen
        guild = next(iter(world.guilds.values()))
        room, other = guild.channels.values()
        thread = world.thread(room, "Talk", world.bot)
        world.announce_thread(thread)
        world.archive(thread)
        world.empower(guild, "view_channel", "manage_threads")
        world.drop(other)
        world.remove_bot(guild)
        world.invite_bot(guild)
        assert (await changed)[1].archived
        assert (await role)[1].permissions.manage_threads
        assert ((await deleted).name, (await left).name, (await joined).name) == ("news", "Acme", "Acme")
