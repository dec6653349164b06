"""What every answer of the Web API works on: the request taken apart, the fake behind it, the look-ups."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord.changes import Changes
from tests.wire.slack import rules
from tests.wire.slack.entities import IM, Channel, Json, Message, Team, User, View
from tests.wire.slack.errors import ApiError, Problem
from tests.wire.slack.interaction import Interaction
from tests.wire.slack.journal import Journal
from tests.wire.slack.settings import Settings
from tests.wire.slack.tokens import Grant, Tokens
from tests.wire.slack.world import World


class State:
    """Everything the API knows besides the world itself."""

    def __init__(self, world: World, settings: Settings, changes: Changes) -> None:
        self.world, self.settings, self.changes = world, settings, changes
        self.tokens, self.journal = Tokens(settings), Journal()
        self.views: dict[str, View] = {}
        self.by_trigger: dict[str, Interaction] = {}
        self.by_response: dict[str, Interaction] = {}
        self.interactions: list[Interaction] = []
        self.latest: dict[str, Interaction] = {}  # of a person, or in a channel
        self.tickets: dict[str, float] = {}  # addresses of Socket Mode that were given out, and when
        self.socket_mode = settings.socket_mode
        self.request_url = settings.request_url
        self.base = ""  # the fake's own address, once it listens
        world.posted = self._posted

    def _posted(self, message: Message) -> None:
        """Show the person who asked what the bot wrote or changed."""
        if not message.author.is_bot:
            return
        asked = self.by_response.get(message.via) or self._asker(message)
        if asked:
            (asked.edits if message.edited_ts else asked.messages).append(message)
        self.changes.note()

    def _asker(self, message: Message) -> Interaction | None:
        # Without a response address, what the bot writes answers whoever did something there last.
        if message.only_for:
            return self.latest.get(message.only_for.id)
        channel = message.channel
        if channel.kind == IM:
            person = next(member for member in channel.members.values() if not member.is_bot)
            return self.latest.get(person.id)
        return self.latest.get(channel.id)

    def began(self, asked: Interaction) -> None:
        """Keep a new interaction, so that answers find it."""
        self.interactions.append(asked)
        if asked.trigger:
            self.by_trigger[asked.trigger] = asked
        if asked.response:
            self.by_response[asked.response] = asked
        self.latest[asked.person.id] = asked
        if asked.channel:
            self.latest[asked.channel.id] = asked

    def viewed(self, view: View, asked: Interaction | None = None) -> None:
        """Show a view to its person, as the answer to what they did."""
        asked = asked or self.latest.get(view.user.id)
        if asked:
            asked.views.append(view)
        self.changes.note()


@dataclass(frozen=True)
class Call:
    """One request to answer."""

    state: State
    method: str
    args: Mapping[str, Any]
    grant: Grant | None
    now: float
    noted: list[Problem] = field(default_factory=list)  # what Slack would let pass, and the house would not

    @property
    def world(self) -> World:
        """The world asked about."""
        return self.state.world

    @property
    def team(self) -> Team:
        """The workspace of the token."""
        team = self.grant.team if self.grant else None
        if team is None:
            raise ApiError("not_allowed_token_type")
        return team

    def text(self, name: str) -> str:
        """A text argument that must be there."""
        value = self.args.get(name)
        if value in (None, ""):
            raise ApiError(
                "invalid_arguments", [Problem(name, "missing required field", "invalid_arguments")]
            )
        return str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no, as JSON or a form writes it."""
        value = self.args.get(name, default)
        return value in (True, "1", "true", "True", 1)

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1, cut to what is allowed."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        if not str(value).isdecimal() or int(value) < 1:
            raise ApiError("invalid_limit")
        return min(int(value), most)

    def user(self, name: str = "user") -> User:
        """The person of an argument."""
        user = self.team.users.get(self.text(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def channel(self, name: str = "channel") -> Channel:
        """The channel of an argument, if the bot can see it."""
        given = str(self.args.get(name) or "")
        channel = self.team.channels.get(given)
        user = self.team.users.get(given)
        if channel is None and user and not user.is_bot and self.method.startswith("chat."):
            return self.world.dm(user)
        if channel is None or (channel.kind != "channel" and self.team.bot.id not in channel.members):
            raise ApiError("channel_not_found")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of an argument."""
        message = channel.messages.get(self.text(name))
        if message is None:
            raise ApiError("message_not_found")
        return message

    def said(self) -> Json:
        """What of the arguments is the message's text and looks, checked and completed."""
        body = {
            key: self.args[key] for key in ("text", "blocks", "attachments", "metadata") if key in self.args
        }
        body = {key: value for key, value in body.items() if value is not None}
        self.check(rules.message(body, self.state.settings.may_name_channels))
        return completed(body)

    def check(self, problems: list[Problem]) -> None:
        """Refuse where Slack would, and remember what else is wrong."""
        if not self.state.settings.validates:
            return
        refused = [problem for problem in problems if problem.error]
        self.noted.extend(problems)
        if refused:
            raise ApiError(refused[0].error, refused)


def completed(body: Json) -> Json:
    """The body with the block_ids and action_ids that Slack gives to whatever has none."""
    blocks = body.get("blocks")
    if not isinstance(blocks, list):
        return body
    named = json.loads(json.dumps(blocks))  # a copy: what was sent stays as it is in the journal
    for block in named:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        if block.get("type") in ("section", "actions", "input"):
            for element in inside:
                if isinstance(element, dict) and element.get("type") != "image":
                    element.setdefault("action_id", secrets.token_urlsafe(4))
    return {**body, "blocks": named}
