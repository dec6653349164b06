"""Small things to test with: articles and stories with only what a test cares about set."""

from datetime import UTC, datetime, timedelta

from bot.model import Article, Story, Tier

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)  # a Sunday


def article(
    title: str = "Halden Labs releases Orrery-4",
    publisher: str = "Halden Labs",
    text: str = "",
    tier: Tier = Tier.PRESS,
    published: datetime = NOW - timedelta(hours=6),
    first_seen: datetime = NOW,
    article_id: int = 1,
    language: str = "en",
    points: int | None = None,
) -> Article:
    """An article; its family and address come from its publisher and id."""
    family = publisher.lower().replace(" ", "-")
    return Article(
        id=article_id, feed_id=family, publisher=publisher, family=family, tier=tier,
        url=f"https://{family}.example/{article_id}", title=title, text=text, language=language,
        published=published, first_seen=first_seen, points=points,
    )  # fmt: skip


def story(*articles: Article, story_id: str = "7f3a01") -> Story:
    """A story of these articles."""
    return Story(story_id, articles)
