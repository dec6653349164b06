"""What a Discord server is made of, as the fake keeps it: people, servers, channels, messages."""

from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord.permissions import Overwrite, allowed

Json = dict[str, Any]

TEXT, DM, CATEGORY, ANNOUNCEMENT, FORUM = 0, 1, 4, 5, 15
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)

CROSSPOSTED, EPHEMERAL, LOADING, V2 = 1 << 0, 1 << 6, 1 << 7, 1 << 15
REQUIRE_TAG = 1 << 4


@dataclass(eq=False)
class User:
    """A person, or the bot."""

    id: int
    name: str
    bot: bool = False
    takes_dms: bool = True


@dataclass(eq=False)
class Message:
    """One message; `body` holds what its author wrote: content, embeds, components."""

    id: int
    channel: "Channel"
    author: User
    at: float
    body: Json
    type: int = 0
    flags: int = 0
    nonce: str | int | None = None
    edited_at: float | None = None
    reference: Json | None = None
    interaction: Json | None = None
    only_for: int = 0  # whom an ephemeral message is shown to
    thread: "Channel | None" = None
    deleted: bool = False


@dataclass(eq=False)
class Channel:
    """A channel, thread or direct-message channel."""

    id: int
    type: int
    name: str
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    position: int = 0
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: list[Json] = field(default_factory=list)
    recipient: User | None = None
    owner: int = 0
    archived: bool = False
    locked: bool = False
    archive_after_min: int = 1440
    archived_at: float = 0.0
    applied_tags: list[str] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        """Whether it hangs under another channel's name."""
        return self.type in THREADS

    @property
    def texts(self) -> list[str]:
        """What can be read in its messages, oldest first."""
        return [text_of(message.body) for message in self.messages.values()]


@dataclass(eq=False)
class Guild:
    """A server. `joined` is whether the bot is in it (a person may use the app where it is not)."""

    id: int
    name: str
    owner: User
    everyone: int
    bot_may: int
    bot_role: int
    manager_role: int
    joined: bool = True
    system: Channel | None = None
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, User] = field(default_factory=dict)
    roles: dict[int, dict[int, int]] = field(default_factory=dict)  # member to their roles' bits

    def may(self, member: int, channel: Channel) -> int:
        """A member's permission bits in a channel; a thread has its parent's."""
        place = channel.parent if channel.is_thread and channel.parent else channel
        return allowed(self.everyone, self.roles.get(member, {}), self.id, member, place.overwrites)


def text_of(body: Json) -> str:
    """Everything in a message that a reader sees as text, line by line."""
    lines = [body.get("content") or ""]
    for embed in body.get("embeds") or ():
        lines += [embed.get("title", ""), embed.get("description", "")]
        lines += [f"{item['name']}\n{item['value']}" for item in embed.get("fields", ())]
        lines.append(embed.get("footer", {}).get("text", ""))
    lines += [item["content"] for item in every_component(body.get("components")) if item["type"] == 10]
    return "\n".join(line for line in lines if line)


def every_component(components: Any) -> list[Json]:
    """Components with those nested in them, in the order they are read."""
    found: list[Json] = []
    for component in components or ():
        found.append(component)
        found += every_component(component.get("components"))
        found += every_component([component[key] for key in ("component", "accessory") if key in component])
    return found
