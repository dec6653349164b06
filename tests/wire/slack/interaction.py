"""One thing a person did, how the bot answered, and what may still be answered.

The acknowledgement comes within three seconds; its trigger opens one modal within three, its response
address takes five answers within half an hour. Tests read here what the person saw.
"""

from dataclasses import dataclass, field
from typing import Any, Self

from tests.wire.discord.changes import Changes
from tests.wire.slack.entities import Channel, Json, Message, User, View

COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"


class Unanswered(AssertionError):
    """The person saw nothing of what they waited for."""


@dataclass
class Ack:
    """How a delivery was acknowledged; `error` where it was not."""

    ms: float = 0.0
    body: Any = None
    status: int = 200
    error: str = ""


@dataclass(eq=False)
class Interaction:
    """What was done and what came back."""

    type: str  # as the payload's: slash_command, block_actions, view_submission ...
    payload: Json
    person: User
    channel: Channel | None
    at: float
    changes: Changes
    trigger: str = ""
    response: str = ""  # the key of its response address
    source: Message | View | None = None
    ack: Ack | None = None
    messages: list[Message] = field(default_factory=list)  # new ones, oldest first
    edits: list[Message] = field(default_factory=list)  # ones that were changed
    views: list[View] = field(default_factory=list)  # opened, pushed, updated or published
    errors: Json = field(default_factory=dict)  # shown in the modal: a text for each block_id
    options: list[Json] = field(default_factory=list)  # what a completion offered
    closed: bool = False  # the modal was closed
    removed: bool = False  # the message was deleted
    failure: str = ""  # what Slack tells the person: operation_timeout, dispatch_failed ...
    response_uses: int = 0
    trigger_used: bool = False

    @property
    def ack_ms(self) -> float:
        """Milliseconds until the acknowledgement; infinite if there was none."""
        return self.ack.ms if self.ack and not self.ack.error else float("inf")

    @property
    def is_seen(self) -> bool:
        """Whether the person sees any effect."""
        shown = self.messages or self.edits or self.views or self.errors or self.options
        return bool(shown or self.closed or self.removed or self.failure)

    @property
    def message(self) -> Message:
        """The newest message that answers, new or changed."""
        found = [*self.messages, *self.edits]
        if not found:
            raise Unanswered(f"no message answered; failure: {self.failure or 'none'}")
        return found[-1]

    @property
    def view(self) -> View:
        """The view in front."""
        if not self.views:
            raise Unanswered(f"no view was shown; failure: {self.failure or 'none'}")
        return self.views[-1]

    @property
    def text(self) -> str:
        """All that can be read in the answer: its messages, then its newest view."""
        said = [message.text for message in [*self.messages, *self.edits]]
        return "\n".join([*said, *(view.text for view in self.views[-1:])])

    @property
    def is_ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return bool(self.messages) and all(message.is_ephemeral for message in self.messages)

    @property
    def labels(self) -> list[str]:
        """The texts of the options that a completion offered."""
        return [option["text"]["text"] for option in self.options]

    async def seen(self, within_s: float = 10.0) -> Self:
        """Wait until the person sees any effect."""
        await self.changes.until(lambda: self.is_seen, within_s)
        return self

    async def followed(self, times: int, within_s: float = 10.0) -> Self:
        """Wait until there are so many messages, new or changed."""
        await self.changes.until(lambda: len(self.messages) + len(self.edits) >= times, within_s)
        return self

    async def shown(self, views: int = 1, within_s: float = 10.0) -> Self:
        """Wait until so many views were opened, pushed, updated or published."""
        await self.changes.until(lambda: len(self.views) >= views, within_s)
        return self
