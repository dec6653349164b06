"""Rank: how much a story matters, as a sum of named parts that a person can read.

Between cluster and choose. Pure: the time, what is wanted, what was told and the weights are arguments.
It chooses nothing and drops nothing; the floor (`weights.FLOOR`) is applied where stories are chosen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import log2
from statistics import median
from types import MappingProxyType

from bot.model import Article, Part, Rank, Story, Tier
from bot.stories import entities
from bot.stories.happenings import happening_name
from bot.stories.known import once_a_story
from bot.stories.signals import Signals, signals_of
from bot.stories.topics import topics_of
from bot.stories.weights import FLOOR, WEIGHTS, Weights

__all__ = ["FLOOR", "rank", "source_of", "typical_points"]

_ARTICLES_READ = 8
_NO_POINTS: Mapping[str, float] = MappingProxyType({})
_ENOUGH_POINTS = 5  # entries with points before a source's usual points are believed
_MOST_DOUBLINGS = 3.0
_ROUNDED = 0.02  # what rounding may add to parts


def rank(
    story: Story,
    now: datetime,
    wanted_topics: Sequence[str] = (),
    boosted: Sequence[str] = (),
    told_at: datetime | None = None,
    typical: Mapping[str, float] = _NO_POINTS,
    weights: Weights = WEIGHTS,
    liked: Sequence[str] = (),
) -> Rank:
    """Rank one story.

    `boosted` are those of a subscription's boosted words that this story has, `liked` the publishers of it
    that are followed. `told_at` is when the story was last told to whom this is for. `typical` are the
    usual points of each community source (`typical_points`); one that is not among them says nothing.
    """
    lasting = lasting_parts(story) if weights is WEIGHTS else _lasting(story, weights)
    parts = (
        *lasting,
        _community(story.articles, typical, weights),
        _recency(story, now, weights),
        _topic_fit(story, wanted_topics, weights),
        _boosted(boosted, weights),
        _liked(liked, weights),
        _told(story, told_at, weights),
    )
    return Rank(_shown(parts))


@once_a_story
def lasting_parts(story: Story) -> tuple[Part, ...]:
    """The parts of a story's rank that depend neither on the time nor on who reads it."""
    return _shown(_lasting(story, WEIGHTS))


def most_at(now: datetime, typical: Mapping[str, float] = _NO_POINTS) -> Callable[[Story], float]:
    """A quick function of a story: a score that it does not exceed at `now`, but for what taste may add."""
    now_s, half_life_s = now.timestamp(), WEIGHTS.half_life_h * 3600

    def most(story: Story) -> float:
        lasting, latest_s, pointed = _lasting_score(story)
        recency: float = WEIGHTS.recency * 0.5 ** (max(0.0, now_s - latest_s) / half_life_s)
        community = _community_value(pointed, typical) if pointed else 0.0
        return lasting + recency + community + _ROUNDED

    return most


@once_a_story
def _lasting_score(story: Story) -> tuple[float, float, tuple[Article, ...]]:
    lasting = sum(part.value for part in lasting_parts(story))
    pointed = tuple(article for article in story.articles if article.points)
    return lasting, story.articles[-1].published.timestamp(), pointed


def _lasting(story: Story, weights: Weights) -> tuple[Part | None, ...]:
    articles = story.articles[:_ARTICLES_READ]
    told = [signals_of(article) for article in articles]
    return (
        _subject(articles, told, weights),
        _maker(told, weights),
        _happening(told, weights),
        _product(told, weights),
        _source(articles, told, weights),
        _corroboration(story, weights),
    )


