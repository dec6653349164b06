"""People in the fake, doing what Slack's client lets them: type, press, choose, complete, fill in, submit.

Every action returns once it is acknowledged and, unless told not to wait, once the person sees an effect;
`Unanswered` says that nothing came. A missing acknowledgement is not raised: it is the answer's `failure`,
and a violation.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from tests.wire.slack import forms, payloads, shapes
from tests.wire.slack.acks import Acks
from tests.wire.slack.call import State
from tests.wire.slack.deliveries import Deliveries
from tests.wire.slack.entities import Channel, Json, Message, User, View
from tests.wire.slack.forms import CannotDo
from tests.wire.slack.installing import Landed, install
from tests.wire.slack.interaction import COMMAND, INTERACTIVE, Ack, Interaction, Unanswered

Seen = Message | View | Interaction


class Person:
    """One person, who stays in one channel unless an action names another."""

    def __init__(self, state: State, deliveries: Deliveries, acks: Acks, user: User, here: Channel) -> None:
        self.state, self.deliveries, self.acks, self.user, self.here = state, deliveries, acks, user, here

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self.state.world.dm(self.user)

    @property
    def view(self) -> View | None:
        """The modal in front of them."""
        return self.user.views[-1] if self.user.views else None

    @property
    def home(self) -> View | None:
        """The Home tab as the bot left it."""
        return self.user.home

    def at(self, channel: Channel) -> "Person":
        """The same person in another channel."""
        return Person(self.state, self.deliveries, self.acks, self.user, channel)

    def says(self, text: str, channel: Channel | None = None) -> Message:
        """Write a message; the bot hears of direct ones, and of those that mention it."""
        return self.state.world.say(channel or self.here, self.user, {"text": text})

    def sees(self, channel: Channel | None = None) -> list[Message]:
        """Messages of a channel, oldest first, with the private ones for this person."""
        where = channel or self.here
        private = [
            message
            for asked in self.state.interactions
            for message in asked.messages
            if message.only_for is self.user and message.channel is where and not message.deleted
        ]
        return sorted([*where.messages.values(), *private], key=lambda message: message.ts)

    async def types(self, line: str, channel: Channel | None = None, waits: bool = True) -> Interaction:
        """Send a slash command, such as `types("/explain rag")`."""
        name, _, text = line.partition(" ")
        _known(name, self.state.settings.commands)
        where = channel or self.here
        payload = payloads.command(self.state.settings, self.user, where, name, text.strip())
        return await self._do("slash_command", payload, where, waits=waits)

    async def presses(
        self, on: Seen, button: str = "", *, action_id: str = "", block_id: str = "", waits: bool = True
    ) -> Interaction:
        """Press a button, by text or action_id, of a block if there are several."""
        there = _shown(on)
        block, element = forms.find(there, button or action_id, block_id, ("button",))
        return await self._act(there, block, element, {}, waits)

    async def chooses(
        self,
        on: Seen,
        name: str,
        value: Any,
        *,
        block_id: str = "",
        typed: str | None = None,
        waits: bool = True,
    ) -> Interaction | None:
        """Choose in a select, an overflow menu, checkboxes or a picker; options by value or text.

        In a modal's input that dispatches nothing, the choice only stands in the form, and None is given.
        An external select is completed first, with what is `typed` (or the value).
        """
        there = _shown(on)
        block, element = forms.find(there, name, block_id)
        offered: list[Json] = []
        if element["type"] in forms.EXTERNAL and not isinstance(value, dict):
            words = typed if typed is not None else str(value[0] if isinstance(value, list) else value)
            offered = (await self.completes(there, name, words, block_id=block_id)).options
        state = forms.filled(element, value, offered)
        if isinstance(there, View) and element["type"] not in ("overflow", "button"):
            there.values.setdefault(block["block_id"], {})[element["action_id"]] = state
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        return await self._act(there, block, element, state, waits)

    async def completes(self, on: Seen, name: str, typed: str, *, block_id: str = "") -> Interaction:
        """Type into an external select; `options` and `labels` of what is given say what was offered."""
        there = _shown(on)
        block, element = forms.find(there, name, block_id, forms.EXTERNAL)
        if len(typed) < element.get("min_query_length", 3):
            raise CannotDo(
                f"{name!r} asks for options only from {element.get('min_query_length', 3)} letters"
            )
        payload = self._payload("block_suggestion") | payloads.place(there)
        payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        return await self._do("block_suggestion", payload, _where(there), there, waits=False)

    async def fills(self, on: Seen, values: Mapping[str, Any]) -> None:
        """Fill in fields by action_id, label or block_id, without sending anything but completions."""
        view = _shown(on)
        for name, value in values.items():
            block, element = forms.find(view, name)
            if block["type"] != "input":
                raise CannotDo(f"{name!r} is no field of the form")
            offered: list[Json] = []
            if element["type"] in forms.EXTERNAL and isinstance(value, str):
                offered = (await self.completes(view, name, value)).options
            assert isinstance(view, View)
            state = forms.filled(element, value, offered)
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = state

    async def submits(
        self, on: Seen, values: Mapping[str, Any] | None = None, waits: bool = False
    ) -> Interaction:
        """Fill in a modal and send it: it closes, shows errors, changes or gets another upon it."""
        view = _shown(on)
        if not isinstance(view, View) or not view.is_open or view.type != "modal":
            raise CannotDo("no such modal is open")
        await self.fills(view, values or {})
        forms.check_complete(view)
        view.errors = {}
        payload = self._payload("view_submission") | {"view": shapes.view(view), "response_urls": []}
        return await self._do("view_submission", payload, None, view, waits=waits)

    async def closes(self, on: Seen) -> Interaction | None:
        """Close a modal with its cross; told to the bot only if it asked for that."""
        view = _shown(on)
        assert isinstance(view, View)
        view.is_open = False
        self.user.views.remove(view)
        if not view.body.get("notify_on_close"):
            return None
        payload = self._payload("view_closed") | {"view": shapes.view(view), "is_cleared": False}
        return await self._do("view_closed", payload, None, view, waits=False)

    async def shortcut(self, callback_id: str, waits: bool = True) -> Interaction:
        """Use a global shortcut."""
        _known(callback_id, self.state.settings.shortcuts)
        payload = self._payload("shortcut") | {"callback_id": callback_id, "action_ts": self._ts()}
        return await self._do("shortcut", payload, None, waits=waits)

    async def message_shortcut(self, callback_id: str, message: Message, waits: bool = True) -> Interaction:
        """Use an entry of a message's menu."""
        _known(callback_id, self.state.settings.shortcuts)
        about: Json = {"callback_id": callback_id, "action_ts": self._ts(), "message_ts": message.ts}
        about |= {"channel": shapes.channel_ref(message.channel), "message": shapes.message(message)}
        payload = self._payload("message_action") | about
        return await self._do("message_action", payload, message.channel, waits=waits)

    async def opens_home(self, tab: str = "home", waits: bool = True) -> Interaction:
        """Open the app's Home tab (or its messages)."""
        if not self.state.settings.home:
            raise CannotDo("the app has no Home tab")
        event: Json = {"type": "app_home_opened", "user": self.user.id, "channel": self.dm.id, "tab": tab}
        if self.home:
            event["view"] = shapes.view(self.home)
        body = self.deliveries.wrapped(self.user.team, event | {"event_ts": self._ts()})
        asked = self._begin("app_home_opened", body, None, None)
        await self.deliveries.repeat(body)
        tries = next(tries for told, tries in reversed(self.deliveries.events) if told is body)
        return await self._wait(asked, tries[0], waits)

    async def installs(self, url: str, allows: bool = True) -> Landed:
        """Follow an install page to its end, allowing the app or not."""
        return await install(self.state, self.user, url, allows)

    def invites_bot(self, channel: Channel | None = None) -> None:
        """Bring the bot into a channel."""
        self.state.world.join(channel or self.here, self.user.team.bot, self.user)

    def removes_bot(self, channel: Channel | None = None) -> None:
        """Take the bot out of a channel."""
        self.state.world.leave(channel or self.here, self.user.team.bot)

    def _ts(self) -> str:
        return self.state.world.ids.ts()

    def _payload(self, kind: str) -> Json:
        return payloads.interactive(self.state.settings, self.user, kind)

    async def _act(
        self, there: Message | View, block: Json, element: Json, state: Json, waits: bool
    ) -> Interaction:
        if isinstance(there, Message) and (there.deleted or there.only_for not in (None, self.user)):
            raise CannotDo("the message is gone, or shown to somebody else")
        payload = self._payload("block_actions") | payloads.place(there)
        payload["actions"] = [payloads.action(block, element, state, self._ts())]
        payload["state"] = {"values": there.values if isinstance(there, View) else {}}
        return await self._do("block_actions", payload, _where(there), there, waits=waits)

    async def _do(
        self,
        kind: str,
        payload: Json,
        channel: Channel | None,
        source: Message | View | None = None,
        waits: bool = True,
    ) -> Interaction:
        asked = self._begin(kind, payload, channel, source)
        way = COMMAND if kind == "slash_command" else INTERACTIVE
        return await self._wait(asked, await self.deliveries.deliver(way, payload), waits)

    def _begin(
        self, kind: str, payload: Json, channel: Channel | None, source: Message | View | None
    ) -> Interaction:
        """An interaction with its trigger and, where there is a channel, its response address."""
        state = self.state
        asked = Interaction(
            kind, payload, self.user, channel, state.world.clock.now(), state.changes, source=source
        )
        if kind not in ("block_suggestion", "app_home_opened", "view_closed"):
            asked.trigger = f"{secrets.randbelow(10**13)}.{self.user.team.id}.{secrets.token_hex(16)}"
            payload["trigger_id"] = asked.trigger
        if channel and kind != "block_suggestion":
            asked.response = secrets.token_urlsafe(18)
            payload["response_url"] = f"{state.base}/actions/{self.user.team.id}/{asked.response}"
        state.began(asked)
        return asked

    async def _wait(self, asked: Interaction, ack: Ack, waits: bool) -> Interaction:
        asked.ack = ack
        self.acks.take(asked)
        self.state.changes.note()
        if waits:
            try:
                await asked.seen(self.state.settings.patience_s)
            except TimeoutError as error:
                raise Unanswered(f"{asked.type} was acknowledged, and nothing followed") from error
        return asked


def _known(name: str, among: tuple[str, ...]) -> None:
    """Refuse what the manifest does not name, where there is one."""
    if among and name not in among:
        raise CannotDo(f"{name} is none of {', '.join(among)}")


def _shown(on: Seen) -> Message | View:
    if isinstance(on, Interaction):
        return on.view if on.views else on.message
    return on


def _where(on: Message | View) -> Channel | None:
    return on.channel if isinstance(on, Message) else None
