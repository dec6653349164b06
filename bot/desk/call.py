"""A command's call: one request as the command sees it, its options checked, with the engine and the moment.

A command is a module of `bot/commands` with `COMMAND`, `async def answer(call) -> Document`, and where an
option completes, `def complete(call, option, typed) -> tuple[Choice, ...]`. It raises RequestError for
what cannot be done; the text says what to do next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.ports import Caller

if TYPE_CHECKING:
    from bot.app import App


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks and where, the options given (each within its limits), engine and moment."""

    caller: Caller
    options: Mapping[str, str]
    app: "App"
    now: datetime
    zone: ZoneInfo

    def text(self, name: str) -> str:
        """The option's text, "" where it was not given."""
        return self.options.get(name, "")

    def number(self, name: str, default: int) -> int:
        """The option's number, or the default where it was not given."""
        return int(self.options[name]) if name in self.options else default

    def switch(self, name: str) -> bool | None:
        """Whether the option was given as on or off; None where it was not given."""
        return {"on": True, "off": False}.get(self.text(name))

    def words(self, name: str) -> tuple[str, ...]:
        """The option's comma-separated parts, without blank ones."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())
