"""The fake's gateway and faults against the real discord.py: resume, invalid sessions, limits, cut lines."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

pytest.importorskip("discord", reason="discord.py is not installed")

import aiohttp
import discord

from tests.wire.discord import Channel, FakeDiscord, Settings
from tests.wire.discord.sample_bot import SampleBot, running

pytestmark = pytest.mark.anyio
QUICK = Settings(identify_s=0.0)


@asynccontextmanager
async def scene(
    settings: Settings = QUICK,
) -> AsyncIterator[tuple[FakeDiscord, SampleBot, Channel, discord.TextChannel]]:
    """A fake, a bot, and one room as both see it."""
    async with FakeDiscord(settings) as fake:
        guild = fake.world.guild("Acme", "general")
        room = next(iter(guild.channels.values()))
        async with running(fake) as bot:
            channel = bot.get_channel(room.id)
            assert isinstance(channel, discord.TextChannel)
            yield fake, bot, room, channel


@asynccontextmanager
async def raw_line(settings: Settings) -> AsyncIterator[tuple[FakeDiscord, aiohttp.ClientWebSocketResponse]]:
    """A connection to the gateway, past its HELLO, without a library."""
    async with (
        FakeDiscord(settings) as fake,
        aiohttp.ClientSession() as http,
        http.ws_connect(fake.gateway_url) as line,
    ):
        assert (await line.receive_json())["op"] == 10
        yield fake, line


async def test_op_7_resumes_and_replays_what_was_missed() -> None:
    async with scene() as (fake, bot, room, _):
        session = fake.gateway.open[0]
        resumed = asyncio.create_task(bot.wait_for("resumed", timeout=10))
        await fake.gateway.reconnect()
        await fake.until(lambda: not session.line)
        assert room.guild
        fake.world.channel(room.guild, "missed")
        await resumed
        assert (fake.gateway.resumed, bot.heard) == (1, ["missed"])
        assert len(fake.gateway.identified) == 1


async def test_op_9_identifies_anew() -> None:
    async with scene() as (fake, bot, room, _):
        await fake.gateway.invalidate()
        await bot.wait_for("ready", timeout=10)
        assert (len(fake.gateway.identified), fake.gateway.resumed) == (2, 0)
        assert bot.get_channel(room.id)


@pytest.mark.parametrize(("code", "identified"), [(4000, 1), (4009, 2)])
async def test_a_close_is_survived_by_resume_or_identify(code: int, identified: int) -> None:
    async with scene() as (fake, _, _, _):
        await fake.gateway.close(code)
        await fake.until(lambda: fake.gateway.open, 15)
        assert len(fake.gateway.identified) == identified


async def test_missed_heartbeats_make_it_resume() -> None:
    async with FakeDiscord(Settings(heartbeat_s=0.05, identify_s=0.0)) as fake:
        fake.world.guild("Acme", "general")
        async with running(fake, heartbeat_timeout=0.3):
            fake.gateway.deaf = True
            await fake.until(lambda: fake.gateway.resumed, 15)
            fake.gateway.deaf = False
            assert len(fake.gateway.identified) == 1


async def test_a_wrong_token_and_a_privileged_intent_are_refused() -> None:
    async with FakeDiscord(QUICK) as fake, aiohttp.ClientSession() as http:
        for token, intents, code in (("wrong", 1, 4004), (fake.settings.token, 1 << 15, 4014)):
            async with http.ws_connect(fake.gateway_url) as line:
                assert (await line.receive_json())["op"] == 10
                await line.send_json({"op": 2, "d": {"token": token, "intents": intents}})
                await line.receive()
                assert line.close_code == code
        async with http.get(f"{fake.api}/users/@me", headers={"Authorization": "Bot wrong"}) as answer:
            assert answer.status == 401


@pytest.mark.parametrize(
    ("frame", "code"), [("x" * 5000, 4002), ("not json", 4002), ('{"op": 3}', 4003), ('{"op": 99}', 4003)]
)
async def test_bad_frames_close_the_line(frame: str, code: int) -> None:
    async with raw_line(QUICK) as (_, line):
        await line.send_str(frame)
        await line.receive()
        assert line.close_code == code


async def test_too_many_frames_close_the_line() -> None:
    async with raw_line(Settings(frames=3)) as (_, line):
        for _ in range(4):
            await line.send_json({"op": 1, "d": None})
        while not line.closed:
            await line.receive()
        assert line.close_code == 4008


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_a_429_of_each_scope_is_waited_for(scope: str) -> None:
    async with scene() as (fake, _, room, channel):
        fake.faults.add("limited", method="POST", path="messages$", seconds=0.05, scope=scope)
        await channel.send("After the wait")
        assert room.texts == ["After the wait"]
        assert [asked.status for asked in fake.journal.of("POST", "/messages")] == [429, 200]
        assert fake.journal.invalid(since=0) == (scope != "shared")


async def test_buckets_are_kept_and_told() -> None:
    tight = Settings(identify_s=0.0, buckets={"POST /channels/{channel_id}/messages": (2, 0.3)})
    async with scene(tight) as (fake, _, room, channel):
        for number in range(5):
            await channel.send(str(number))
        assert room.texts == ["0", "1", "2", "3", "4"]
        assert 429 not in fake.journal.statuses()


async def test_an_edge_429_is_no_limit_to_wait_for() -> None:
    async with scene() as (fake, _, _, channel):
        fake.faults.add("banned", method="POST", path="messages$")
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("Hello")
        assert refused.value.status == 429


@pytest.mark.parametrize(
    ("kind", "more", "written"),
    [
        ("status", {"status": 503}, 0),
        ("status", {"status": 503, "after": True}, 1),
        ("reset", {}, 0),
        ("reset", {"after": True}, 1),
        ("closed", {"after": True}, 1),
    ],
)
async def test_faults_show_before_or_after_the_world_changed(
    kind: str, more: dict[str, object], written: int
) -> None:
    async with scene() as (fake, _, room, channel):
        fake.faults.add(kind, method="POST", path="messages$", **more)
        with pytest.raises((discord.DiscordServerError, aiohttp.ClientError, OSError)):
            await channel.send("Hello", nonce="one")
        assert len(room.texts) == written
        await channel.send("Hello", nonce="one")
        assert room.texts == ["Hello"]


async def test_a_lost_answer_has_been_written() -> None:
    async with scene() as (fake, _, room, channel):
        fake.faults.add("lost", method="POST", path="messages$")
        sending = asyncio.create_task(channel.send("Hello"))
        await fake.until(lambda: room.texts)
        sending.cancel()
        assert room.texts == ["Hello"]
        assert fake.journal.of("POST", "/messages")[0].status == 0


async def test_away_refuses_connections_and_back_lets_the_bot_return() -> None:
    async with scene() as (fake, bot, room, channel):
        await fake.away()
        with pytest.raises((aiohttp.ClientConnectorError, OSError)):
            await channel.send("Hello")
        await fake.back()
        await fake.until(lambda: fake.gateway.open, 30)
        await channel.send("Hello")
        assert room.texts == ["Hello"]
        assert bot.get_channel(room.id)


async def test_garbled_frames_and_missing_acks_are_on_demand() -> None:
    async with raw_line(QUICK) as (fake, line):
        fake.gateway.deaf = True
        await line.send_json({"op": 1, "d": None})
        await fake.until(lambda: fake.gateway.beats == 1)
        await fake.gateway.garble("not json")
        assert (await line.receive()).data == "not json"


async def test_zlib_stream_is_one_stream() -> None:
    async with FakeDiscord(QUICK) as fake, aiohttp.ClientSession() as http:
        fake.world.guild("Acme", "general")
        async with http.ws_connect(f"{fake.gateway_url}?compress=zlib-stream") as line:
            unpack = zlib.decompressobj()
            seen = [json.loads(unpack.decompress((await line.receive()).data))]
            await line.send_json({"op": 2, "d": {"token": fake.settings.token, "intents": 1}})
            seen += [json.loads(unpack.decompress((await line.receive()).data)) for _ in range(2)]
            assert [frame.get("t") for frame in seen] == [None, "READY", "GUILD_CREATE"]


async def test_the_budget_of_identifies_is_kept() -> None:
    async with raw_line(Settings(identifies=2, identify_s=60)) as (fake, line):
        identify = {"op": 2, "d": {"token": fake.settings.token, "intents": 0}}
        await line.send_json(identify)
        assert (await line.receive_json())["t"] == "READY"
        async with aiohttp.ClientSession() as http, http.ws_connect(fake.gateway_url) as second:
            await second.receive_json()
            await second.send_json(identify)
            assert await second.receive_json() == {"op": 9, "d": False}  # too soon after the first
            await second.send_json(identify)
            await second.receive()
            assert second.close_code == 4004  # the day's budget is spent
        assert fake.gateway.left() == 0
