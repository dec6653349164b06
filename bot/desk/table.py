"""The table of commands: every module of `bot/commands`, found by its name.

What the desk, help, the terminal's verbs and every adapter are made from. Importing this imports no
command: a module is read when it is first asked for.
"""

from functools import cache
from importlib import import_module
from typing import Protocol, cast

from bot.commands import ORDER
from bot.desk.call import Call
from bot.document import Document
from bot.ports import Choice, Command


class CommandModule(Protocol):
    """What a module of `bot/commands` holds; `complete` is there where an option completes."""

    @property
    def COMMAND(self) -> Command:
        """The declaration."""

    async def answer(self, call: Call) -> Document:
        """Answer; raises RequestError for what cannot be done."""


class Completing(Protocol):
    """A command module with an option that completes."""

    def complete(self, call: Call, option: str, typed: str) -> tuple[Choice, ...]:
        """Offer values for what is typed so far, best first."""


@cache
def module(name: str) -> CommandModule:
    """The module of a command. Raises KeyError for a name that is none."""
    if name not in ORDER:
        raise KeyError(name)
    return cast(CommandModule, import_module(f"bot.commands.{name}"))


@cache
def commands() -> tuple[Command, ...]:
    """Every command, in the order in which help shows them."""
    return tuple(module(name).COMMAND for name in ORDER)
