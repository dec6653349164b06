"""`tidings story`, `why` and `search`: questions about what is stored. They read no source."""

import click

from bot.cli.opened import HOME, opened
from bot.cli.show import json_option, show


@click.command()
@click.argument("story_id", metavar="ID|ADDRESS")
@json_option
def story(story_id: str, as_json: bool) -> None:
    """Show one story with all its reports, by any id it ever had or a report's address."""
    from bot.newsroom import newsdesk

    with opened() as desk:
        show(newsdesk.story(desk.app.news, story_id, desk.now, desk.reader), as_json)


@click.command()
@click.argument("story_id", metavar="ID|ADDRESS")
@click.option("--topic", "topics", multiple=True, help="As for a reader of this topic.")
@click.option("--now", "at", help="As at that moment; the score holds the story's age.")
@json_option
def why(story_id: str, topics: tuple[str, ...], at: str | None, as_json: bool) -> None:
    """Show why a story ranks as it does, and why it is in a digest of now, or is not."""
    from bot.app import taste_of
    from bot.newsroom import newsdesk

    with opened(at=at) as desk:
        taste = taste_of(desk.app.settings, topics)
        asked = newsdesk.Asked(desk.now, desk.app.settings.tz, taste, home=HOME)
        show(newsdesk.why(desk.app.news, desk.app.feeds, story_id, asked, desk.reader), as_json)


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Find stored stories by words."""
    from bot.newsroom import newsdesk

    with opened() as desk:
        show(newsdesk.search(desk.app.news, " ".join(words), desk.now, desk.reader), as_json)
