"""Discord: slash commands, buttons, menus and digests, through discord.py and nothing of its inside.

`client.py` is the Adapter of `bot/ports.py`: it connects and hands on. `answering.py` answers interactions,
`posting.py` sends and finds digests, `lifecycle.py` follows servers and channels; `commands.py` and
`render.py` are pure. docs/discord.md tells who runs a server how to begin.
"""

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from adapters.discord.settings import Settings
from bot.errors import ConfigError, MissingExtra
from bot.ports import Command, Keep

if TYPE_CHECKING:  # discord.py takes a while to load, and is an extra
    from adapters.discord.checking import Seen
    from adapters.discord.client import Discord
    from bot.document import Document
    from bot.ports import Drawn

__all__ = ["check", "configured", "create", "drawn", "invite"]


def configured(settings: Settings) -> bool:
    """Say whether there is a token."""
    return settings.discord_token is not None and bool(settings.discord_token.get_secret_value())


def create(settings: Settings, _keep: Keep | None = None) -> "Discord":
    """Return the adapter, not yet connected; raises MissingExtra without discord.py."""
    try:
        from adapters.discord.client import Discord
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the discord adapter needs {error.name!r}: run `pip install 'tidings[discord]'`"
        ) from error
    return Discord(settings)


def drawn(document: "Document") -> "tuple[Drawn, ...]":
    """A document as Discord would get it; raises ModuleNotFoundError without discord.py."""
    from adapters.discord import drawing

    return drawing.drawn(document)


async def invite(settings: Settings) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The address that invites us, and for each scope and permission it asks what it is for."""
    _need_token(settings)
    async with create(settings) as adapter:
        return adapter.invite()


async def check(
    settings: Settings, commands: tuple[Command, ...], channels: Iterable[str]
) -> AsyncIterator["Seen"]:
    """Look at token, application, commands and channels, one after another."""
    _need_token(settings)
    async with create(settings) as adapter:
        async for seen in adapter.check(commands, channels):
            yield seen


def _need_token(settings: Settings) -> None:
    if not configured(settings):
        raise ConfigError("TIDINGS_DISCORD_TOKEN is not set; docs/discord.md tells how to get a token")
