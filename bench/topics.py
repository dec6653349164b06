"""Topics on hand-labelled titles of the public data: the share a person would agree with.

`labels/topics.jsonl` holds ids and labels only; the titles stay in the data. The rules were written
looking at the half "tune"; "check" was labelled after them. An article has its words and address alone:
no feed declares a topic here. The baseline gives a topic to each title that has a word of the topic's
name.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from xml.etree import ElementTree

from bot.model import Article, Story, Tier
from bot.stories.topic_rules import load
from bot.stories.topics import topic_slugs, topics_of

LABELS = Path(__file__).parent / "labels" / "topics.jsonl"
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # topics know no time


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, its half of the labels, what a person said."""

    article: Article
    half: str
    topics: frozenset[str]


def run(data: Path) -> dict[str, float]:
    """Score micro and macro F1 of the shipped rules and of the baseline on both halves."""
    if not (data / "ai_ranking").is_dir() or not (data / "olshansk_feeds").is_dir():
        print(f"  skipped: no ai_ranking and olshansk_feeds in {data}")
        return {}
    labelled = tuple(_labelled(data))
    results: dict[str, float] = {}
    for half in ("tune", "check"):
        rows = [row for row in labelled if row.half == half]
        if not rows:
            print(f"  skipped the {half} half: none of its titles are in {data}")
            continue
        wanted = [row.topics for row in rows]
        results[f"topics.{half}.titles"] = float(len(rows))
        results |= _f1(f"topics.{half}", wanted, [_ours(row.article) for row in rows])
        results |= _f1(f"topics.{half}.baseline_name", wanted, [_named(row.article.title) for row in rows])
    return results


def _ours(article: Article) -> frozenset[str]:
    return frozenset(match.topic for match in topics_of(Story("", (article,))))


def _named(title: str) -> frozenset[str]:
    words = set(re.findall(r"[a-z]+", title.lower()))
    words |= {word.removesuffix("s") for word in words}
    return frozenset(
        topic.slug
        for topic in load().all
        if words & {part.removesuffix("s") for part in topic.slug.split("-")} - {"and", "of", "self"}
    )


def _f1(prefix: str, wanted: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> dict[str, float]:
    """Micro F1 over all labels; macro F1 over the topics that have a label."""
    right, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    for want, got in zip(wanted, given, strict=True):
        right.update(want & got)
        extra.update(got - want)
        missed.update(want - got)
    each = [
        2 * right[slug] / (2 * right[slug] + extra[slug] + missed[slug])
        for slug in topic_slugs()
        if right[slug] + missed[slug]
    ]
    micro = 2 * right.total() / (2 * right.total() + extra.total() + missed.total())
    return {f"{prefix}.micro_f1": micro, f"{prefix}.macro_f1": fmean(each)}


def _labelled(data: Path) -> Iterator[Labelled]:
    articles = dict(_candidates(data)) | dict(_feeds(data))
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if article := articles.get((row["set"], row["id"])):
            yield Labelled(article, row["half"], frozenset(row["topics"]))


def _candidates(data: Path) -> Iterator[tuple[tuple[str, str], Article]]:
    with (data / "ai_ranking" / "candidates.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield ("ai_ranking", row["cid"]), _article(row["title"], row["summary"] or "", row["url"])


def _feeds(data: Path) -> Iterator[tuple[tuple[str, str], Article]]:
    """Items by the beginning of the SHA-256 of their link."""
    for path in sorted((data / "olshansk_feeds").glob("*.xml")):
        for item in _items(path):
            title, link, text = (item.findtext(name, "").strip() for name in ("title", "link", "description"))
            key = hashlib.sha256(link.encode()).hexdigest()[:12]
            yield ("olshansk_feeds", key), _article(title, re.sub(r"<[^>]+>", " ", text), link)


def _items(path: Path) -> Iterable[ElementTree.Element]:
    return ElementTree.parse(path).getroot().iter("item")


def _article(title: str, text: str, url: str) -> Article:
    return Article(0, "", "", "", Tier.COMMUNITY, url, title, text, "en", _WHEN, _WHEN)
