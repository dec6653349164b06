"""Two stand-ins for Discord behind one face: our own fake, and the npm twin that others wrote.

A `Stand` is a server with one channel and one person who manages it. `STANDS` is what a suite runs over
(test_discord_twin.py), so that what our fake does is what somebody else understood of Discord too.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from tests.peers.bridge import bridged
from tests.peers.node import Peer, need, peer
from tests.wire.discord import FakeDiscord, shapes
from tests.wire.discord.entities import Channel, Json, text_of
from tests.wire.discord.interaction import Interaction
from tests.wire.discord.people import Person

_COMMAND, _COMPONENT, _COMPLETION, _SUBMIT = 2, 3, 4, 5
_BUTTON, _SELECT = 2, 3
_DEFER = 5
_TEXT = 3  # the type of an option that is text
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Seen:
    """What a person sees after doing something: a message, a form, or choices."""

    body: Json
    message: str = ""

    @property
    def text(self) -> str:
        """The message's text."""
        return text_of(self.body)

    @property
    def is_private(self) -> bool:
        """Whether only they see it."""
        return bool(int(self.body.get("flags") or 0) & 64)


class Stand(Protocol):
    """Discord, as far as both know it."""

    api: str
    gateway: str
    token: str
    channel: str

    async def types(self, name: str, **options: str) -> Seen:
        """Send a slash command with text options."""

    async def completes(self, name: str, option: str, typed: str) -> list[Json]:
        """What is offered while an option is typed."""

    async def presses(self, on: Seen, custom_id: str) -> Seen:
        """Press a button."""

    async def selects(self, on: Seen, custom_id: str, value: str) -> Seen:
        """Choose in a menu."""

    async def submits(self, form: Seen, **fields: str) -> Seen:
        """Fill in a form that was opened, and send it."""

    async def posted(self) -> list[Json]:
        """The messages of the channel."""


class OurFake:
    """The fake of tests/wire/discord."""

    def __init__(self, fake: FakeDiscord, room: Channel) -> None:
        self.api, self.gateway, self.token = fake.api, fake.gateway_url, fake.settings.token
        self.channel, self._room = str(room.id), room
        self._ann: Person = fake.person("ann", room, manager=True)
        self._done: dict[str, Interaction] = {}

    async def types(self, name: str, **options: str) -> Seen:
        return self._seen(await self._ann.types(f"/{name}", options))

    async def completes(self, name: str, option: str, typed: str) -> list[Json]:
        return await self._ann.completes(f"/{name}", option, typed)

    async def presses(self, on: Seen, custom_id: str) -> Seen:
        return self._seen(await self._ann.presses(self._done[on.message], custom_id))

    async def selects(self, on: Seen, custom_id: str, value: str) -> Seen:
        return self._seen(await self._ann.selects(self._done[on.message], custom_id, value))

    async def submits(self, form: Seen, **fields: str) -> Seen:
        return self._seen(await self._ann.submits_modal(self._done[form.message], fields))

    async def posted(self) -> list[Json]:
        return [shapes.message(one) for one in self._room.messages.values()]

    def _seen(self, done: Interaction) -> Seen:
        body = shapes.message(done.message) if done.message and not done.modal else done.modal
        seen = Seen(body or {}, str(done.id))
        self._done[seen.message] = done
        return seen


class Twin:
    """discord-digital-twin, run by tests/peers/discord.mjs."""

    def __init__(self, twin: Peer, api: str, gateway: str) -> None:
        self.api, self.gateway = api, gateway
        self.token, self.channel = twin.about["token"], twin.about["channel"]
        self._twin = twin

    async def types(self, name: str, **options: str) -> Seen:
        given = [{"name": one, "type": _TEXT, "value": value} for one, value in options.items()]
        return await self._does(_COMMAND, {"id": "1", "name": name, "type": 1, "options": given})

    async def completes(self, name: str, option: str, typed: str) -> list[Json]:
        given = [{"name": option, "type": _TEXT, "value": typed, "focused": True}]
        seen = await self._does(_COMPLETION, {"id": "1", "name": name, "type": 1, "options": given})
        return list(seen.body["choices"])

    async def presses(self, on: Seen, custom_id: str) -> Seen:
        return await self._does(_COMPONENT, {"custom_id": custom_id, "component_type": _BUTTON}, on.message)

    async def selects(self, on: Seen, custom_id: str, value: str) -> Seen:
        data = {"custom_id": custom_id, "component_type": _SELECT, "values": [value]}
        return await self._does(_COMPONENT, data, on.message)

    async def submits(self, form: Seen, **fields: str) -> Seen:
        rows = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in fields.items()
        ]
        return await self._does(_SUBMIT, {"custom_id": form.body["custom_id"], "components": rows})

    async def posted(self) -> list[Json]:
        return list(await self._twin.act("messages"))

    async def _does(self, kind: int, data: Json, message: str = "") -> Seen:
        asked = await self._twin.act(
            "interact", type=kind, data=data, **({"message": message} if message else {})
        )
        async with asyncio.timeout(_PATIENCE_S):
            while not (answer := await self._twin.act("answer", id=asked["id"]))["acknowledged"]:
                await asyncio.sleep(0.02)
        return Seen(answer["data"] or {}, answer["message"] or "")


@asynccontextmanager
async def _ours() -> AsyncIterator[Stand]:
    async with FakeDiscord() as fake:
        guild = fake.world.guild("Reading room", "news")
        yield OurFake(fake, next(iter(guild.channels.values())))
        assert not fake.violations


@asynccontextmanager
async def _twin() -> AsyncIterator[Stand]:
    need("discord-digital-twin")
    async with (
        peer("discord.mjs") as twin,
        bridged(twin.about["rest"], twin.about["gateway"]) as (api, gateway),
    ):
        yield Twin(twin, api, gateway)


STANDS: Mapping[str, Callable[[], AbstractAsyncContextManager[Stand]]] = {"ours": _ours, "twin": _twin}