def _shown(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    shown = (_rounded(part) for part in parts if part is not None)
    return tuple(part for part in shown if part.value)


def _rounded(part: Part) -> Part:
    """The part as it is shown, so that what is shown sums to what is sorted by."""
    return Part(part.name, round(part.value, 2), part.words)


def typical_points(articles: Iterable[Article]) -> Mapping[str, float]:
    """Median points of each source, by `source_of`; one with under five pointed entries is left out."""
    points: dict[str, list[int]] = {}
    for article in articles:
        if article.points:
            points.setdefault(source_of(article), []).append(article.points)
    return usual(points)


def usual(points: Mapping[str, Sequence[int]]) -> Mapping[str, float]:
    """Median points by source; a source with under five is left out."""
    return {source: float(median(row)) for source, row in points.items() if len(row) >= _ENOUGH_POINTS}


def source_of(article: Article) -> str:
    """Name of the source whose unit an article's points are in."""
    return article.via or article.publisher


def _subject(articles: Sequence[Article], told: Sequence[Signals], weights: Weights) -> Part:
    best = max(told, key=lambda one: one.level)
    if best.level:
        return Part("subject", weights.about_ai * best.level, best.about)
    near = any(one.tier in (Tier.PRIMARY, Tier.RESEARCH) and not one.via for one in articles)
    return Part("subject", weights.unsure if near else weights.off_topic, best.about)


def _maker(told: Sequence[Signals], weights: Weights) -> Part | None:
    makers = [one.maker for one in told if one.maker]
    for maker in makers:
        if lab := _frontier_lab(maker):
            return Part("maker", weights.frontier, f"a frontier lab: {lab}")
    return Part("maker", weights.maker, f"who: {makers[0]}") if makers else None


@lru_cache(maxsize=1024)
def _frontier_lab(name: str) -> str:
    """Name of the frontier lab, or its company, that an entity is or belongs to; "" if none."""
    known = entities.load()
    entity = known.by_name.get(name)
    if entity is None or not known.is_frontier([entities.Mention(entity, 0, 1)]):
        return ""
    return list(known.owners(entity))[-1].name


def _happening(told: Sequence[Signals], weights: Weights) -> Part | None:
    kind = max((one.happening for one in told), key=lambda kind: weights.kinds[kind])
    if not kind:
        return None
    return Part("happening", weights.happening * weights.kinds[kind], f"what it is: {happening_name(kind)}")


def _product(told: Sequence[Signals], weights: Weights) -> Part | None:
    releases = [one for one in told if one.happening == "release" and one.maker]
    bare, versioned = any(one.bare for one in releases), any(one.versioned for one in releases)
    reasons = (("a product's name for a title", bare), ("a new version", versioned))
    words = " and ".join(words for words, fits in reasons if fits)
    return Part("product", weights.named_product * bare + weights.version * versioned, words)


def _source(articles: Sequence[Article], told: Sequence[Signals], weights: Weights) -> Part:
    pairs = zip(articles, told, strict=True)
    tiers = [(_nearness(article, one), article, one) for article, one in pairs]
    tier, article, one = max(tiers, key=lambda row: (weights.tiers[row[0]], _speaks_of_own(row[2])))
    words = {
        Tier.PRIMARY: f"a primary source: {one.speaker or article.publisher}",
        Tier.RESEARCH: f"a research source: {article.publisher}",
        Tier.PRESS: f"edited news: {article.publisher}",
        Tier.EXPERT: f"an independent writer: {article.publisher}",
        Tier.COMMUNITY: f"a community's pointer: {source_of(article)}",
    }
    return Part("source", weights.source * weights.tiers[tier], words[tier])


def _speaks_of_own(signals: Signals) -> bool:
    """Whether the one who speaks is the one it is about, or owns it: of several sources it is named."""
    known = entities.load()
    maker = known.by_name.get(signals.maker)
    return maker is not None and any(owner.name == signals.speaker for owner in known.owners(maker))


def _nearness(article: Article, signals: Signals) -> Tier:
    """The article's tier; what a known maker says on its own site is primary, whoever pointed at it."""
    edited = article.tier in (Tier.PRESS, Tier.EXPERT)
    return Tier.PRIMARY if signals.speaker and not edited else article.tier


def _corroboration(story: Story, weights: Weights) -> Part | None:
    names: dict[str, str] = {}
    for article in story.articles:
        names.setdefault(article.family, article.publisher)
    count = len(names)
    if count < 2:
        return None
    shown = ", ".join(list(names.values())[:4]) + (", …" if count > 4 else "")
    return Part(
        "corroboration", weights.corroboration * log2(count), f"{count} independent publishers: {shown}"
    )


def _community(articles: Sequence[Article], typical: Mapping[str, float], weights: Weights) -> Part | None:
    rows = [
        (_doublings(article, typical), article)
        for article in articles
        if article.points and source_of(article) in typical
    ]
    if not rows:
        return None
    doublings, article = max(rows, key=lambda row: row[0])
    value = weights.community * _held(doublings)
    return Part("community", value, f"{article.points} points on {source_of(article)}")


def _community_value(pointed: Iterable[Article], typical: Mapping[str, float]) -> float:
    rows = (_doublings(article, typical) for article in pointed if source_of(article) in typical)
    return WEIGHTS.community * _held(max(rows, default=-1.0))


def _doublings(article: Article, typical: Mapping[str, float]) -> float:
    return log2((article.points or 1) / typical[source_of(article)])


def _held(doublings: float) -> float:
    return min(_MOST_DOUBLINGS, max(0.0, 1 + doublings))


def _recency(story: Story, now: datetime, weights: Weights) -> Part | None:
    """Half as much for every half-life since the first report; what is dated after `now` is not news yet."""
    ages = [(now - article.published).total_seconds() / 3600 for article in story.articles]
    past = [age for age in ages if age >= 0]
    if not past:
        return None
    return Part(
        "recency", weights.recency * 0.5 ** (max(past) / weights.half_life_h), f"{_age(max(past))} old"
    )


def _age(hours: float) -> str:
    count, unit = (round(hours), "hour") if hours < 48 else (round(hours / 24), "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _topic_fit(story: Story, wanted: Sequence[str], weights: Weights) -> Part | None:
    fits = [match.topic for match in topics_of(story) if match.topic in wanted] if wanted else []
    return Part("topics", weights.topic_fit, f"fits your topics: {', '.join(fits)}") if fits else None


def _boosted(words: Sequence[str], weights: Weights) -> Part | None:
    return Part("boosted", weights.boosted, f"words you asked for: {', '.join(words)}") if words else None


def _liked(publishers: Sequence[str], weights: Weights) -> Part | None:
    shown = ", ".join(publishers)
    return Part("liked", weights.liked, f"from {shown}, which you follow") if publishers else None


def _told(story: Story, told_at: datetime | None, weights: Weights) -> Part | None:
    if told_at is None:
        return None
    fresh = len({article.family for article in story.articles if article.first_seen > told_at})
    if not fresh:
        return Part("told", weights.told, "told before, nothing new since")
    return Part("told", weights.told / 2, f"told before; {fresh} new report{'' if fresh == 1 else 's'} since")
