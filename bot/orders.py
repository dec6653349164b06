"""Standing orders and what became of them: workspaces, subscriptions, deliveries. Frozen values, no I/O.

Beside `model.py` (the news): what people asked to be sent, to which channel, when; and the ledger's
rows. `bot/store` keeps them, `bot/delivery` acts on them, `bot/commands` changes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType

from bot.document import Document
from bot.model import Telling

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a digest is due: a wall-clock time on some days of the week (0 is Monday) in an IANA zone."""

    at: time
    days: tuple[int, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Discord server, a Slack team, the terminal, or one person's direct messages; `id` is a Caller's home.

    `language` and `stories` are what a new subscription starts with; "" and 0 leave it to the settings.
    `lost_at` is when it put us out.
    """

    id: str
    platform: str
    name: str = ""
    zone: str = ""
    language: str = ""
    stories: int = 0
    joined_at: datetime | None = None
    lost_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscription wants to read. No topics mean all; words are plain or globs; sources are feed ids.

    `stories` 0 and `language` "" leave it to the workspace, then to the settings. With `quiet` a day without
    news posts nothing. `thread` and `publish` are as in bot.ports.Post.
    """

    topics: tuple[str, ...] = ()
    boosted: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    liked_sources: tuple[str, ...] = ()
    muted_sources: tuple[str, ...] = ()
    language: str = ""
    stories: int = 0
    quiet: bool = False
    thread: str = ""
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing order. `channel` is the platform's id; `created_by` the platform's id of a person.

    `offset_s` is added to every slot where a minute is popular. `next_due_at` is the next slot with its
    offset, `last_slot` the local date of the newest slot that was planned; `told_until` the end of the
    window of the last digest that was sent. `parked` says why it rests, "" where it does not.
    """

    id: str
    workspace: str
    platform: str
    channel: str
    rule: Rule
    wish: Wish
    created_by: str
    created_at: datetime
    next_due_at: datetime
    offset_s: int = 0
    last_slot: date | None = None
    told_until: datetime | None = None
    parked: str = ""
    parked_at: datetime | None = None


class State(StrEnum):
    """Where a delivery stands; docs/delivery.md draws the machine."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # it may have been accepted
    FAILED = "failed"  # refused for good
    SKIPPED = "skipped"  # never tried, with the reason
    HELD = "held"  # nobody could find out; a person may look


@dataclass(frozen=True, slots=True)
class Delivery:
    """A ledger row: one part of one slot's digest, as one message to one channel.

    `key` is subscription:yyyymmdd:part. `slot_at` is when the digest was due by the rule (UTC), `due_at` when
    to try (again), `expires_at` the end of the slot's life. `parcel` names what is sent, "" until it is made;
    `parts` is 0 until then. Times of trying are set when a worker claims it.
    """

    key: str
    subscription: str
    slot: date
    part: int
    parts: int
    platform: str
    channel: str
    state: State
    slot_at: datetime
    due_at: datetime
    expires_at: datetime
    parcel: str = ""
    attempts: int = 0
    worker: str = ""
    lease_until: datetime | None = None
    first_try: datetime | None = None
    last_try: datetime | None = None
    message_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one delivery sends, and what the channel has heard once it is sent.

    `told` is by story id, `terms` are slugs of explained terms, `until` is the end of the digest's window.
    """

    document: Document
    until: datetime
    told: Mapping[str, Telling] = field(default_factory=lambda: MappingProxyType({}))
    terms: tuple[str, ...] = ()


def delivery_key(subscription: str, slot: date, part: int) -> str:
    """The key under which everyone knows one message: at most 25 characters for an id of at most 8."""
    return f"{subscription}:{slot:%Y%m%d}:{part}"
