"""One interaction: what a person did, how the bot answered, and what may still be answered.

The callback comes within three seconds and once; after it the token opens a small webhook for fifteen
minutes. Tests read the answer here.
"""

from dataclasses import dataclass, field

from tests.wire.discord.changes import Changes
from tests.wire.discord.entities import EPHEMERAL, LOADING, Channel, Guild, Json, Message, User, text_of

PING, COMMAND, COMPONENT, COMPLETION, SUBMIT = 1, 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
MAY_ANSWER = {
    COMMAND: (MESSAGE, DEFER, MODAL),
    COMPONENT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    COMPLETION: (CHOICES,),
    SUBMIT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE),
}


@dataclass(eq=False)
class Interaction:
    """What was asked and what came back."""

    id: int
    token: str
    kind: int
    person: User
    channel: Channel
    guild: Guild | None
    at: float
    payload: Json
    changes: Changes
    source: Message | None = None  # the message whose component was used
    installed_here: bool = True  # else the person brought the app along, and five followups are all
    callback: int = 0
    data: Json = field(default_factory=dict)  # of the callback
    ack_ms: float = 0.0
    message: Message | None = None  # the response, or the message that was changed
    followups: list[Message] = field(default_factory=list)
    edits: int = 0
    removed: bool = False

    @property
    def is_deferred(self) -> bool:
        """Whether the bot asked for time and has not used it yet."""
        if self.callback == DEFER:
            return bool(self.message and self.message.flags & LOADING)
        return self.callback == DEFER_UPDATE and not (self.edits or self.followups)

    @property
    def is_ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return bool(self.message and self.message.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """All that can be read in the answer and its followups."""
        messages = [*([self.message] if self.message else []), *self.followups]
        return "\n".join(text_of(message.body) for message in messages)

    @property
    def choices(self) -> list[Json]:
        """What a completion offered: name and value."""
        return list(self.data.get("choices") or []) if self.callback == CHOICES else []

    @property
    def modal(self) -> Json:
        """The form that was opened; empty if none was."""
        return self.data if self.callback == MODAL else {}

    async def followed(self, times: int, within_s: float = 10.0) -> None:
        """Wait until there are so many followups."""
        await self.changes.until(lambda: len(self.followups) >= times, within_s)
