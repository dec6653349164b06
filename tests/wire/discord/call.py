"""What every REST answer works on: the request taken apart, the fake behind it, and the common look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.discord import rules
from tests.wire.discord.changes import Changes
from tests.wire.discord.entities import FORUM, Channel, Guild, Json, Message
from tests.wire.discord.errors import ApiError, Problem
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.interaction import Interaction
from tests.wire.discord.permissions import BITS
from tests.wire.discord.settings import Settings
from tests.wire.discord.world import World


class State:
    """Everything the API knows besides the world itself."""

    def __init__(self, world: World, settings: Settings, gateway: Gateway, changes: Changes) -> None:
        self.world, self.settings, self.gateway, self.changes = world, settings, gateway, changes
        self.commands: dict[int, list[Json]] = {0: []}  # by server; 0 holds the global ones
        self.created: list[float] = []  # when commands came into being
        self.nonces: dict[str, tuple[Message, float]] = {}
        self.interactions: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.typing: list[int] = []


@dataclass(frozen=True)
class Call:
    """One request to answer."""

    state: State
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    @property
    def world(self) -> World:
        """The world asked about."""
        return self.state.world

    def number(self, name: str) -> int:
        """An id from the path."""
        text = self.params[name]
        if not text.isdecimal():
            raise ApiError(50035, [Problem((name,), f"Value {text!r} is not snowflake.")])
        return int(text)

    def asked(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number from the query, within its limits."""
        text = self.query.get(name, str(default))
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ApiError(50035, [Problem((name,), f"int value should be between {least} and {most}.")])
        return int(text)

    def guild(self) -> Guild:
        """The path's server, if the bot is in it."""
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None:
            raise ApiError(10004)
        if not guild.joined:
            raise ApiError(50001)
        return guild

    def channel(self) -> Channel:
        """The path's channel, if the bot can see it."""
        channel = self.world.channels.get(self.number("channel_id"))
        if channel is None:
            raise ApiError(10003)
        if channel.guild and not (channel.guild.joined and self.may(channel, "view_channel")):
            raise ApiError(50001)
        return channel

    def message(self, channel: Channel) -> Message:
        """The path's message in a channel, if the bot may read there."""
        self.require(channel, "read_message_history")
        message = channel.messages.get(self.number("message_id"))
        if message is None:
            raise ApiError(10008)
        return message

    def own(self, message: Message) -> Message:
        """A message, if the bot wrote it."""
        if message.author is not self.world.bot:
            raise ApiError(50005)
        return message

    def may(self, channel: Channel, name: str) -> bool:
        """Whether the bot holds a permission there."""
        return bool(self.world.may(channel) & BITS[name])

    def require(self, channel: Channel, *names: str) -> None:
        """Refuse unless the bot holds all of these."""
        if not all(self.may(channel, name) for name in names):
            raise ApiError(50013)


def check_message(body: Any, was: Json | None = None, was_flags: int = 0) -> None:
    """Refuse a message that breaks the rules of `rules`."""
    body = body or {}
    problems = rules.message(body, was, was_flags)
    if problems:
        raise ApiError(50035, problems)
    if rules.is_empty(body if was is None else {**was, **body}):
        raise ApiError(50006)


def said(body: Any) -> Json:
    """What of a request is the message's text and looks."""
    kept = {key: body[key] for key in ("content", "embeds", "components", "attached") if key in (body or {})}
    if isinstance(kept.get("content"), str):
        kept["content"] = kept["content"].strip()
    return kept


def check_writable(call: Call, channel: Channel, body: Json) -> None:
    """Refuse a message where the bot may not write, for the reason Discord would give."""
    if channel.type == FORUM or channel.type not in (0, 1, 5, 10, 11, 12):
        raise ApiError(50008)
    if channel.recipient and not channel.recipient.takes_dms:
        raise ApiError(50007)
    if channel.locked and not call.may(channel, "manage_threads"):
        raise ApiError(50083 if channel.archived else 160005)
    call.require(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    if body.get("embeds"):
        call.require(channel, "embed_links")
    if body.get("attachments"):
        call.require(channel, "attach_files")
