"""`tidings chat`: this terminal as a chat room, with the same commands, completion and digests."""

import sys
from pathlib import Path

import click

from bot.cli.run import no_collect_option, serve_until_stopped, sources_option


@click.command()
@no_collect_option
@sources_option
def chat(no_collect: bool, sources_file: Path | None) -> None:
    """Talk to the bot here: type commands, get digests at their time; `quit` leaves."""
    from bot.app import open_app
    from bot.service.platforms import chosen
    from bot.settings import load_settings

    settings = load_settings()
    with open_app(settings, sources_file) as app:
        if sys.stdin.isatty():
            click.echo("This is Tidings. `help` lists the commands, Tab completes, `quit` leaves.")
        serve_until_stopped(app, chosen(settings, ("console",)), collects=not no_collect)
