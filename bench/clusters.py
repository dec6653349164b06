"""How well articles are joined into stories: on public streams, and on our own pairs easy to confuse.

Scores `bot.stories.cluster` as shipped, fed day by day as in life, beside baselines computed in the same
run: TF-IDF with average linkage whose threshold is fitted on the very data it is scored on, and for pairs
two matchers that read titles only. It fits nothing of ours.
"""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import partial
from itertools import groupby
from pathlib import Path

from bench.linkage import fitted_linkage
from bot.errors import MissingExtra
from bot.model import Article, Tier
from bot.stories.cluster import Arrival, StoryIndex
from bot.stories.embed import Embedder
from bot.stories.identity import LEAD_CHARS, profile

HARD_PAIRS = Path(__file__).parents[1] / "tests" / "bot" / "stories" / "hard_pairs.toml"
_UNSCORED = {"AMBIGUOUS", "ROUNDUP"}
_NEVER = ("version", "variant", "actor", "substitution")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and the story it belongs to by the data; `stream` names the window it was seen in."""

    article: Article
    gold: str
    stream: str


def run(data: Path) -> dict[str, float]:
    """Score clustering on `ai_clusters`, `allsides` and the hard pairs."""
    metrics: dict[str, float] = {}
    embedder = _embedder()
    for name, read in (("ai", read_ai), ("allsides", read_allsides)):
        folder = data / ("ai_clusters" if name == "ai" else "allsides")
        if folder.is_dir():
            metrics |= _scored(f"cluster.{name}", read(folder), embedder)
        else:
            print(f"cluster.{name}: skipped, {folder.name} is not in the data folder")
    return metrics | _hard(embedder)


def read_ai(folder: Path) -> list[Labelled]:
    """Items of `ai_clusters`; each window is a stream of its own."""
    rows = _rows(folder / "items.jsonl")
    return [Labelled(_article(row, row["summary"] or ""), row["gold_cluster"], row["window"]) for row in rows]


def read_allsides(folder: Path) -> list[Labelled]:
    """Articles of the `allsides` stream with their events."""
    events = {row["id"]: str(row["event_id"]) for row in _rows(folder / "stream_gold.jsonl")}
    rows = _rows(folder / "stream_articles.jsonl")
    return [Labelled(_article(row, row["text"]), events[row["id"]], "all") for row in rows]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _article(row: Mapping[str, str], text: str) -> Article:
    when = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC)
    return make_article(row["title"], text, row["url"], row["source"], when)


def make_article(title: str, text: str, url: str, publisher: str, when: datetime) -> Article:
    """An article as clean would leave it, for scoring."""
    return Article(0, publisher, publisher, publisher, Tier.PRESS, url, title, text, "en", when, when)


def _embedder() -> Embedder | None:
    try:
        return Embedder()
    except MissingExtra as missing:
        print(f"cluster.*.embed: skipped, {missing}")
        return None


def _scored(name: str, labelled: Sequence[Labelled], embedder: Embedder | None) -> dict[str, float]:
    streams: dict[str, list[Labelled]] = defaultdict(list)
    for item in labelled:
        streams[item.stream].append(item)
    ours: dict[str, Sequence[object]] = {stream: day_by_day(items) for stream, items in streams.items()}
    baseline = fitted_linkage(
        {stream: [(item.article, item.gold) for item in items] for stream, items in streams.items()},
        lambda labels: pair_f1(*_scorable(streams, labels)),
    )
    results: dict[str, Mapping[str, Sequence[object]]] = {name: ours, f"{name}.baseline_tfidf": baseline}
    if embedder is not None:
        results[f"{name}.embed"] = {stream: day_by_day(items, embedder) for stream, items in streams.items()}
    metrics: dict[str, float] = {}
    for key, labels in results.items():
        found, gold = _scorable(streams, labels)
        metrics[f"{key}.pair_f1"] = pair_f1(found, gold)
        metrics[f"{key}.bcubed_f1"] = bcubed_f1(found, gold)
    return metrics


def day_by_day(items: Sequence[Labelled], embedder: Embedder | None = None) -> list[str]:
    """Story ids of a stream's items, placed one day's articles after the other."""
    arrivals = _arrivals([item.article for item in items], embedder)
    index = StoryIndex()
    stories: dict[int, str] = {}
    merged: dict[str, str] = {}
    order = sorted(range(len(items)), key=lambda n: items[n].article.published)
    for _, day in groupby(order, key=lambda n: items[n].article.published):
        placed = index.add([arrivals[n] for n in day])
        stories |= placed.story_of
        merged |= placed.merged
    return [_kept(stories[n], merged) for n in range(len(items))]


def _arrivals(articles: Sequence[Article], embedder: Embedder | None) -> list[Arrival]:
    plain = [Arrival(n, item.url, item.published, profile(item)) for n, item in enumerate(articles)]
    if embedder is None:
        return plain
    meanings = embedder.embed([f"{article.title}. {article.text[:LEAD_CHARS]}" for article in articles])
    return [replace(arrival, meaning=row) for arrival, row in zip(plain, meanings, strict=True)]


def _kept(story: str, merged: Mapping[str, str]) -> str:
    while story in merged:
        story = merged[story]
    return story


def _scorable(
    streams: Mapping[str, Sequence[Labelled]], labels: Mapping[str, Sequence[object]]
) -> tuple[list[str], list[str]]:
    """Found and gold labels, made unique per stream, without the items the data leaves unscored."""
    pairs = [
        (f"{stream} {label}", f"{stream} {item.gold}")
        for stream, items in streams.items()
        for item, label in zip(items, labels[stream], strict=True)
        if item.gold not in _UNSCORED
    ]
    return [found for found, _ in pairs], [gold for _, gold in pairs]


def pair_f1(found: Sequence[str], gold: Sequence[str]) -> float:
    """F1 over pairs of items that share a label."""
    both = _pairs(Counter(zip(found, gold, strict=True)).values())
    return 2 * both / max(1, _pairs(Counter(found).values()) + _pairs(Counter(gold).values()))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def bcubed_f1(found: Sequence[str], gold: Sequence[str]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998): precision and recall averaged over items."""
    both = Counter(zip(found, gold, strict=True))
    sizes, true_sizes = Counter(found), Counter(gold)
    precision = sum(n * n / sizes[label] for (label, _), n in both.items()) / len(gold)
    recall = sum(n * n / true_sizes[label] for (_, label), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def _hard(embedder: Embedder | None) -> dict[str, float]:
    """Shares of the hard pairs joined: true ones of all and of the check third, false ones by kind."""
    if not HARD_PAIRS.is_file():
        print("cluster.hard: skipped, the hard pairs are not beside the bench")
        return {}
    pairs = tomllib.loads(HARD_PAIRS.read_text(encoding="utf-8"))["pair"]
    matchers: dict[str, Callable[[Sequence[str], Sequence[str]], bool]]
    matchers = {"": joined, ".baseline_jaccard": _jaccard, ".baseline_sequence": _sequence}
    if embedder is not None:
        matchers[".embed"] = partial(joined, embedder=embedder)
    metrics: dict[str, float] = {}
    for name, matcher in matchers.items():
        outcomes: dict[str, list[bool]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            is_joined = matcher(pair["a"], pair["b"])
            outcomes["true" if pair["same"] else pair["kind"]].append(is_joined)
            if number % 3 == 2:
                outcomes["check_true" if pair["same"] else "check_false"].append(is_joined)
            if pair["kind"] in _NEVER:
                outcomes["never"].append(is_joined)
        for kind, joins in outcomes.items():
            metrics[f"cluster.hard{name}.{kind}_joined"] = sum(joins) / len(joins)
    return metrics


def joined(a: Sequence[str], b: Sequence[str], embedder: Embedder | None = None) -> bool:
    """Whether two reports, each a title and a lead, become one story."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    articles = [
        make_article(title, lead, f"https://{n}.example/", str(n), when)
        for n, (title, lead) in enumerate((a, b))
    ]
    placed = StoryIndex().add(_arrivals(articles, embedder))
    return placed.story_of[0] == placed.story_of[1]


def _jaccard(a: Sequence[str], b: Sequence[str]) -> bool:
    ours, theirs = set(a[0].lower().split()), set(b[0].lower().split())
    return len(ours & theirs) / len(ours | theirs) >= 0.5


def _sequence(a: Sequence[str], b: Sequence[str]) -> bool:
    return SequenceMatcher(None, a[0].lower(), b[0].lower()).ratio() >= 0.86
