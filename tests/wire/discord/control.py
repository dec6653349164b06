"""The fake steered from outside, in a process of its own: what it saw, faults, people, under `/_fake`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.wire.discord import shapes
from tests.wire.discord.entities import Channel, Json, Message
from tests.wire.discord.interaction import Interaction
from tests.wire.discord.people import Unanswered
from tests.wire.discord.server import FakeDiscord
from tests.wire.discord.slash import CannotDo

Act = Callable[[FakeDiscord, Json], Awaitable[Any]]


def attach(fake: FakeDiscord) -> None:
    """Add the routes, before the fake starts."""
    for name, act in ACTS.items():
        fake.app.router.add_post(f"/_fake/{name}", _served(fake, act))


def _served(fake: FakeDiscord, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            return web.json_response(await act(fake, await request.json()))
        except (CannotDo, Unanswered) as error:
            return web.json_response({"failed": str(error)}, status=409)

    return serve


async def state(fake: FakeDiscord, asked: Json) -> Json:
    """Everything that was asked and stands."""
    violations = [
        {"method": item.method, "path": item.path, "problems": [str(problem) for problem in item.problems]}
        for item in fake.violations
    ]
    return {
        "asked": [asdict(item) for item in fake.asked[int(asked.get("since", 0)) :]],
        "violations": violations,
        "channels": [_channel(channel) for channel in fake.world.channels.values()],
        "commands": fake.state.commands[0],
        "identified": len(fake.gateway.identified),
        "resumed": fake.gateway.resumed,
        "sessions": len(fake.gateway.open),
        "token": fake.settings.token,
    }


def _channel(channel: Channel) -> Json:
    about = {"id": channel.id, "name": channel.name, "type": channel.type}
    return about | {"messages": [shapes.message(message) for message in channel.messages.values()]}


async def sessions(fake: FakeDiscord, asked: Json) -> Json:
    """How many gateway connections have been told of every server, and how many commands are registered."""
    return {"ready": len(fake.gateway.open), "commands": len(fake.state.commands[0])}


async def fault(fake: FakeDiscord, asked: Json) -> Json:
    """Lay a fault in wait; the arguments are `Fault`'s."""
    return asdict(fake.faults.add(**asked))


async def clear(fake: FakeDiscord, asked: Json) -> Json:
    """Take back every fault that still waits."""
    fake.faults.waiting.clear()
    return {}


async def gateway(fake: FakeDiscord, asked: Json) -> Json:
    """`{"act": "reconnect" | "invalidate" | "close" | "garble" | "cut", ...}`, or `{"deaf": true}`."""
    if "deaf" in asked:
        fake.gateway.deaf = bool(asked["deaf"])
        return {}
    act = asked.pop("act")
    if act == "cut":
        fake.gateway.cut()
    else:
        acts = {"reconnect": fake.gateway.reconnect, "invalidate": fake.gateway.invalidate}
        more: dict[str, Callable[..., Awaitable[None]]] = {
            "close": fake.gateway.close,
            "garble": fake.gateway.garble,
        }
        await {**acts, **more}[act](**asked)
    return {}


async def clock(fake: FakeDiscord, asked: Json) -> Json:
    """Let `{"advance": seconds}` pass."""
    fake.clock.advance(float(asked["advance"]))
    return {}


async def world(fake: FakeDiscord, asked: Json) -> Json:
    """`{"channel": id, "deny": [names]}`, or `"allow"`, `"drop"`, `"archive"`: true."""
    place = fake.world.channels[int(asked["channel"])]
    if "deny" in asked:
        fake.world.deny(place, *asked["deny"])
    elif asked.get("allow"):
        fake.world.allow(place)
    elif asked.get("drop"):
        fake.world.drop(place)
    elif asked.get("archive"):
        fake.world.archive(place)
    return {}


async def person(fake: FakeDiscord, asked: Json) -> Any:
    """`{"name", "channel", "manager", "act": "types" | "presses" | ..., "args": [...], "options": {...}}`.

    A message among `args` is written `{"message": id}`, an earlier answer `{"answer": id}`, a channel
    `{"channel": id}`.
    """
    place = fake.world.channels.get(int(asked.get("channel", 0)))
    who = fake.person(asked["name"], place, bool(asked.get("manager")))
    args = [_meant(fake, item) for item in asked.get("args", ())]
    options = {name: _meant(fake, item) for name, item in asked.get("options", {}).items()}
    given = await getattr(who, asked["act"])(*args, **options)
    return _answer(given) if isinstance(given, Interaction) else given


async def crowd(fake: FakeDiscord, asked: Json) -> Any:
    """`{"channel", "line", "given", "people", "at_once"}`: ms until each saw a sign, and the answer."""
    place = fake.world.channels[int(asked["channel"])]

    async def one(number: int) -> tuple[float, float]:
        began = asyncio.get_running_loop().time()
        answer = await fake.person(f"p{number}", place).types(asked["line"], asked.get("given"))
        return answer.ack_ms, (asyncio.get_running_loop().time() - began) * 1000

    people = range(int(asked["people"]))
    if asked.get("at_once"):
        return await asyncio.gather(*map(one, people))
    return [await one(number) for number in people]


async def typing(fake: FakeDiscord, asked: Json) -> Any:
    """`{"channel", "line", "option", "typed": [...]}`: completed by as many people in turn; ms of each."""
    place, times = fake.world.channels[int(asked["channel"])], []
    for number, typed in enumerate(asked["typed"]):
        began = asyncio.get_running_loop().time()
        await fake.person(f"p{number}", place).completes(asked["line"], asked["option"], typed)
        times.append((asyncio.get_running_loop().time() - began) * 1000)
    return times


def _meant(fake: FakeDiscord, item: Any) -> Channel | Message | Interaction | Any:
    if isinstance(item, dict) and "channel" in item:
        return fake.world.channels[int(item["channel"])]
    if isinstance(item, dict) and "message" in item:
        return next(message for message in fake.world.messages() if message.id == int(item["message"]))
    if isinstance(item, dict) and "answer" in item:
        return fake.state.interactions[int(item["answer"])]
    return item


def _answer(answer: Interaction) -> Json:
    return {
        "answer": answer.id,
        "callback": answer.callback,
        "text": answer.text,
        "ephemeral": answer.is_ephemeral,
        "ack_ms": answer.ack_ms,
        "modal": answer.modal,
        "choices": answer.choices,
        "message": shapes.message(answer.message) if answer.message else None,
        "followups": [shapes.message(message) for message in answer.followups],
    }


ACTS: dict[str, Act] = {
    "state": state,
    "sessions": sessions,
    "fault": fault,
    "clear": clear,
    "gateway": gateway,
    "clock": clock,
    "world": world,
    "person": person,
    "crowd": crowd,
    "typing": typing,
}
