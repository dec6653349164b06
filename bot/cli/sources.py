"""`tidings sources ...`: which feeds are read, how they do, and a user's own."""

from pathlib import Path

import click

from bot.cli.opened import opened
from bot.cli.show import json_option, show


@click.group()
def sources() -> None:
    """List, add, remove, pause and check the sources; OPML both ways."""


@sources.command("list")
@click.argument("words", nargs=-1)
@json_option
def list_(words: tuple[str, ...], as_json: bool) -> None:
    """List the sources and how each one does; WORDS narrow it down."""
    from bot import feeds

    with opened() as desk:
        show(feeds.listing(desk.app.store, desk.app.feeds, " ".join(words), desk.now), as_json)


@sources.command()
@click.argument("address")
@click.option("--title", default="", help="How to call it; else as the feed calls itself.")
@click.option("--publisher", default="", help="Who stands behind it; else its title.")
@click.option(
    "--tier",
    type=click.Choice(["primary", "research", "press", "expert", "community"]),
    default="expert",
    show_default=True,
    help="How close it stands to what it reports.",
)
@click.option("--kind", default="feed", show_default=True, help="Source kind.")
def add(address: str, title: str, publisher: str, tier: str, kind: str) -> None:
    """Add a feed by its ADDRESS, or find the feed of a site by the site's address."""
    from bot import feeds
    from bot.app import run_with_network

    wanted = feeds.Wanted(address, title, publisher, tier, kind)
    with opened(writing=True) as desk:
        store, known = desk.app.store, desk.app.feeds
        added, entries = run_with_network(desk.app, lambda network: feeds.add(store, known, network, wanted))
    click.echo(f"Added {added.id}: {added.title}, {entries} entries now, {added.url}")
    click.echo("The next `tidings collect` or `tidings digest` reads it.")


@sources.command()
@click.argument("feed_id", metavar="ID")
def remove(feed_id: str) -> None:
    """Remove a source; its stored articles stay."""
    _switch(feed_id, "removed")


@sources.command()
@click.argument("feed_id", metavar="ID")
@click.option("--resume", is_flag=True, help="Read it again.")
def pause(feed_id: str, resume: bool) -> None:
    """Stop reading a source for now, or --resume it, a removed one too."""
    _switch(feed_id, "resumed" if resume else "paused")


def _switch(feed_id: str, how: str) -> None:
    from bot import feeds

    with opened(writing=True) as desk:
        feed = feeds.switch(desk.app.store, desk.app.feeds, feed_id, how)
    click.echo(f"{feed.title} is {how}.")


@sources.command()
@click.argument("feed_ids", metavar="[ID]...", nargs=-1)
def check(feed_ids: tuple[str, ...]) -> None:
    """Ask the sources now (all, or those named) and say how each one does."""
    from bot import feeds
    from bot.app import collect_now
    from bot.cli.progress import shown_progress

    with opened(writing=True) as desk:
        asked = feeds.named(desk.app.feeds, feed_ids) if feed_ids else desk.app.feeds
        with shown_progress() as progress:
            collect_now(desk.app, everything=True, progress=progress, only=asked)
        show(feeds.listing(desk.app.store, asked, "", desk.now))


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the feeds of an OPML FILE; a bad file changes nothing."""
    from bot import feeds

    with opened(writing=True) as desk:
        added, known = feeds.import_opml(desk.app.store, desk.app.feeds, file.read_bytes(), file.name)
    click.echo(f"{added} added, {known} were here already.")


@sources.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--own", is_flag=True, help="Only your own feeds, not the default ones.")
def export(file: Path | None, own: bool) -> None:
    """Write the sources as OPML to FILE, or to standard output."""
    from bot import feeds

    with opened() as desk:
        body = feeds.export_opml(feed for feed in desk.app.feeds if feed.origin == "user" or not own)
    if file is None:
        click.echo(body, nl=False)
    else:
        file.write_bytes(body)
        click.echo(f"Written to {file}.")
