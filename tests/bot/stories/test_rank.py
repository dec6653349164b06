"""Rank: additive parts with words, the floor, and what outranks what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import ranking
from bot.model import Article, Rank, Story, Tier
from bot.stories.happenings import load as load_happenings
from bot.stories.rank import FLOOR, rank, typical_points
from bot.stories.weights import WEIGHTS
from tests.shared_data import DATA, needs_data

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def article(**changes: object) -> Article:
    told = Article(
        id=1,
        feed_id="example",
        publisher="Example Wire",
        family="example",
        tier=Tier.PRESS,
        url="https://wire.example/1",
        title="Anthropic and a regulator agree on an AI audit",
        text="",
        language="en",
        published=NOW - timedelta(hours=6),
        first_seen=NOW - timedelta(hours=6),
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def story(*articles: Article) -> Story:
    return Story("7f3a", articles or (article(),))


def words(ranked: Rank) -> dict[str, str]:
    return {part.name: part.words for part in ranked.parts}


def points(ranked: Rank, name: str) -> float:
    return sum(part.value for part in ranked.parts if part.name == name)


def voices(count: int, **changes: object) -> tuple[Article, ...]:
    return tuple(
        article(publisher=f"Wire {n}", family=f"wire{n}", url=f"https://w{n}.example/1", **changes)
        for n in range(count)
    )


def test_the_parts_say_what_they_are_and_sum_to_the_score() -> None:
    told = story(*voices(4, title="Lawmakers pass an AI safety bill", points=212))
    ranked = rank(
        told,
        NOW,
        wanted_topics=("safety-alignment", "policy-regulation"),
        boosted=("audit*",),
        liked=("Wire 1",),
        typical={f"Wire {n}": 106.0 for n in range(4)},
    )
    assert ranked.score == sum(part.value for part in ranked.parts)
    assert words(ranked) == {
        "subject": "about AI: “ai”",
        "happening": "what it is: a matter of law or government",
        "source": "edited news: Wire 0",
        "corroboration": "4 independent publishers: Wire 0, Wire 1, Wire 2, Wire 3",
        "community": "212 points on Wire 0",
        "recency": "6 hours old",
        "topics": "fits your topics: policy-regulation, safety-alignment",
        "boosted": "words you asked for: audit*",
        "liked": "from Wire 1, which you follow",
    }
    assert points(ranked, "corroboration") == pytest.approx(2 * WEIGHTS.corroboration)
    assert points(ranked, "community") == pytest.approx(2 * WEIGHTS.community)


def test_corroboration_counts_families_not_feeds() -> None:
    same = (article(feed_id="a"), article(feed_id="b", url="https://wire.example/2"))
    assert "corroboration" not in words(rank(story(*same), NOW))


def test_a_labs_own_post_is_primary_even_where_a_community_pointed_at_it() -> None:
    pointed = article(
        title="Claude Opus 9",
        url="https://www.anthropic.com/news/claude-opus-9",
        tier=Tier.COMMUNITY,
        publisher="anthropic.com",
        via="Hacker News",
    )
    ranked = words(rank(story(pointed), NOW))
    assert ranked["source"] == "a primary source: Anthropic"
    assert ranked["maker"] == "a frontier lab: Anthropic"
    assert ranked["product"] == "a product's name for a title and a new version"


def test_press_about_a_lab_is_not_the_lab() -> None:
    assert words(rank(story(), NOW))["source"] == "edited news: Example Wire"


def test_recency_halves_and_the_future_is_not_news_yet() -> None:
    def recency(hours: float) -> float:
        return points(rank(story(article(published=NOW - timedelta(hours=hours))), NOW), "recency")

    assert recency(24) == pytest.approx(recency(0) / 2, abs=0.005)  # parts have two decimals
    assert recency(72) == pytest.approx(recency(0) / 8, abs=0.0051)
    assert recency(-1) == 0
    aged = rank(story(article(published=NOW - timedelta(days=3))), NOW)
    assert words(aged)["recency"] == "3 days old"


def test_age_counts_from_the_first_report() -> None:
    late = article(url="https://b.example/1", family="b", published=NOW - timedelta(hours=1))
    assert words(rank(story(article(), late), NOW))["recency"] == "6 hours old"


def test_points_count_only_against_their_own_source() -> None:
    pointed = article(via="Hacker News", points=400)
    usual = typical_points([article(via="Hacker News", points=n) for n in (100, 150, 200, 250, 300)])
    assert usual == {"Hacker News": 200.0}
    assert points(rank(story(pointed), NOW, typical=usual), "community") == 2 * WEIGHTS.community
    assert points(rank(story(pointed), NOW, typical={"Papers": 5.0}), "community") == 0
    assert typical_points([article(via="Hacker News", points=100)] * 4) == {}


def test_a_told_story_falls_under_the_floor_until_others_report() -> None:
    told_at = NOW - timedelta(hours=2)
    silent = rank(story(), NOW, told_at=told_at)
    assert words(silent)["told"] == "told before, nothing new since"
    assert silent.score < FLOOR
    news = article(family="b", publisher="B", url="https://b.example/1", first_seen=NOW - timedelta(hours=1))
    again = rank(story(article(), news), NOW, told_at=told_at)
    assert words(again)["told"] == "told before; 1 new report since"
    assert again.score > silent.score


def test_what_is_not_about_ai_never_passes_the_floor() -> None:
    loud = story(*voices(40, title="Court bans scooters", points=9000, published=NOW))
    ranked = rank(
        loud, NOW, ("policy-regulation",), ("scooters",), typical={f"Wire {n}": 1.0 for n in range(40)}
    )
    assert words(ranked)["subject"] == "no sign that it is about AI"
    assert ranked.score < FLOOR


def test_a_labs_vague_title_is_unsure_where_that_of_the_press_is_off_topic() -> None:
    own = article(title="A second office", tier=Tier.PRIMARY)
    assert points(rank(story(own), NOW), "subject") == WEIGHTS.unsure
    assert points(rank(story(article(title="A second office")), NOW), "subject") == WEIGHTS.off_topic


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({"title": "Halden raises $40 million for AI tutors"}, True),
        ({"title": "Introducing Claude for choirs", "url": "https://www.anthropic.com/news/a"}, True),
        ({"title": "Sparse reasoning in language models", "tier": Tier.RESEARCH}, True),
        ({"title": "Why I dislike AI", "tier": Tier.COMMUNITY, "via": "Hacker News"}, False),
        ({"title": "AI everywhere", "tier": Tier.COMMUNITY, "published": NOW - timedelta(days=2)}, False),
    ],
)
def test_the_floor(changes: dict[str, object], passes: bool) -> None:
    assert (rank(story(article(**changes)), NOW).score >= FLOOR) is passes


def test_an_event_with_many_voices_outranks_a_labs_small_release() -> None:
    event = rank(story(*voices(5, title="Parliament votes for a ban on frontier model training")), NOW)
    release = rank(
        story(article(title="Claude for Excel", url="https://www.anthropic.com/news/x", tier=Tier.PRIMARY)),
        NOW,
    )
    opinion = rank(story(article(title="My week with Claude", tier=Tier.EXPERT)), NOW)
    assert event.score > release.score > opinion.score


def test_every_kind_of_happening_has_a_weight() -> None:
    assert set(load_happenings().by_kind) | {""} == set(WEIGHTS.kinds)
    assert set(WEIGHTS.tiers) == set(Tier)


@given(
    st.text(max_size=80),
    st.lists(st.integers(0, 2000), max_size=6),
    st.integers(-100, 400),
    st.sampled_from(Tier),
)
def test_any_story_has_parts_with_words_that_sum(
    title: str, given_points: list[int], hours: int, tier: Tier
) -> None:
    reports = tuple(
        article(title=title, points=n, tier=tier, family=f"f{n}", published=NOW - timedelta(hours=hours))
        for n in given_points or [0]
    )
    ranked = rank(Story("s", reports), NOW, typical=typical_points(reports))
    assert ranked.score == pytest.approx(sum(part.value for part in ranked.parts))
    assert all(part.words and part.value for part in ranked.parts)
    assert ranked == rank(Story("s", reports), NOW, typical=typical_points(reports))


def test_measure_counts_as_defined() -> None:
    day = ranking.Day(NOW, ("a", "b", "c"), {"b": 3, "c": 1}, headline=True)
    quiet = ranking.Day(NOW, ("a",), {}, headline=False)
    found = ranking.measure([day, quiet], lambda day: dict.fromkeys(day.pool, 0.0))
    assert found["hit_at_5"] == 1.0
    assert found["mrr"] == 0.5
    assert 0.6 < found["ndcg_at_10"] < 0.7


@needs_data("ai_ranking")
def test_the_targets_of_the_public_days_are_met_with_the_shipped_weights() -> None:
    found = ranking.run(DATA, thorough=False)
    assert found["rank.ai.baseline_points.hit_at_5"] == pytest.approx(0.24, abs=0.005)
    assert found["rank.ai.baseline_points.ndcg_at_10"] == pytest.approx(0.146, abs=0.0005)
    assert found["rank.ai.hit_at_5"] >= 0.76
    assert found["rank.ai.mrr"] >= 0.57
    assert found["rank.ai.ndcg_at_10"] >= 0.46
