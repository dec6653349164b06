"""Ranking on `ai_ranking`: whether a real newsletter's headline stories come first.

Each day's pool is ranked by the shipped code and weights at the end of the issue's day (UTC). Metrics:
on headline days, whether a label-3 candidate is among the first five (hit@5) and the reciprocal of the
first one's place (MRR); on every day with a label, nDCG@10 with gains 2^label - 1. Weights were chosen
on the first half of the days. The data has dates only, so an entry is taken to be of noon. Candidates
are ranked one by one; `rank.ai.clustered` counts stories instead, made of each pool by the shipped
clustering.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import partial
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

from bot.model import Article, Story, Tier
from bot.stories import entities
from bot.stories.cluster import Arrival, StoryIndex
from bot.stories.identity import profile
from bot.stories.rank import rank, typical_points
from bot.stories.weights import FLOOR, WEIGHTS, Weights

# "AI keyword x points": substrings of a lower-cased title, the usual way to filter Hacker News.
KEYWORDS = (
    "ai ", " ai", "llm", "gpt", "claude", "gemini", "openai", "anthropic", "deepseek", "qwen", "llama",
    "mistral", "grok", "sora", "kimi", "glm", "minimax", "model", "agent",
)  # fmt: skip
TOP = 5
DEPTH = 10


@dataclass(frozen=True)
class Day:
    """One issue: its candidates in the order of the data, their labels, and the moment it is ranked at."""

    now: datetime
    pool: tuple[str, ...]
    labels: Mapping[str, int]
    headline: bool


Row = Mapping[str, Any]
Scores = Callable[[Day], Mapping[str, float]]


def run(data: Path, thorough: bool = True) -> dict[str, float]:
    """Score the shipped weights on all days and both halves, two baselines, and if `thorough` more."""
    folder = data / "ai_ranking"
    if not folder.is_dir():
        print(f"  skipped: no {folder}")
        return {}
    rows = {row["cid"]: row for row in _lines(folder / "candidates.jsonl")}
    alone = {cid: Story(cid, (_article(number, row),)) for number, (cid, row) in enumerate(rows.items(), 1)}
    days = [_day(row) for row in _lines(folder / "days.jsonl")]
    half = len(days) // 2
    shipped = partial(_ranked, stories=alone, weights=WEIGHTS)
    results = _named("rank.ai", measure(days, shipped))
    results |= _named("rank.ai.first", measure(days[:half], shipped))
    results |= _named("rank.ai.second", measure(days[half:], shipped))
    results |= _named("rank.ai.baseline_points", measure(days, partial(_points, rows=rows)))
    results |= _named("rank.ai.baseline_keyword", measure(days, partial(_keyword, rows=rows)))
    results |= _floor(days, alone)
    if not thorough:
        return results
    clustered, stories = _clustered(days, alone)
    results |= _named(
        "rank.ai.clustered", measure(clustered, partial(_ranked, stories=stories, weights=WEIGHTS))
    )
    return results | _sensitivity(days, alone)


def measure(days: Sequence[Day], score: Scores) -> dict[str, float]:
    """Compute hit@5 and MRR over headline days and nDCG@10 over labelled days; ties keep the pool's order."""
    places: list[int | None] = []
    gains: list[float] = []
    for day in days:
        scores = score(day)
        labels = [day.labels.get(cid, 0) for cid in sorted(day.pool, key=lambda cid: -scores[cid])]
        if day.headline:
            places.append(1 + labels.index(3) if 3 in labels else None)
        if any(labels):
            gains.append(_dcg(labels) / _dcg(sorted(labels, reverse=True)))
    return {
        "hit_at_5": fmean(place is not None and place <= TOP for place in places),
        "mrr": fmean(1 / place if place else 0.0 for place in places),
        "ndcg_at_10": fmean(gains),
    }


def _dcg(labels: Sequence[int]) -> float:
    return sum(float(2**label - 1) / log2(at + 2) for at, label in enumerate(labels[:DEPTH]))


def _ranked(day: Day, stories: Mapping[str, Story], weights: Weights) -> dict[str, float]:
    typical = typical_points(article for name in day.pool for article in stories[name].articles)
    return {name: rank(stories[name], day.now, typical=typical, weights=weights).score for name in day.pool}


