"""The border between the engine and the platforms: what adapters are, and what they are given.

An adapter is a module `adapters.<name>` with `create(settings, keep)`; the engine finds it by name
(registry.py) and never imports it. An adapter turns what people type into a Request, hands it to the
Desk, and shows the Reply; and it sends a Post to a channel. Nothing here does anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType, TracebackType
from typing import Protocol, Self

from bot.document import Document


class Screen(Protocol):
    """A place that shows one document to one person at once, such as a terminal."""

    def show(self, document: Document) -> None:
        """Show the document."""


class Who(StrEnum):
    """Who may use a command."""

    ANYONE = "anyone"
    MANAGER = "manager"  # of the workspace; in a direct message everyone manages what is their own


class Where(StrEnum):
    """Where a command's answer is shown."""

    PRIVATE = "private"  # only to who asked
    CHANNEL = "channel"  # to all who read along


class Kind(StrEnum):
    """What an option's value is; it always travels as text."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"  # "on" or "off"
    CHANNEL = "channel"  # the platform's id of a channel


@dataclass(frozen=True, slots=True)
class Choice:
    """One value an option may take: what is sent, and what people see (100 characters at most)."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `least` and `most` bound a number's value, or a text's length.

    `choices` are all there are; with `completes` the Desk offers some while people type.
    """

    name: str
    sentence: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    completes: bool = False
    least: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class Command:
    """A command as declared once and made real by every adapter.

    `examples` are what people type after the slash. The first option takes what is typed without a
    name. `anywhere` marks commands that make sense with no workspace around them.
    """

    name: str
    sentence: str
    options: tuple[Option, ...] = ()
    who: Who = Who.ANYONE
    where: Where = Where.PRIVATE
    examples: tuple[str, ...] = ()
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and where: ids are the platform's own. `workspace` is "" in a direct message.

    `manager` says that the person may change the workspace's settings. `zone` is the person's IANA zone
    where the platform knows it, else "".
    """

    platform: str
    workspace: str
    channel: str
    person: str
    manager: bool = False
    zone: str = ""

    @property
    def home(self) -> str:
        """The id under which settings are kept: the workspace's, or in a direct message the person's own."""
        return f"{self.platform}:{self.workspace or '@' + self.person}"


@dataclass(frozen=True, slots=True)
class Request:
    """A command as asked for: its name and its options as typed."""

    caller: Caller
    command: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `private` is for who asked alone, `failed` means that nothing was done."""

    document: Document
    private: bool = True
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """One line of a form: the option it fills, what it is called, and what it holds so far."""

    option: str
    label: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What a person fills in before a command is asked for; `given` are options that are settled already."""

    title: str
    command: str
    given: Mapping[str, str]
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell one person privately (`Adapter.tell`)."""

    workspace: str
    person: str
    document: Document


class Desk(Protocol):
    """What the engine gives an adapter: commands and answers. None of it raises for what people do."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, in the order in which help shows them."""

    async def answer(self, request: Request) -> Reply:
        """Answer a command."""

    async def said(self, caller: Caller, line: str) -> Reply:
        """Answer a line as people type it: a command's name, then its options in words."""

    async def press(self, caller: Caller, token: str) -> Reply:
        """Answer a pressed Action by its token."""

    async def form(self, caller: Caller, token: str) -> Form | None:
        """The form to fill in where an Action asks for one, else None: then it is pressed.

        Platforms without forms press it all the same.
        """

    async def complete(self, request: Request, option: str) -> tuple[Choice, ...]:
        """Offer at most 25 values for an option being typed; `request` holds what is typed so far."""

    async def joined(self, platform: str, workspace: str, name: str) -> Document:
        """Note that a workspace has us (again); returns the welcome to show there."""

    async def left(self, platform: str, workspace: str) -> None:
        """Note that a workspace has put us out: its settings are kept for 30 days."""

    async def channel_lost(self, platform: str, channel: str, why: str) -> tuple[Notice, ...]:
        """Park what is sent to a channel that is gone or closed to us; `why` is shown to its manager.

        Returns what to tell whoever set up what rests from now on.
        """

    async def is_new(self, platform: str, event: str) -> bool:
        """Note what a platform handed to us, by its own id; False where it did so before (for a day)."""

    async def channel_back(self, platform: str, channel: str) -> None:
        """Resume what was parked for a channel."""

    async def resting(self, platform: str) -> tuple[str, ...]:
        """The channels for which something is parked, those of workspaces that put us out left aside."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform may be sent to, and how it is when it does not answer.

    `per_second` messages for the whole bot; `channel_gap_s` between two messages to one channel;
    `timeout_s` is the longest a call may take; for `same_key_s` after a first try the platform itself
    recognises a repeated key (0: it never does).
    """

    per_second: float
    channel_gap_s: float
    timeout_s: float = 10.0
    same_key_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Post:
    """One message to one channel. The same `key` (25 characters at most) is the same message.

    `thread` is "", "digest" or "story": what should be opened for discussion where the platform can.
    `parent` is the id of the digest's first message where this is a later part of it. `publish` passes it on
    to who follows the channel from elsewhere, where the platform can.
    """

    channel: str
    document: Document
    key: str
    thread: str = ""
    parent: str = ""
    publish: bool = False


class Keep(Protocol):
    """What an adapter keeps between starts: text under names, its own alone. Secrets it encrypts itself."""

    def get(self, name: str) -> str | None:
        """The text under a name, None where there is none."""

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of what was there."""

    def remove(self, name: str) -> None:
        """Forget what is under a name."""

    def names(self, beginning: str = "") -> tuple[str, ...]:
        """The names that begin like this, sorted."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as a platform would get it: `text` in the platform's markup, and what it takes of the limits.

    `wrong` says what the platform would not take; none is wrong of what we send.
    """

    text: str
    takes: str
    wrong: tuple[str, ...] = ()


class Adapter(Protocol):
    """One platform, opened as an async context manager."""

    name: str
    pace: Pace

    async def __aenter__(self) -> Self:
        """Connect; raises ConfigError where a setting is missing or wrong."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""

    async def run(self, desk: Desk) -> None:
        """Serve commands until cancelled; returns early only where the person at it has left."""

    def called(self, channel: str) -> str:
        """A channel as people know it, such as "#news"; its id where nothing better is known."""

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        """Names of the permissions we lack to post in a channel, with such threads; none where unknown."""

    def split(self, document: Document) -> tuple[Document, ...]:
        """The document as parts that fit one message each, cut between blocks, never inside a story."""

    async def send(self, post: Post) -> str:
        """Send one message and return its id.

        Raises TryLater where it surely was not accepted, Refused where it never will be, Unsure where
        nobody can know.
        """

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """The id of the message sent with `key` at or after `since`, "" where there surely is none.

        Raises TryLater or Unsure where the history cannot be read now, Refused where it never can.
        """

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        """Tell a person something privately, as well as the platform can; raises DeliveryError."""
