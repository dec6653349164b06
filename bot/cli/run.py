"""`tidings run`: the bot, until it is told to stop; and `--check`, for what watches over it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # what a verb needs is imported when it runs
    from bot.app import App
    from bot.service.platforms import Chosen

sources_option = click.option(
    "--sources",
    "sources_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the feeds of this TOML or OPML file instead of the configured ones.",
)
no_collect_option = click.option("--no-collect", is_flag=True, help="Read no source; use what is stored.")


@click.command()
@click.option("--check", "checks", is_flag=True, help="Say whether the bot that runs is well; 1 where not.")
@no_collect_option
@sources_option
def run(checks: bool, no_collect: bool, sources_file: Path | None) -> None:
    """Run the bot: read the sources, send digests at their time, answer on every platform that is set up."""
    from bot.settings import load_settings

    settings = load_settings()
    if checks:  # asked often: it loads nothing of the engine
        _check(settings.data_dir)
        return
    from bot.app import open_app
    from bot.service.platforms import chosen

    adapters = chosen(settings)
    for line in adapters.others:
        click.echo(line)
    _need_one(adapters)
    with open_app(settings, sources_file) as app:
        click.echo(f"Tidings runs on {', '.join(adapters.adapters)}; data in {settings.data_dir}.")
        serve_until_stopped(app, adapters, collects=not no_collect, says=True)
    click.echo("Stopped.")


def serve_until_stopped(app: "App", adapters: "Chosen", collects: bool, says: bool = False) -> None:
    """Serve on these adapters until a signal comes or nobody is left."""
    import asyncio

    from bot.service.service import serve, stopped_by_signals

    def say(line: str) -> None:
        if says:
            click.echo(f"{line}.")

    async def serving() -> None:
        stopping = asyncio.Event()
        with stopped_by_signals(stopping):
            await serve(app, adapters.adapters, stopping, collects, say)

    asyncio.run(serving())


def _check(folder: Path) -> None:
    from bot.service.health import check
    from bot.service.supervisor import now_utc

    verdict = check(folder, now_utc())
    click.echo(verdict.words, err=not verdict.well)
    sys.exit(0 if verdict.well else 1)


def _need_one(adapters: "Chosen") -> None:
    from bot.errors import ConfigError

    if not adapters.adapters:
        raise ConfigError(
            "no chat platform is set up, so there is nobody to run for. Set one up in .env or the environment"
            " (.env.example lists the settings), or try `tidings chat`: the same bot in this terminal"
        )
