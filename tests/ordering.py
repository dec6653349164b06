"""A place to try orders in: a real store, the real desk, a clock that stands, and lines typed into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import cast

from bot.app import App
from bot.desk.desk import FrontDesk
from bot.desk.table import CommandModule
from bot.document import Action, Document, to_data
from bot.orders import Subscription
from bot.ports import Caller, Reply
from bot.settings import Settings
from bot.store import open_store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)  # a Sunday
MANAGER = Caller("fake", "w1", "news", "ann", manager=True)
READER = Caller("fake", "w1", "news", "ben")
DIRECT = Caller("fake", "", "dm-ben", "ben", zone="Europe/Berlin")
_NAMES = ("subscribe", "unsubscribe", "subscriptions", "follow", "mute", "sources")


@dataclass
class Room:
    """An engine with a desk; `now` may be moved."""

    app: App
    now: datetime = NOW

    @property
    def desk(self) -> FrontDesk:
        """The desk over the commands about orders."""
        modules = {name: cast(CommandModule, import_module(f"bot.commands.{name}")) for name in _NAMES}
        return FrontDesk(self.app, lambda: self.now, modules=modules)

    async def say(self, line: str, caller: Caller = MANAGER) -> Reply:
        """The reply to a typed line."""
        return await self.desk.said(caller, line)

    async def text(self, line: str, caller: Caller = MANAGER) -> str:
        """All words of the reply to a typed line."""
        return words(await self.say(line, caller))

    def orders(self, channel: str = "news") -> tuple[Subscription, ...]:
        """The channel's subscriptions."""
        return self.app.store.subscriptions.of_channel("fake", channel)


@contextmanager
def opened_room(folder: Path, **settings: object) -> Iterator[Room]:
    """Open a room over a new store."""
    with open_store(folder) as store:
        yield Room(App(Settings(_env_file=None, data_dir=folder, **settings), store))  # type: ignore[call-arg, arg-type]


def words(reply: Reply | Document) -> str:
    """Every word of a document, one value a line."""
    return "\n".join(_strings(to_data(reply if isinstance(reply, Document) else reply.document)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from () if name in ("type", "token") else _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def actions(reply: Reply) -> dict[str, Action]:
    """What a reply offers, by label."""
    found = (action for block in reply.document.blocks for action in getattr(block, "actions", ()))
    return {action.label: action for action in found}


def other(caller: Caller, **changes: object) -> Caller:
    """A caller with something else about them."""
    return replace(caller, **changes)  # type: ignore[arg-type]
