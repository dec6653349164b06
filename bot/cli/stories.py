"""`tidings story`, `why` and `search`: questions about what is stored. They read no source."""

import click

from bot.cli.opened import opened
from bot.cli.show import json_option, show


@click.command()
@click.argument("story_id", metavar="ID|ADDRESS")
@json_option
def story(story_id: str, as_json: bool) -> None:
    """Show one story with all its reports, by any id it ever had or a report's address."""
    from bot import newsdesk

    with opened() as desk:
        show(newsdesk.story(desk.app.store, story_id, desk.now), as_json)


@click.command()
@click.argument("story_id", metavar="ID|ADDRESS")
@click.option("--topic", "topics", multiple=True, help="As for a reader of this topic.")
@click.option("--now", "at", help="As at that moment; the score holds the story's age.")
@json_option
def why(story_id: str, topics: tuple[str, ...], at: str | None, as_json: bool) -> None:
    """Show why a story ranks as it does: the parts of its score."""
    from bot import newsdesk
    from bot.app import taste_of

    with opened(at=at) as desk:
        taste = taste_of(desk.app.settings, topics)
        show(newsdesk.why(desk.app.store, story_id, desk.now, taste), as_json)


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Find stored stories by words."""
    from bot import newsdesk

    with opened() as desk:
        show(newsdesk.search(desk.app.store, " ".join(words), desk.now), as_json)
