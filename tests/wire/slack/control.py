"""The fake steered from outside, in a process of its own: what it saw, faults, people, under `/_fake`."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.wire.slack import shapes
from tests.wire.slack.entities import Channel, Json, Message, View
from tests.wire.slack.forms import CannotDo
from tests.wire.slack.installing import Landed
from tests.wire.slack.interaction import Interaction, Unanswered
from tests.wire.slack.server import FakeSlack

Act = Callable[[FakeSlack, Json], Awaitable[Any]]


def attach(slack: FakeSlack) -> None:
    """Add the routes, before the fake starts."""
    for name, act in ACTS.items():
        slack.app.router.add_post(f"/_fake/{name}", _served(slack, act))


def _served(slack: FakeSlack, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            return web.json_response(await act(slack, await request.json()))
        except (CannotDo, Unanswered) as error:
            return web.json_response({"failed": str(error)}, status=409)

    return serve


async def state(slack: FakeSlack, asked: Json) -> Json:
    """Everything that was asked and stands."""
    violations = [
        {"method": one.method, "problems": [str(problem) for problem in one.problems]}
        for one in slack.violations
    ]
    events = [{"event": body["event"], "tries": len(tries)} for body, tries in slack.deliveries.events]
    return {
        "asked": [asdict(one) for one in slack.asked[int(asked.get("since", 0)) :]],
        "violations": violations,
        "teams": [shapes.team(team) | {"installed": team.installed} for team in slack.world.teams.values()],
        "channels": [_channel(channel) for channel in slack.world.channels.values()],
        "events": events,
        "connections": len(slack.sockets.open),
        "opened": slack.sockets.opened,
        "bot_token": slack.settings.bot_token,
        "app_token": slack.settings.app_token,
    }


def _channel(channel: Channel) -> Json:
    messages = [shapes.message(message) for message in channel.messages.values()]
    return shapes.channel(channel) | {"team": channel.team.id, "messages": messages}


async def fault(slack: FakeSlack, asked: Json) -> Json:
    """Lay a fault in wait; the arguments are `Fault`'s."""
    return asdict(slack.faults.add(**asked))


async def clear(slack: FakeSlack, asked: Json) -> Json:
    """Take back every fault that still waits."""
    slack.faults.waiting.clear()
    return {}


async def sockets(slack: FakeSlack, asked: Json) -> Json:
    """`{"act": "disconnect" | "storm" | "garble" | "cut", ...}`, or `{"deaf": true}`."""
    if "deaf" in asked:
        slack.sockets.deaf = bool(asked["deaf"])
        return {}
    act = asked.pop("act")
    if act == "cut":
        slack.sockets.cut()
        return {}
    acts: dict[str, Callable[..., Awaitable[None]]] = {
        "disconnect": slack.sockets.disconnect,
        "storm": slack.sockets.storm,
        "garble": slack.sockets.garble,
    }
    await acts[act](**asked)
    return {}


async def clock(slack: FakeSlack, asked: Json) -> Json:
    """Let `{"advance": seconds}` pass."""
    slack.clock.advance(float(asked["advance"]))
    return {}


async def world(slack: FakeSlack, asked: Json) -> Json:
    """`{"channel": id, "act": ...}`: archive, unarchive, rename, drop, remove or invite the bot, restrict."""
    place = slack.world.channels[asked["channel"]]
    bot = place.team.bot
    match asked["act"]:
        case "archive" | "unarchive":
            slack.world.archive(place, asked["act"] == "archive")
        case "rename":
            slack.world.rename(place, asked["name"])
        case "drop":
            slack.world.drop(place)
        case "remove":
            slack.world.leave(place, bot)
        case "invite":
            slack.world.join(place, bot)
        case "restrict":
            place.restricted = bool(asked.get("restricted", True))
    return {}


async def app(slack: FakeSlack, asked: Json) -> Json:
    """`{"team": id, "act": "uninstall" | "revoke" | "expire" | "reinstall"}`, or `{"request_url": url}`."""
    if "request_url" in asked:
        slack.request_url = asked["request_url"]
        return {}
    team = slack.world.teams[asked.get("team") or slack.team.id]
    acts: dict[str, Callable[..., Any]] = {
        "uninstall": slack.events.uninstall,
        "revoke": slack.events.revoke,
        "expire": slack.events.expire,
        "reinstall": slack.events.reinstall,
    }
    return {"token": acts[asked["act"]](team)}


async def person(slack: FakeSlack, asked: Json) -> Any:
    """`{"name", "channel", "admin", "act": "types" | "presses" | ..., "args": [...], "options": {...}}`.

    Among `args`, a message is written `{"channel": id, "message": ts}`, a channel `{"channel": id}`, a view
    `{"view": id}`, and an earlier answer `{"answer": number}`.
    """
    place = slack.world.channels.get(asked.get("channel", ""))
    who = slack.person(asked["name"], place, admin=bool(asked.get("admin")))
    args = [_meant(slack, item) for item in asked.get("args", ())]
    options = {name: _meant(slack, item) for name, item in asked.get("options", {}).items()}
    given = getattr(who, asked["act"])(*args, **options)
    return _answer(slack, await given if isinstance(given, Awaitable) else given)


def _meant(slack: FakeSlack, item: Any) -> Channel | Message | View | Interaction | Any:
    if not isinstance(item, dict):
        return item
    if "message" in item:
        return slack.world.channels[item["channel"]].messages[item["message"]]
    if "channel" in item:
        return slack.world.channels[item["channel"]]
    if "view" in item:
        return slack.state.views[item["view"]]
    return slack.state.interactions[item["answer"]] if "answer" in item else item


def _answer(slack: FakeSlack, given: Any) -> Any:
    if isinstance(given, Landed):
        return asdict(given)
    if isinstance(given, Message):
        return shapes.message(given)
    if not isinstance(given, Interaction):
        return None
    return {
        "answer": slack.state.interactions.index(given),
        "text": given.text,
        "ack_ms": given.ack_ms if given.ack and not given.ack.error else None,
        "failure": given.failure,
        "ephemeral": given.is_ephemeral,
        "messages": [shapes.message(message) for message in given.messages],
        "views": [shapes.view(view) for view in given.views],
        "errors": given.errors,
        "options": given.options,
        "closed": given.closed,
    }


ACTS: dict[str, Act] = {
    "state": state,
    "fault": fault,
    "clear": clear,
    "sockets": sockets,
    "clock": clock,
    "world": world,
    "app": app,
    "person": person,
}
