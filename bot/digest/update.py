"""What is new in a story that a channel has heard: the delta of an "Update:", or nothing.

A told story returns only for a reason that can be named: whoever did it has now said so itself, many
more publishers report it, or a later report brings figures that no told report had.
"""

import re
from collections.abc import Iterable

from bot.digest.words import counted, listed
from bot.model import Article, Story, Telling, Tier

MORE_PUBLISHERS = 3  # this many further families make a small story a large one
_FIGURE = re.compile(r"[$€£¥]?\d[\d,.]*\s?(?:%|percent|billion|million|trillion|bn|[BMKT]\b)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def fresh_articles(story: Story, telling: Telling) -> tuple[Article, ...]:
    """Articles that joined the story after it was told."""
    return tuple(article for article in story.articles if article.id not in telling.article_ids)


def delta(story: Story, telling: Telling) -> str:
    """Say in a few words what is new since the telling, or "" where nothing worth a return is."""
    fresh = fresh_articles(story, telling)
    told = tuple(article for article in story.articles if article.id in telling.article_ids)
    if not fresh:
        return ""
    sentences = (_primary(fresh, told), _spread(story, told), _figures(fresh, told))
    return "; ".join(sentence for sentence in sentences if sentence)


def _primary(fresh: Iterable[Article], told: Iterable[Article]) -> str:
    if any(article.tier is Tier.PRIMARY for article in told):
        return ""
    first = next((article for article in fresh if article.tier is Tier.PRIMARY), None)
    return f"{first.publisher} has now published on it" if first else ""


def _spread(story: Story, told: Iterable[Article]) -> str:
    before = len({article.family for article in told})
    now = len(story.families)
    return f"now {counted(now, 'publisher')}, {before} before" if now - before >= MORE_PUBLISHERS else ""


def _figures(fresh: Iterable[Article], told: Iterable[Article]) -> str:
    known = {figure for article in told for figure in figures(f"{article.title}\n{article.text}")}
    new = [figure for article in fresh for figure in figures(article.title) if figure not in known]
    return f"new: {listed(tuple(dict.fromkeys(new)))}" if new else ""


def figures(text: str) -> tuple[str, ...]:
    """Numbers of a text with their units, years and bare small counts left out."""
    found = (match.group().strip(" .,") for match in _FIGURE.finditer(text))
    return tuple(figure for figure in found if not _YEAR.fullmatch(figure) and not figure.isdigit())
