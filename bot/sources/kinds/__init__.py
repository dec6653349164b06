"""Source kinds, one file each: where a kind's bytes are fetched from and how they become entries.

A module in this package is a kind; its name is the kind's name. It has two functions:

    def address(feed: Feed) -> str
        the address to GET for this feed (one request an update; http or https)
    def parse(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed
        entries from the bytes that came from `url`; pure; raises ParseError

Nothing is registered anywhere: `kind(name)` imports the module.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from bot.errors import UnknownName
from bot.model import Entry, Feed


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one answer said: entries in the feed's order, and what the feed says of itself.

    `ttl_s` is how long the feed asks to be left alone; "" and None where it says nothing.
    """

    entries: tuple[Entry, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    ttl_s: int | None = None

    @property
    def dates(self) -> tuple[datetime, ...]:
        """When its entries say they were published."""
        return tuple(entry.published for entry in self.entries if entry.published)


class Kind(Protocol):
    """The two functions that a kind's module has."""

    address: Callable[[Feed], str]
    parse: Callable[[Feed, bytes, str, str, datetime], Parsed]


def kind_names() -> tuple[str, ...]:
    """Names of all kinds there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def kind(name: str) -> Kind:
    """Return the kind called `name`; raises UnknownName, which lists those that exist."""
    if name not in kind_names():
        raise UnknownName(f"there is no source kind {name!r}; choose one of: {', '.join(kind_names())}")
    return cast(Kind, importlib.import_module(f"{__name__}.{name}"))
