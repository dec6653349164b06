"""`tidings discord`: the address that invites the bot, and whether all is in order there.

Asks the adapter by its name; what it needs of the engine is read from the store.
"""

import sys
from collections.abc import AsyncIterator
from typing import Any

import click

_PLATFORM = "discord"


@click.group(name=_PLATFORM)
def discord() -> None:
    """Invite the Discord bot to a server, and check that all is in order there."""


@discord.command()
def invite() -> None:
    """Print the address that invites the bot, with what each permission is for."""
    import asyncio

    from bot import registry
    from bot.settings import load_settings

    address, reasons = asyncio.run(registry.adapter(_PLATFORM).invite(load_settings()))
    click.echo(f"{address}\n\nIt asks for:")
    for name, why in reasons:
        click.echo(f"  {name}: {why}")


@discord.command()
def check() -> None:
    """Test the token, the application, the commands, and each channel with a subscription."""
    import asyncio

    from bot import registry
    from bot.desk import table
    from bot.settings import load_settings

    settings = load_settings()
    seen = registry.adapter(_PLATFORM).check(settings, table.commands(), _channels(settings))
    sys.exit(0 if asyncio.run(_told(seen)) else 1)


async def _told(seen: AsyncIterator[Any]) -> bool:
    """Show each finding as it comes; says whether all are fine."""
    fine = True
    async for one in seen:
        fine = fine and one.fine
        click.echo(f"{'ok ' if one.fine else 'NO '} {one.subject}: {one.words}")
        if one.remedy:
            click.echo(f"     {one.remedy}")
    return fine


def _channels(settings: Any) -> tuple[str, ...]:
    """The channels for which something is subscribed; none before the first run."""
    from bot.errors import StoreError
    from bot.store import open_store

    try:
        with open_store(settings.data_dir, writing=False) as store:
            return store.subscriptions.channels(_PLATFORM)
    except StoreError:
        return ()
