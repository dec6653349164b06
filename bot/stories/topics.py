"""Topics: the subjects people follow, and why a story has one.

Between cluster and rank: what the rules say of a story's articles (`topic_rules.py`, over
`topics.toml`) and what its feeds declare for every entry, put together. A story that is not about AI
has only what its feeds declare.
"""

from collections import Counter

from bot.model import Story
from bot.stories.known import once_a_story
from bot.stories.signals import signals_of
from bot.stories.topic_rules import TopicMatch, load

__all__ = ["TopicMatch", "topic_name", "topic_slugs", "topics_of"]

_ARTICLES_READ = 5
_ONE_IN = 3  # of the articles read must say so: one report's aside is not the story's subject


def topic_slugs() -> tuple[str, ...]:
    """Every topic's slug, in the order of the data."""
    return tuple(topic.slug for topic in load().all)


def topic_name(slug: str) -> str:
    """A topic's name as people read it; an unknown slug is its own name."""
    return next((topic.name for topic in load().all if topic.slug == slug), slug)


@once_a_story
def topics_of(story: Story) -> tuple[TopicMatch, ...]:
    """Topics of a story with their reasons: said by one in three of its articles, or declared."""
    articles = story.articles[:_ARTICLES_READ]
    reasons: dict[str, dict[str, None]] = {}
    counts: Counter[str] = Counter()
    for article in articles:
        for match in signals_of(article).topics:
            reasons.setdefault(match.topic, {}).update(dict.fromkeys(match.words))
            counts[match.topic] += _ONE_IN
        for slug in article.topics:
            reasons.setdefault(slug, {})[f"every entry of {article.via or article.publisher}"] = None
            counts[slug] += len(articles)
    return tuple(
        TopicMatch(slug, tuple(reasons[slug])) for slug in topic_slugs() if counts[slug] >= len(articles)
    )
