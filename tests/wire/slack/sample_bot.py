"""A small app on the real slack_bolt, for the fake's own tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack.entities import Json
from tests.wire.slack.server import FakeSlack

HEARD = (
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "group_archive",
    "member_joined_channel",
    "member_left_channel",
    "message",
    "tokens_revoked",
)


def client(slack: FakeSlack, token: str | None = None) -> AsyncWebClient:
    """The real client, turned to the fake, without its own retries."""
    return AsyncWebClient(
        token=token or slack.settings.bot_token, base_url=slack.api, timeout=5, retry_handlers=[]
    )


def button(text: str, action_id: str, **more: str) -> Json:
    """A button."""
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "text": label, "action_id": action_id, **more}


def option(text: str, value: str) -> Json:
    """An option."""
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def section(text: str) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def card() -> list[Json]:
    """A section with an overflow menu, and a row of buttons."""
    menu = {
        "type": "overflow",
        "action_id": "menu",
        "options": [option("Why", "why"), option("Less", "less")],
    }
    buttons = [button("Share", "share", value="1"), button("Form", "form"), button("Gone", "gone")]
    return [section("*A story*") | {"accessory": menu}, {"type": "actions", "elements": buttons}]


def _field(block_id: str, label: str, element: Json) -> Json:
    about = {"type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": label}}
    return about | {"element": element}


def form(title: str = "A form") -> Json:
    """A modal: a text, an external select, a static one."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            _field("when", "When", {"type": "plain_text_input", "action_id": "time"}),
            _field("what", "Topic", {"type": "external_select", "action_id": "topic", "min_query_length": 1}),
            _field(
                "how",
                "Length",
                {"type": "static_select", "action_id": "length", "options": [option("Short", "s")]},
            )
            | {"optional": True},
        ],
    }


def home(text: str) -> Json:
    """A Home tab of one section."""
    return {"type": "home", "blocks": [section(text)]}


async def _hello(ack: Any, command: Json, respond: Any, client: Any) -> None:
    text = command["text"]
    if text == "silent":
        await asyncio.sleep(30)
    elif text == "at once":
        await ack("Hello at once")
        return
    await ack()
    if text == "card":
        await respond(text="A story", blocks=card())
    elif text == "often":
        for number in range(6):
            await respond(text=str(number))
    elif text == "form":
        await client.views_open(trigger_id=command["trigger_id"], view=form())
    else:
        await respond(text=f"Hello {text}")


async def _read(ack: Any, shortcut: Json, respond: Any) -> None:
    await ack()
    await respond(text=f"You chose: {shortcut['message']['text']}")


async def _offer(ack: Any, shortcut: Json, client: Any) -> None:
    await ack()
    await client.views_open(trigger_id=shortcut["trigger_id"], view=form("From anywhere"))


async def _opened(event: Json, client: Any) -> None:
    text = f"Hello <https://example.org|you>, {event['tab']}"
    await client.views_publish(user_id=event["user"], view=home(text))


def build(app: AsyncApp, heard: list[Json]) -> None:
    """Give the app its sample commands."""

    async def listen(body: Json) -> None:
        heard.append(body)

    app.command("/hello")(_hello)
    app.shortcut({"type": "message_action", "callback_id": "read"})(_read)
    app.shortcut({"type": "shortcut", "callback_id": "offer"})(_offer)
    app.event("app_home_opened")(_opened)
    for name in HEARD:
        app.event(name)(listen)
    _build_form(app)


def _build_form(app: AsyncApp) -> None:
    async def share(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=body["channel"]["id"], text="A story")

    async def menu(ack: Any, action: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"Chose {action['selected_option']['value']}", replace_original=True)

    async def gone(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="", delete_original=True)

    async def again(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    async def topics(ack: Any, payload: Json) -> None:
        names = [name for name in ("Agents", "Safety") if payload["value"].lower() in name.lower()]
        await ack(options=[option(name, name.lower()) for name in names])

    async def submitted(ack: Any, view: Json) -> None:
        time = view["state"]["values"]["when"]["time"]["value"]
        if time == "late":
            await ack(response_action="errors", errors={"when": "Give a time such as 09:00."})
        elif time == "more":
            await ack(response_action="push", view=form("Another"))
        elif time == "other":
            await ack(response_action="update", view=form("Changed"))
        else:
            await ack()

    app.action("share")(share)
    app.action("menu")(menu)
    app.action("gone")(gone)
    app.action("form")(again)
    app.options("topic")(topics)
    app.view("form")(submitted)


@contextlib.asynccontextmanager
async def running(slack: FakeSlack, lines: int = 1) -> AsyncIterator[list[Json]]:
    """The app, connected by Socket Mode; gives the events it hears; closed at the end."""
    heard: list[Json] = []
    app = AsyncApp(token=slack.settings.bot_token, client=client(slack))
    build(app, heard)
    sockets = [AsyncSocketModeHandler(app, slack.settings.app_token, ping_interval=1) for _ in range(lines)]
    try:
        for one in sockets:
            await one.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected(lines)
        yield heard
    finally:
        for one in sockets:
            await one.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0)
