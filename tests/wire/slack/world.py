"""The world behind the API: workspaces, channels, people and messages, and how they change.

Every change is told as the event Slack would send. Who asked, and whether they may, is the Web API's
concern; tests change the world by the methods here.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.wire.discord.clock import Clock
from tests.wire.slack import shapes
from tests.wire.slack.entities import IM, PRIVATE, PUBLIC, Channel, Json, Message, Team, User

Teller = Callable[[Team, Json], None]


@dataclass
class Ids:
    """Ids that grow, and timestamps that are never given twice."""

    clock: Clock
    last: int = 0
    last_us: int = 0

    def next(self, letter: str) -> str:
        """An id of a kind: `C` for channels, `U` for people and so on."""
        self.last += 1
        return f"{letter}0{self.last:08d}"

    def ts(self) -> str:
        """A message's timestamp: seconds, with six decimals that only tell it from others."""
        self.last_us = max(int(self.clock.now() * 1_000_000), self.last_us + 1)
        return f"{self.last_us // 1_000_000}.{self.last_us % 1_000_000:06d}"


class World:
    """Everything the bot could see; ids, times and events come from here."""

    def __init__(self, clock: Clock, app_id: str) -> None:
        self.clock, self.app_id = clock, app_id
        self.ids = Ids(clock)
        self.teams: dict[str, Team] = {}
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, User] = {}
        self.tell: Teller = lambda team, event: None
        self.posted: Callable[[Message], None] = lambda message: None

    def team(self, name: str, *channels: str, enterprise: str = "", org_wide: bool = False) -> Team:
        """A new workspace, with public channels of these names that the bot is in once it is installed."""
        domain = name.lower().replace(" ", "-")
        team = Team(self.ids.next("T"), name, domain, self.app_id, enterprise, org_wide)
        team.bot, team.bot_id = User(self.ids.next("U"), "tidings", team, is_bot=True), self.ids.next("B")
        self.teams[team.id] = team
        self._settle(team.bot)
        for channel in channels:
            self.channel(channel, team)
        return team

    def _settle(self, user: User) -> User:
        self.users[user.id] = user.team.users[user.id] = user
        return user

    def person(self, name: str, team: Team, admin: bool = False) -> User:
        """The person of that name in a workspace, made on first use."""
        for user in team.users.values():
            if user.name == name and not user.is_bot:
                user.is_admin = user.is_admin or admin
                return user
        return self._settle(User(self.ids.next("U"), name, team, is_admin=admin))

    def channel(self, name: str, team: Team, private: bool = False, joined: bool = True) -> Channel:
        """A new channel of a workspace."""
        channel = Channel(self.ids.next("C"), name, team, PRIVATE if private else PUBLIC)
        if joined:
            channel.members[team.bot.id] = team.bot
        team.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def dm(self, user: User) -> Channel:
        """The direct messages of a person and the bot."""
        for channel in user.team.channels.values():
            if channel.kind == IM and user.id in channel.members:
                return channel
        bot = user.team.bot
        channel = Channel(self.ids.next("D"), "", user.team, IM, {user.id: user, bot.id: bot})
        user.team.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def say(self, channel: Channel, author: User, body: Json, **more: object) -> Message:
        """A new message; told as an event where the bot listens."""
        message = Message(self.ids.ts(), channel, author, body)
        for name, value in more.items():
            setattr(message, name, value)
        if not message.only_for:
            channel.messages[message.ts] = message
            if message.thread_ts:
                channel.threads.setdefault(message.thread_ts, []).append(message)
            for event in shapes.message_events(message):
                self.tell(channel.team, event)
        self.posted(message)
        return message

    def edit(self, message: Message, body: Json, via: str = "") -> None:
        """Change what a message says."""
        message.body, message.via = {**message.body, **body}, via
        message.edited_ts = self.ids.ts()
        self.posted(message)

    def unsay(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        message.channel.messages.pop(message.ts, None)
        if message in message.channel.threads.get(message.thread_ts, ()):
            message.channel.threads[message.thread_ts].remove(message)

    def archive(self, channel: Channel, archived: bool = True) -> None:
        """Archive a channel, which takes the bot out of it, or bring it back (without the bot)."""
        channel.archived = archived
        if archived:
            channel.members.pop(channel.team.bot.id, None)
        event = "archive" if archived else "unarchive"
        self._tell_of(channel, event, {"channel": channel.id, "user": self._someone(channel), "is_moved": 0})

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        about = {"id": channel.id, "name": name, "name_normalized": name, "created": int(self.clock.now())}
        self._tell_of(channel, "rename", {"channel": about | {"is_channel": channel.kind == PUBLIC}})

    def drop(self, channel: Channel) -> None:
        """Delete a channel."""
        self.channels.pop(channel.id)
        channel.team.channels.pop(channel.id)
        actor = {"actor_id": self._someone(channel)}
        self._tell_of(channel, "deleted", {"channel": channel.id, **actor})

    def join(self, channel: Channel, user: User, inviter: User | None = None) -> None:
        """Someone, or the bot, comes into a channel."""
        if user.id in channel.members:
            return
        channel.members[user.id] = user
        self._tell_member(channel, user, "member_joined_channel", inviter)

    def leave(self, channel: Channel, user: User) -> None:
        """Someone leaves a channel, or the bot is removed from it."""
        channel.members.pop(user.id)
        self._tell_member(channel, user, "member_left_channel", None)
        if user is channel.team.bot:
            kind = "group_left" if channel.kind == PRIVATE else "channel_left"
            gone = {"channel": channel.id, "actor_id": self._someone(channel), "event_ts": self.ids.ts()}
            self.tell(channel.team, {"type": kind, **gone})

    def _tell_member(self, channel: Channel, user: User, event: str, inviter: User | None) -> None:
        kind = "G" if channel.kind == PRIVATE else "C"
        about = {"user": user.id, "channel": channel.id, "channel_type": kind, "team": user.team.id}
        if inviter:
            about["inviter"] = inviter.id
        self.tell(channel.team, {"type": event, **about, "event_ts": self.ids.ts()})

    def _tell_of(self, channel: Channel, what: str, about: Json) -> None:
        kind = "group" if channel.kind == PRIVATE else "channel"
        self.tell(channel.team, {"type": f"{kind}_{what}", **about, "event_ts": self.ids.ts()})

    def _someone(self, channel: Channel) -> str:
        return next((id for id in channel.team.users if id != channel.team.bot.id), channel.team.bot.id)

    def messages(self) -> Iterator[Message]:
        """Every message that stands in any channel, oldest channel first."""
        for channel in self.channels.values():
            yield from channel.messages.values()

    def hash(self) -> str:
        """A view's hash: it changes whenever the view does."""
        return f"{int(self.clock.now())}.{secrets.token_hex(4)}"
