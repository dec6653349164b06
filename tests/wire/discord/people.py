"""People in the fake, doing what Discord's client lets them: type, complete, press, select, fill in forms.

Every action sends the interaction over the gateway and returns once the bot has answered, a deferred
answer once it was filled; `Unanswered` says what a person would see instead.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from tests.wire.discord import forms, shapes, slash
from tests.wire.discord.call import State
from tests.wire.discord.entities import EPHEMERAL, Channel, Guild, Json, Message, User
from tests.wire.discord.interaction import COMMAND, COMPLETION, COMPONENT, DEFER, SUBMIT, Interaction
from tests.wire.discord.permissions import EVERYTHING, bits
from tests.wire.discord.slash import CannotDo

SLASH, MESSAGE_MENU = 1, 3
FILE_LIMIT = 10 << 20
ABROAD_MAY = ("embed_links", "attach_files", "mention_everyone")  # of an app that a person brought along


class Unanswered(AssertionError):
    """The application did not respond."""


class Person:
    """One person, who stays in one channel unless an action names another."""

    def __init__(self, state: State, user: User, here: Channel) -> None:
        self.state, self.user, self.here = state, user, here

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self.state.world.dm(self.user)

    def at(self, channel: Channel) -> "Person":
        """The same person in another channel."""
        return Person(self.state, self.user, channel)

    def says(self, text: str) -> Message:
        """Write a message."""
        return self.state.world.say(self.here, self.user, {"content": text})

    async def types(
        self, line: str, given: Mapping[str, Any] | None = None, waits: bool = True, **options: Any
    ) -> Interaction:
        """Send a slash command, such as `types("/sources add", address="https://...")`."""
        name, *path = line.removeprefix("/").split()
        command = self._command(SLASH, name)
        return await self._do(COMMAND, slash.data(command, path, {**(given or {}), **options}), waits=waits)

    async def completes(self, line: str, option: str, typed: str, **others: Any) -> list[Json]:
        """What is offered while an option is typed: names and values."""
        name, *path = line.removeprefix("/").split()
        data = slash.data(self._command(SLASH, name), path, {**others, option: typed}, focus=option)
        return (await self._do(COMPLETION, data)).choices

    async def uses_message_menu(self, name: str, message: Message) -> Interaction:
        """Choose an entry of a message's Apps menu."""
        command = self._command(MESSAGE_MENU, name)
        shown = {str(message.id): shapes.message(message)}
        data = {"id": command["id"], "name": name, "type": MESSAGE_MENU, "target_id": str(message.id)}
        return await self._do(COMMAND, data | {"resolved": {"messages": shown}})

    async def presses(self, on: Message | Interaction, button: str, waits: bool = True) -> Interaction:
        """Press a button, by custom id or label."""
        message = self._seen(on)
        item = forms.control(message, button, (forms.BUTTON,))
        data = {"custom_id": item["custom_id"], "component_type": forms.BUTTON, "id": item.get("id") or 1}
        return await self._do(COMPONENT, data, message, waits)

    async def selects(self, on: Message | Interaction, select: str, *values: str | Channel) -> Interaction:
        """Choose in a select, found by custom id or placeholder; options by value or label."""
        message = self._seen(on)
        item = forms.control(message, select, forms.SELECTS)
        return await self._do(COMPONENT, forms.selected(item, values), message)

    async def submits_modal(self, opened: Interaction, given: Mapping[str, Any] | None = None) -> Interaction:
        """Fill in the form that an answer opened, fields by custom id or label, and send it."""
        if not opened.modal or opened.person is not self.user:
            raise CannotDo("no form is open")
        return await self._do(SUBMIT, forms.submitted(opened.modal, given or {}), opened.source)

    def sees(self) -> list[Message]:
        """Messages in this channel, oldest first, with the private ones for this person."""
        private = [
            message
            for asked in self.state.interactions.values()
            for message in [*([asked.message] if asked.message else []), *asked.followups]
            if message.only_for == self.user.id and message.channel is self.here and not message.deleted
        ]
        return sorted([*self.here.messages.values(), *private], key=lambda message: message.id)

    def _seen(self, on: Message | Interaction) -> Message:
        message = on.message if isinstance(on, Interaction) else on
        if message is None or message.deleted:
            raise CannotDo("the message is gone")
        if message.flags & EPHEMERAL and message.only_for != self.user.id:
            raise CannotDo("the message is shown to somebody else")
        return message

    def _command(self, kind: int, name: str) -> Json:
        guild = self.here.guild.id if self.here.guild else -1
        known = [*self.state.commands.get(guild, ()), *self.state.commands[0]]
        command = slash.find(known, kind, name)
        slash.check_shown(command, self.here, self._may())
        return command

    def _may(self) -> int:
        guild = self.here.guild
        if guild is None:
            return 0
        return EVERYTHING if guild.owner is self.user else guild.may(self.user.id, self.here)

    async def _do(
        self, kind: int, data: Json, source: Message | None = None, waits: bool = True
    ) -> Interaction:
        channel = source.channel if source else self.here
        asked = self.opens(kind, data, source)
        if not self.state.gateway.interact(asked.payload, _guild_of(channel)):
            raise Unanswered("the application is offline")
        settings, changes = self.state.settings, self.state.changes
        try:
            await changes.until(lambda: asked.callback, settings.ack_s)
        except TimeoutError as error:
            raise Unanswered(f"the application did not respond within {settings.ack_s:g} s") from error
        try:
            await changes.until(lambda: not waits or not asked.is_deferred, settings.patience_s)
        except TimeoutError as error:
            shown = "is thinking..." if asked.callback == DEFER else "changed nothing after its defer"
            raise Unanswered(f"the application {shown}") from error
        return asked

    def opens(self, kind: int, data: Json, source: Message | None = None) -> Interaction:
        """An interaction that may be answered, but that nobody was told of."""
        channel = source.channel if source else self.here
        asked = self._asked(kind, data, channel, source)
        self.state.interactions[asked.id] = self.state.by_token[asked.token] = asked
        return asked

    def _asked(self, kind: int, data: Json, channel: Channel, source: Message | None) -> Interaction:
        world = self.state.world
        number, token = world.ids.next(), secrets.token_urlsafe(64)
        guild = channel.guild
        here = guild is None or guild.joined
        payload: Json = {
            "id": str(number),
            "application_id": str(world.bot.id),
            "type": kind,
            "token": token,
            "version": 1,
            "data": data,
            "channel": shapes.channel(channel) | {"permissions": str(self._may())},
            "channel_id": str(channel.id),
            "locale": "en-US",
            "app_permissions": str(world.may(channel) if here else bits(ABROAD_MAY)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self._owners(guild),
            "context": slash.context(channel),
            "attachment_size_limit": FILE_LIMIT,
        }
        payload |= self._who(guild)
        if source:
            payload["message"] = shapes.message(source)
        changes = self.state.changes
        now = world.clock.now()
        return Interaction(
            number, token, kind, self.user, channel, guild, now, payload, changes, source, installed_here=here
        )

    def _who(self, guild: Guild | None) -> Json:
        if guild is None:
            return {"user": shapes.user(self.user)}
        member = shapes.member(guild, self.user) | {"permissions": str(self._may())}
        about = {"guild_id": str(guild.id), "guild_locale": "en-US", "guild": shapes.partial_guild(guild)}
        return about | {"member": member}

    def _owners(self, guild: Guild | None) -> Json:
        if guild is None:
            return {"0": "0"}
        return {"0": str(guild.id)} if guild.joined else {"1": str(self.user.id)}


def _guild_of(channel: Channel) -> Guild | None:
    # An interaction from a server the bot is not in goes to the first shard, as direct messages do.
    return channel.guild if channel.guild and channel.guild.joined else None
