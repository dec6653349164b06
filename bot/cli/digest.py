"""`tidings digest`: collect what is due, then show what matters."""

from pathlib import Path

import click

from bot.cli.opened import HOME, opened
from bot.cli.show import json_option, show


@click.command()
@click.option("--topic", "topics", multiple=True, help="Only stories of this topic; may be given again.")
@click.option("--since", help="Start of the window: a span (24h, 3d) or a time.")
@click.option("--now", "at", help="Make the digest of that moment instead: 2026-11-22T08:00, or a date.")
@click.option("--channel", default="", help="Remember what was told under this name, and tell nothing twice.")
@click.option(
    "--mute", "muted", multiple=True, help="Leave out stories with this word (* and ? as in globs)."
)
@click.option("--boost", "boosted", multiple=True, help="Prefer stories with this word.")
@click.option("--stories", type=click.IntRange(1, 25), help="How many stories at most.")
@click.option("--language", help="Two-letter code, or any.")
@click.option("--no-collect", is_flag=True, help="Read no source; use what is stored.")
@click.option(
    "--sources",
    "sources_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the feeds of this TOML or OPML file instead of the configured ones.",
)
@json_option
def digest(
    topics: tuple[str, ...],
    since: str | None,
    at: str | None,
    channel: str,
    muted: tuple[str, ...],
    boosted: tuple[str, ...],
    stories: int | None,
    language: str | None,
    no_collect: bool,
    sources_file: Path | None,
    as_json: bool,
) -> None:
    """Show today's digest: ranked stories, each with its sources."""
    from bot.app import collect_now, taste_of
    from bot.cli.progress import shown_progress
    from bot.cli.times import parse_since
    from bot.newsroom import newsdesk

    newsdesk.check_topics(topics)
    with opened(not no_collect or bool(channel), at, sources_file) as desk:
        settings, now = desk.app.settings, desk.now
        taste = taste_of(settings, topics, boosted, muted, stories, language)
        start = parse_since(since, now, settings.tz)
        asked = newsdesk.Asked(now, settings.tz, taste, channel, start, home=HOME)
        if not no_collect:
            with shown_progress() as progress:
                collect_now(desk.app, progress=progress)
        made = newsdesk.digest(desk.app.news, desk.app.feeds, asked)
        show(made.document, as_json)
        if channel:
            newsdesk.remember(desk.app.store, made, channel)
