"""Cleaning: who speaks, when, in which language, and which links lead out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model import Entry, Feed, Tier
from bot.stories.clean import Voices, clean, with_page

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
LAB = Feed(
    "lab", "feed", "https://acme.example/feed.xml", "Acme blog", "Acme", "acme", Tier.PRIMARY,
    topics=("models",), language="en-US", hosts=("acme.example", "acme.org"),
)  # fmt: skip
PRESS = Feed(
    "wire",
    "feed",
    "https://wire.example/rss",
    "The Wire",
    "The Wire",
    "wire",
    Tier.PRESS,
    hosts=("wire.example",),
)
CODE = Feed(
    "code", "feed", "https://github.com/acme-dev/engine/releases.atom", "Engine", "Acme", "acme", Tier.PRIMARY
)
CROWD = Feed(
    "hn", "hackernews", "https://hn.algolia.com/api", "Hacker News", "Hacker News", "hn", Tier.COMMUNITY
)
VOICES = Voices.of([CROWD, PRESS, LAB, CODE])


def entry(url: str = "https://acme.example/a", **fields: object) -> Entry:
    return replace(Entry("f", ("k",), url, "Acme releases Fable 5"), **fields)  # type: ignore[arg-type]


def test_a_feed_speaks_for_its_publisher() -> None:
    article = clean(
        entry("https://www.acme.example/a?utm_source=x", html="<p>Fable 5 is <b>out</b>.</p>", points=3),
        LAB,
        VOICES,
        NOW,
    )
    assert (article.publisher, article.family, article.tier, article.via) == (
        "Acme",
        "acme",
        Tier.PRIMARY,
        "",
    )
    assert article.url == "https://www.acme.example/a"
    assert article.text == "Fable 5 is out."
    assert article.topics == ("models",)
    assert article.language == "en"
    assert article.points == 3


@pytest.mark.parametrize(
    ("url", "publisher", "family", "tier"),
    [
        ("https://www.acme.example/a", "Acme", "acme", Tier.PRIMARY),
        ("https://blog.acme.example/a", "Acme", "acme", Tier.PRIMARY),
        ("https://wire.example/a", "The Wire", "wire", Tier.PRESS),
        ("https://github.com/Acme-Dev/engine", "Acme", "acme", Tier.PRIMARY),
        ("https://github.com/acme-dev/other", "Acme", "acme", Tier.PRIMARY),
        ("https://github.com/someone/thing", "github.com/someone", "github.com/someone", Tier.COMMUNITY),
        ("https://x.com/Someone/status/1", "x.com/someone", "x.com/someone", Tier.COMMUNITY),
        ("https://huggingface.co/datasets/org/x", "huggingface.co/org", "huggingface.co/org", Tier.COMMUNITY),
        ("https://arxiv.org/abs/2601.00001", "arxiv.org", "arxiv.org", Tier.COMMUNITY),
        ("https://huggingface.co/papers/2601.00001", "arxiv.org", "arxiv.org", Tier.COMMUNITY),
        ("https://docs.google.com/document/d/1", "docs.google.com", "docs.google.com", Tier.COMMUNITY),
        ("https://www.youtube.com/watch?v=abcdefghijk", "youtube.com", "youtube.com", Tier.COMMUNITY),
        ("https://blog.other.co.uk/x", "other.co.uk", "other.co.uk", Tier.COMMUNITY),
        ("https://ann.substack.com/p/x", "ann.substack.com", "ann.substack.com", Tier.COMMUNITY),
    ],
)
def test_a_community_feed_credits_the_page(url: str, publisher: str, family: str, tier: Tier) -> None:
    article = clean(entry(url, discussion_url="https://news.ycombinator.com/item?id=1"), CROWD, VOICES, NOW)
    assert (article.publisher, article.family, article.tier) == (publisher, family, tier)
    assert article.via == "Hacker News"
    assert article.discussion_url == "https://news.ycombinator.com/item?id=1"


def test_a_trending_list_on_a_shared_host_credits_the_owner() -> None:
    trends = replace(CROWD, url="https://github.com/trending", publisher="Trending")
    article = clean(entry("https://github.com/someone/thing"), trends, VOICES, NOW)
    assert (article.publisher, article.via) == ("github.com/someone", "Trending")


def test_a_community_entry_without_a_page_is_its_own() -> None:
    article = clean(entry(""), CROWD, VOICES, NOW)
    assert (article.publisher, article.tier, article.via) == ("Hacker News", Tier.COMMUNITY, "")


@pytest.mark.parametrize(
    ("claimed", "want"),
    [
        (None, NOW),
        (NOW - timedelta(hours=5), NOW - timedelta(hours=5)),
        (NOW + timedelta(hours=5), NOW),
        (datetime(2026, 5, 4, 9, tzinfo=timezone(timedelta(hours=2))), NOW - timedelta(hours=1)),
    ],
)
def test_published_is_never_after_first_seen(claimed: datetime | None, want: datetime) -> None:
    article = clean(entry(published=claimed), LAB, VOICES, NOW)
    assert (article.published, article.published.tzinfo, article.first_seen) == (want, UTC, NOW)


def test_language_is_the_entrys_then_the_feeds_then_a_guess() -> None:
    assert clean(entry(language="de-AT"), LAB, VOICES, NOW).language == "de"
    assert clean(entry(), LAB, VOICES, NOW).language == "en"
    german = "<p>Das Labor hat heute ein neues Modell für Forscher veröffentlicht.</p>"
    assert clean(entry(html=german), PRESS, VOICES, NOW).language == "de"


def test_only_links_to_others_are_kept() -> None:
    hrefs = [
        "https://wire.example/story?utm_source=a",
        "https://wire.example/story/",
        "https://wire.example/",
        "https://acme.example/other",
        "/relative",
        "https://twitter.com/intent/tweet?url=x",
        "https://www.facebook.com/sharer.php?u=x",
        "https://news.ycombinator.com/item?id=3",
        "mailto:a@b.example",
        "https://arxiv.org/pdf/2601.00001v2",
        "https://github.com/acme-dev/engine",
    ]
    html = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    assert clean(entry(html=html), LAB, VOICES, NOW).links == (
        "https://wire.example/story",
        "https://arxiv.org/abs/2601.00001",
        "https://github.com/acme-dev/engine",
    )


def test_long_texts_end_at_a_paragraph() -> None:
    html = "".join(f"<p>Paragraph {number} says something of its own.</p>" for number in range(2000))
    text = clean(entry(html=html), LAB, VOICES, NOW).text
    assert len(text) <= 20_000
    assert text.endswith("own.")


PAGE = (
    "Acme released Fable 5 on Monday. The language model scores 91.2% on the usual tests and costs $5 per "
    "million tokens, half of what its predecessor cost. Developers can use it from today."
)


def test_the_page_of_an_article_replaces_its_teaser() -> None:
    teaser = clean(entry(html="<p>The language model costs $5 per million tokens.</p>"), LAB, VOICES, NOW)
    whole = with_page(teaser, PAGE)
    assert whole is not None
    assert (whole.title, whole.text, whole.signals) == (teaser.title, PAGE, "")


@pytest.mark.parametrize(
    "wall",
    [
        "",
        "Please enable JavaScript and cookies to continue. " * 8,
        "Verifying that you are human. The site needs to review the security of your connection. " * 5,
        "Acme released it.",
    ],
)
def test_a_wall_or_less_than_the_teaser_does_not(wall: str) -> None:
    teaser = clean(entry(html="<p>The language model costs $5 per million tokens.</p>"), LAB, VOICES, NOW)
    assert with_page(teaser, wall) is None
