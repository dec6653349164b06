"""What a Slack workspace is made of, as the fake keeps it: people, teams, channels, messages, views."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

PUBLIC, PRIVATE, IM = "channel", "group", "im"


@dataclass(eq=False)
class User:
    """A person, or the bot."""

    id: str
    name: str
    team: "Team"
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    locale: str = "en-US"
    home: "View | None" = None
    views: list["View"] = field(default_factory=list)  # the modals that are open, the one in front last


@dataclass(eq=False)
class Message:
    """One message; `body` holds what its author wrote: text, blocks, attachments, metadata."""

    ts: str
    channel: "Channel"
    author: User
    body: Json
    thread_ts: str = ""
    subtype: str = ""
    edited_ts: str = ""
    only_for: User | None = None  # whom an ephemeral message is shown to
    via: str = ""  # the response address it came by
    deleted: bool = False

    @property
    def text(self) -> str:
        """All that can be read in it, blocks before the fallback."""
        return text_of(self.body)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.body.get("blocks") or [])

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person sees it only."""
        return self.only_for is not None


@dataclass(eq=False)
class Channel:
    """A public or private channel, or a person's direct messages with the bot."""

    id: str
    name: str
    team: "Team"
    kind: str = PUBLIC
    members: dict[str, User] = field(default_factory=dict)
    archived: bool = False
    restricted: bool = False  # only some may post
    shared_with: tuple[str, ...] = ()  # other teams' ids: a Slack Connect channel
    messages: dict[str, Message] = field(default_factory=dict)  # by ts, oldest first
    threads: dict[str, list[Message]] = field(default_factory=dict)  # the replies, by their parent's ts

    @property
    def texts(self) -> list[str]:
        """What can be read in its messages, oldest first."""
        return [message.text for message in self.messages.values()]


@dataclass(eq=False)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str
    app_id: str
    enterprise: str = ""  # the id of the organisation it belongs to
    org_wide: bool = False  # whether the app is installed for the whole organisation
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    bot: User = field(init=False)
    bot_id: str = ""
    installed: bool = False

    def channel(self, name: str) -> Channel:
        """A channel by name."""
        return next(channel for channel in self.channels.values() if channel.name == name)


@dataclass(eq=False)
class View:
    """A modal or a Home tab; `body` is what the bot sent, `values` what was filled in so far."""

    id: str
    user: User
    body: Json
    hash: str
    root_id: str = ""
    previous_id: str = ""
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: Json = field(default_factory=dict)  # shown by the fields, keyed by block_id
    is_open: bool = True

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.body.get("type", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.body.get("blocks") or [])

    @property
    def title(self) -> str:
        """A modal's title."""
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join([*([self.title] if self.title else []), *texts_of(self.blocks)])


def text_of(body: Json) -> str:
    """What a person reads of a message: its blocks, or its text where there are none."""
    shown = list(texts_of(body.get("blocks") or []))
    return "\n".join(shown) if shown else str(body.get("text") or "")


def texts_of(blocks: list[Json]) -> Iterator[str]:
    """Every text in blocks, in reading order, without what only a client sees (values, ids, urls)."""
    for block in blocks:
        yield from _texts(block)


def _texts(item: Any) -> Iterator[str]:
    if isinstance(item, list):
        for inner in item:
            yield from _texts(inner)
    elif isinstance(item, dict):
        text = item.get("text")
        if isinstance(text, str):
            yield text
        for key in ("text", "fields", "label", "hint", "element", "elements", "accessory", "options"):
            if not isinstance(item.get(key), str):
                yield from _texts(item.get(key))


def every_element(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every block element that a person can use, with the block it is in."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in inside:
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element
