"""`tidings explain`, `terms` and `glossary ...`: the words of the field, and a workspace's own."""

from typing import TextIO

import click

from bot.cli.opened import HOME, opened
from bot.cli.show import json_option, show


@click.command()
@click.argument("words", metavar="TERM", nargs=-1)
@click.option("--full/--short", default=False, help="The fuller text, or only the line (the default).")
@click.option(
    "--text",
    "file",
    type=click.File(encoding="utf-8", errors="replace"),
    help="Explain the terms that a text uses; - reads standard input.",
)
@json_option
def explain(words: tuple[str, ...], full: bool, file: TextIO | None, as_json: bool) -> None:
    """Explain a TERM of the field, or all terms of a text."""
    from bot.glossary.answers import Depth
    from bot.newsroom import termdesk

    if bool(words) == bool(file):
        raise click.UsageError("give a TERM, or --text FILE")
    with opened() as desk:
        if file:
            show(termdesk.explain_text(desk.app.store, file.read(), HOME), as_json)
            return
        asked, zone, news = " ".join(words), desk.app.settings.tz, desk.app.news
        depth: Depth = "full" if full else "short"
        show(termdesk.explain(news, asked, depth, desk.now, zone, desk.reader), as_json)


@click.command()
@click.argument("words", nargs=-1)
@click.option("--kind", default="", help="Only terms of this kind; all of them without WORDS.")
@json_option
def terms(words: tuple[str, ...], kind: str, as_json: bool) -> None:
    """Find terms by WORDS of their names or explanations, or browse them by kind."""
    from bot.newsroom import termdesk

    with opened() as desk:
        show(termdesk.terms(desk.app.store, " ".join(words), kind, HOME), as_json)


@click.group()
def glossary() -> None:
    """The glossary's upkeep: what is wanted, and terms of your own."""


@glossary.command()
@json_option
def wanted(as_json: bool) -> None:
    """List words asked for in vain, and new names in the news."""
    from bot.newsroom import termdesk

    with opened() as desk:
        ids = [feed.id for feed in desk.app.feeds]
        show(termdesk.wanted(desk.app.store, ids, desk.now, HOME), as_json)


@glossary.command()
@click.argument("slug")
@click.option("--name", help="How a headline would write it.")
@click.option("--line", help="One sentence of at most 200 characters that does not use the term itself.")
@click.option("--text", help="Two to six sentences: what it is, why it matters, a caveat.")
@click.option("--kind", help="concept, technique, tool, ...")
@click.option("--alias", "aliases", multiple=True, help="Another way to write it; may be given again.")
@click.option("--read", "places", multiple=True, help="An https address to read more; may be given again.")
def change(slug: str, aliases: tuple[str, ...], places: tuple[str, ...], **said: str | None) -> None:
    """Add a term of your own under SLUG, or change one; what you leave out stays."""
    from bot.newsroom import termdesk

    given: dict[str, object] = {name: value for name, value in said.items() if value is not None}
    given |= {"aliases": list(aliases)} if aliases else {}
    given |= {"read": [{"title": place, "url": place} for place in places]} if places else {}
    with opened(writing=True) as desk:
        term = termdesk.change(desk.app.store, HOME, slug, given, desk.now.date())
    click.echo(f"Saved: {term.name}. `tidings explain {slug}` shows it.")


@glossary.command()
@click.argument("slug")
def hide(slug: str) -> None:
    """Hide a term: it is neither linked nor explained."""
    from bot.newsroom import termdesk

    with opened(writing=True) as desk:
        termdesk.hide(desk.app.store, HOME, slug)
    click.echo(f"{slug} is hidden. `tidings glossary restore {slug}` brings it back.")


@glossary.command()
@click.argument("slug")
def restore(slug: str) -> None:
    """Take your own change of a term back, or show a hidden one again."""
    from bot.newsroom import termdesk

    with opened(writing=True) as desk:
        termdesk.restore(desk.app.store, HOME, slug)
    click.echo(f"{slug} is as it ships.")