def _clustered(days: Sequence[Day], alone: Mapping[str, Story]) -> tuple[list[Day], dict[str, Story]]:
    """The same days with each pool clustered by the shipped code; a story has its best candidate's label."""
    told: list[Day] = []
    stories: dict[str, Story] = {}
    for day in days:
        articles = {alone[cid].articles[0].id: (cid, alone[cid].articles[0]) for cid in day.pool}
        arrivals = [Arrival(one.id, one.url, one.published, profile(one)) for _, one in articles.values()]
        labels: dict[str, int] = {}
        for article_id, story_id in StoryIndex().add(arrivals).story_of.items():
            cid, article = articles[article_id]
            name = f"{day.now:%F} {story_id}"
            known = stories[name].articles if name in labels else ()
            stories[name] = Story(
                story_id, tuple(sorted((*known, article), key=lambda one: (one.published, one.id)))
            )
            labels[name] = max(labels.get(name, 0), day.labels.get(cid, 0))
        told.append(replace(day, pool=tuple(labels), labels=labels))
    return told, stories


def _points(day: Day, rows: Mapping[str, Row]) -> dict[str, float]:
    """Hacker News points at first sight."""
    return {cid: float(_hacker_news_points(rows[cid])) for cid in day.pool}


def _keyword(day: Day, rows: Mapping[str, Row]) -> dict[str, float]:
    """Those points, where the title has an AI keyword; a keyword without points still beats neither."""
    return {
        cid: (1.0 + _hacker_news_points(rows[cid]))
        * any(word in str(rows[cid]["title"]).lower() for word in KEYWORDS)
        for cid in day.pool
    }


def _hacker_news_points(row: Row) -> int:
    points = row["score_at_first_seen"]
    return points if str(row["source"]).startswith("hackernews") and isinstance(points, int) else 0


def _sensitivity(days: Sequence[Day], stories: Mapping[str, Story]) -> dict[str, float]:
    """The lowest each metric falls when any one weight is changed by a quarter either way."""
    found = [measure(days, partial(_ranked, stories=stories, weights=weights)) for weights in _changed()]
    lowest = {name: min(figures[name] for figures in found) for name in found[0]}
    return _named("rank.ai.lowest_with_a_weight_changed_25_percent", lowest)


def _changed() -> Iterator[Weights]:
    for field in fields(WEIGHTS):
        value = getattr(WEIGHTS, field.name)
        if isinstance(value, float):
            for factor in (0.75, 1.25):
                change: dict[str, Any] = {field.name: value * factor}
                yield replace(WEIGHTS, **change)


def _floor(days: Sequence[Day], stories: Mapping[str, Story]) -> dict[str, float]:
    """What the shipped floor keeps: of headline candidates, of all, and stories a day."""
    headline: list[bool] = []
    every: list[bool] = []
    for day in days:
        scores = _ranked(day, stories, WEIGHTS)
        every.extend(scores[cid] >= FLOOR for cid in day.pool)
        headline.extend(scores[cid] >= FLOOR for cid, label in day.labels.items() if label == 3)
    return {"rank.ai.floor.headline_kept": fmean(headline), "rank.ai.floor.all_kept": fmean(every)}


def _named(prefix: str, figures: Mapping[str, float]) -> dict[str, float]:
    return {f"{prefix}.{name}": value for name, value in figures.items()}


def _lines(path: Path) -> Iterable[Row]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _day(row: Row) -> Day:
    end = datetime.fromisoformat(row["issue_date"]).replace(hour=23, minute=59, tzinfo=UTC)
    return Day(end, tuple(row["pool"]), row["labels"], row["headline_day"])


def _article(number: int, row: Row) -> Article:
    """Build an article as the sources would: a community's pointer if it has points, else a maker's post."""
    host = (urlsplit(row["url"]).hostname or "").removeprefix("www.")
    speaker = entities.load().of_host(host)
    publisher = speaker.name if speaker else host
    noon = datetime.fromisoformat(row["published"][:10]).replace(hour=12, tzinfo=UTC)
    points = row["score_at_first_seen"] or None
    return Article(
        id=number,
        feed_id=row["source"],
        publisher=publisher,
        family=publisher,
        tier=_tier(row["source"], points),
        url=row["url"],
        title=row["title"],
        text=row["summary"] or "",
        language="en",
        published=noon,
        first_seen=noon,
        via=row["source"] if points else "",
        points=points,
    )


def _tier(source: str, points: int | None) -> Tier:
    if "papers" in source:
        return Tier.RESEARCH
    return Tier.COMMUNITY if points else Tier.PRIMARY
