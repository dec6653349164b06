"""The world behind the API: servers, channels, people and messages, and how they change.

Every change is told as the gateway event Discord would send. Who asked, and whether they may, is the REST
side's concern; tests change the world by the methods here.
"""

from collections.abc import Callable, Iterator

from tests.wire.discord import shapes
from tests.wire.discord.clock import Clock, Snowflakes
from tests.wire.discord.entities import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    DM,
    FORUM,
    PUBLIC_THREAD,
    REQUIRE_TAG,
    TEXT,
    Channel,
    Guild,
    Json,
    Message,
    User,
)
from tests.wire.discord.permissions import BITS, MEMBERS_MAY, Overwrite, bits

BOT_MAY = (
    "view_channel",
    "send_messages",
    "embed_links",
    "read_message_history",
    "send_messages_in_threads",
    "create_public_threads",
)
Teller = Callable[[str, Json, Guild | None], None]


class World:
    """Everything the bot could see; ids, times and events come from here."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock.now)
        self.bot = User(self.ids.next(), "tidings", bot=True)
        self.owner = User(self.ids.next(), "owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.tell: Teller = lambda event, data, guild: None

    def person(self, name: str) -> User:
        """The person of that name, made on first use."""
        for user in self.users.values():
            if user.name == name and not user.bot:
                return user
        user = User(self.ids.next(), name)
        self.users[user.id] = user
        return user

    def guild(self, name: str, *channels: str, joined: bool = True) -> Guild:
        """A new server, with text channels of these names; the first is its system channel."""
        everyone = bits(MEMBERS_MAY)
        ids = [self.ids.next() for _ in range(3)]
        guild = Guild(ids[0], name, self.owner, everyone, bits(BOT_MAY), ids[1], ids[2], joined)
        guild.members = {self.owner.id: self.owner}
        guild.roles = {self.owner.id: {guild.manager_role: BITS["manage_guild"]}}
        if joined:
            self._seat(guild)
        self.guilds[guild.id] = guild
        for channel in channels:
            self.channel(guild, channel)
        if joined:
            self.tell("GUILD_CREATE", shapes.whole_guild(guild, self.bot), guild)
        return guild

    def _seat(self, guild: Guild) -> None:
        guild.joined = True
        guild.members[self.bot.id] = self.bot
        guild.roles[self.bot.id] = {guild.bot_role: guild.bot_may}

    def channel(self, guild: Guild, name: str, kind: int = TEXT) -> Channel:
        """A new channel of a server."""
        channel = Channel(self.ids.next(), kind, name, guild, position=len(guild.channels))
        guild.channels[channel.id] = self.channels[channel.id] = channel
        guild.system = guild.system or channel
        if guild.id in self.guilds:
            self._tell_of(channel, "CHANNEL_CREATE")
        return channel

    def announcement(self, guild: Guild, name: str) -> Channel:
        """A new announcement channel."""
        return self.channel(guild, name, ANNOUNCEMENT)

    def forum(self, guild: Guild, name: str, *tags: str, needs_tag: bool = False) -> Channel:
        """A new forum, with tags of these names."""
        forum = self.channel(guild, name, FORUM)
        forum.flags = REQUIRE_TAG if needs_tag else 0
        blank = {"moderated": False, "emoji_id": None, "emoji_name": None}
        forum.tags = [{"id": str(self.ids.next()), "name": tag, **blank} for tag in tags]
        self._tell_of(forum, "CHANNEL_UPDATE")
        return forum

    def dm(self, user: User) -> Channel:
        """The direct-message channel of a person and the bot."""
        for channel in self.channels.values():
            if channel.type == DM and channel.recipient is user:
                return channel
        channel = Channel(self.ids.next(), DM, user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def thread(self, parent: Channel, name: str, owner: User, start: Message | None = None) -> Channel:
        """A new thread in a channel; of a message, it takes the message's id."""
        kind = ANNOUNCEMENT_THREAD if parent.type == ANNOUNCEMENT else PUBLIC_THREAD
        thread = Channel(start.id if start else self.ids.next(), kind, name, parent.guild, parent)
        thread.owner, thread.archived_at = owner.id, self.clock.now()
        if start:
            start.thread = thread
        self.channels[thread.id] = thread
        if parent.guild:
            parent.guild.threads[thread.id] = thread
        return thread

    def announce_thread(self, thread: Channel) -> None:
        """Tell of a new thread, once it is complete."""
        self.tell("THREAD_CREATE", shapes.channel(thread) | {"newly_created": True}, thread.guild)

    def archive(self, thread: Channel, archived: bool = True, locked: bool = False) -> None:
        """Archive a thread, or bring it back."""
        thread.archived, thread.locked, thread.archived_at = archived, locked, self.clock.now()
        self._tell_of(thread, "THREAD_UPDATE")

    def deny(self, channel: Channel, *names: str) -> None:
        """Take permissions from the bot in a channel."""
        channel.overwrites[self.bot.id] = Overwrite(deny=bits(names))
        self._tell_of(channel, "CHANNEL_UPDATE")

    def allow(self, channel: Channel) -> None:
        """Give the bot back what a channel denied it."""
        channel.overwrites.pop(self.bot.id, None)
        self._tell_of(channel, "CHANNEL_UPDATE")

    def empower(self, guild: Guild, *names: str) -> None:
        """Let the bot's role in a server hold exactly these permissions."""
        guild.bot_may = bits(names)
        guild.roles[self.bot.id] = {guild.bot_role: guild.bot_may}
        role = next(role for role in shapes.roles(guild) if role["id"] == str(guild.bot_role))
        self.tell("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": role}, guild)

    def drop(self, channel: Channel) -> None:
        """Delete a channel or thread."""
        guild = channel.guild
        self.channels.pop(channel.id)
        for places in (guild.channels, guild.threads) if guild else ():
            places.pop(channel.id, None)
        self._tell_of(channel, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE")

    def remove_bot(self, guild: Guild) -> None:
        """The bot is thrown out of a server."""
        guild.joined = False
        guild.members.pop(self.bot.id)
        guild.roles.pop(self.bot.id)
        self.tell("GUILD_DELETE", {"id": str(guild.id)}, guild)

    def invite_bot(self, guild: Guild) -> None:
        """The bot is brought (back) into a server."""
        self._seat(guild)
        self.tell("GUILD_CREATE", shapes.whole_guild(guild, self.bot), guild)

    def say(self, channel: Channel, author: User, body: Json, **more: object) -> Message:
        """A new message; told to the gateway unless only one person sees it."""
        message = Message(self.ids.next(), channel, author, self.clock.now(), body)
        for name, value in more.items():
            setattr(message, name, value)
        if not message.only_for:
            if channel.archived:
                self.archive(channel, archived=False)
            channel.messages[message.id] = message
            self.tell("MESSAGE_CREATE", self.shown(message) | {"nonce": message.nonce}, channel.guild)
        return message

    def edit(self, message: Message, body: Json, flags: int | None = None) -> None:
        """Change what a message says."""
        message.body = message.body | body
        message.flags = message.flags if flags is None else flags
        message.edited_at = self.clock.now()
        if not message.only_for:
            self.tell("MESSAGE_UPDATE", self.shown(message), message.channel.guild)

    def unsay(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if not message.only_for:
            self.tell("MESSAGE_DELETE", gone | self.home(message.channel), message.channel.guild)

    def shown(self, message: Message) -> Json:
        """A message with its server's id, as events have it."""
        return shapes.message(message) | self.home(message.channel)

    def home(self, channel: Channel) -> Json:
        """The server's id as a part of an event."""
        return {"guild_id": str(channel.guild.id)} if channel.guild else {}

    def may(self, channel: Channel, user: User | None = None) -> int:
        """Permission bits of a person (the bot, unless said) in a channel; everything in direct messages."""
        who = user or self.bot
        return channel.guild.may(who.id, channel) if channel.guild else bits(MEMBERS_MAY)

    def messages(self) -> Iterator[Message]:
        """Every message that stands in any channel, oldest channel first."""
        for channel in self.channels.values():
            yield from channel.messages.values()

    def _tell_of(self, channel: Channel, event: str) -> None:
        self.tell(event, shapes.channel(channel), channel.guild)
