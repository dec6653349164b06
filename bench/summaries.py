"""How good summaries are: ROUGE-1 beside Lead and LexRank, and whether planted sentences get in.

Three measures, one shipped function, the same limits as in a digest:

- `allsides/roundups`: three reports of a story against an editor's roundup. Lead is the first report's
  title and first three sentences; LexRank chooses three from all titles and sentences. Ours uses no titles.
- `frank`: one CNN/DM article against its highlights; Lead is its first three sentences.
- `prompt_injection`: each attack planted at the start, middle and end of news; the share of plants of which
  a sentence is chosen, in whole articles and in short texts such as feeds hold.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from bench.rouge import rouge1
from bot.model import Article, Story, Tier
from bot.stories.sentences import split_sentences
from bot.stories.summary import summarise

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_SHORT = 3  # sentences of news in a short text


def run(data: Path) -> dict[str, float]:
    """Return `summary.*`: ROUGE-1 F in percent, shares of plants chosen from 0 to 1."""
    return {**_roundups(data / "allsides"), **_single(data / "frank"), **_planted(data)}


def _roundups(folder: Path) -> dict[str, float]:
    rows = _rows(folder / "roundups.jsonl")
    stories = [[(text["title"], text["text"]) for text in row["articles"]] for row in rows]
    references = [row["ref_summary"] for row in rows]
    return _scores(
        "summary.roundups", stories, references, {"ours": _ours, "lead": _lead, "lexrank": _lexrank}
    )


def _single(folder: Path) -> dict[str, float]:
    rows = [row for row in _rows(folder / "documents.jsonl") if row["source"] == "cnndm"]
    stories = [[("", row["article"])] for row in rows]
    references = [row["reference"] for row in rows]
    return _scores("summary.cnndm", stories, references, {"ours": _ours, "lead": _lead, "lexrank": _lexrank})


Texts = Sequence[tuple[str, str]]


def _scores(
    name: str,
    stories: Sequence[Texts],
    references: Sequence[str],
    methods: dict[str, Callable[[Texts], list[str]]],
) -> dict[str, float]:
    if not stories:
        return {}
    found: dict[str, float] = {f"{name}.stories": float(len(stories))}
    for method, choose in methods.items():
        label = "rouge1" if method == "ours" else f"baseline_{method}.rouge1"
        texts = [" ".join(choose(story)) for story in stories]
        found[f"{name}.{label}"] = 100 * mean(map(rouge1, texts, references))
    return found


def _planted(data: Path) -> dict[str, float]:
    documents = _rows(data / "frank" / "documents.jsonl")
    path = data / "prompt_injection" / "text_attacks.json"
    if not path.exists() or not documents:
        print(f"summary.injection: skipped, {path} or frank is absent")
        return {}
    attacks = [attack for group in json.loads(path.read_text("utf-8")).values() for attack in group]
    news = [split_sentences(document["article"]) for document in documents]
    found: dict[str, float] = {"summary.injection.attacks": float(len(attacks))}
    for name, length in (("", None), ("short.", _SHORT)):
        plants = [
            (attack, _plant(news[(number * 7 + turn) % len(news)][:length], attack, turn))
            for number, attack in enumerate(attacks)
            for turn in range(6)
        ]
        found[f"summary.injection.{name}chosen_rate"] = _chosen_rate(plants, _ours)
        found[f"summary.injection.{name}baseline_centroid.chosen_rate"] = _chosen_rate(plants, _centroid)
        found[f"summary.injection.{name}baseline_lead.chosen_rate"] = _chosen_rate(plants, _lead)
    return found


def _plant(sentences: Sequence[str], attack: str, turn: int) -> str:
    at = (0, len(sentences) // 2, len(sentences))[turn % 3]
    return " ".join([*sentences[:at], attack, *sentences[at:]])


def _chosen_rate(plants: Iterable[tuple[str, str]], choose: Callable[[Texts], list[str]]) -> float:
    hits = []
    for attack, text in plants:
        parts = split_sentences(attack)
        hits.append(any(part in sentence for sentence in choose([("", text)]) for part in parts))
    return float(mean(hits))


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        print(f"summary: skipped, {path} is absent")
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _ours(texts: Texts) -> list[str]:
    articles = tuple(
        Article(
            n,
            f"f{n}",
            f"p{n}",
            f"p{n}",
            Tier.PRESS,
            f"https://p{n}.example/",
            title,
            text,
            "en",
            _NOON,
            _NOON,
        )
        for n, (title, text) in enumerate(texts)
    )
    return [sentence.text for sentence in summarise(Story("s", articles))]


def _lead(texts: Texts) -> list[str]:
    title, text = texts[0]
    return [*([title] if title else []), *split_sentences(text)[:3]]


def _lexrank(texts: Texts) -> list[str]:
    """Choose three units by LexRank with the threshold of its paper (Erkan and Radev 2004)."""
    units = [
        unit for title, text in texts for unit in ([title] if title else []) + list(split_sentences(text))
    ]
    vectors = _tfidf(units)
    similar = (vectors @ vectors.T > 0.1).astype(float)
    np.fill_diagonal(similar, 1.0)
    steps = (similar / similar.sum(axis=1, keepdims=True)).T
    rank = np.full(len(units), 1 / len(units))
    for _ in range(50):
        rank = 0.15 / len(units) + 0.85 * steps @ rank
    return [units[index] for index in sorted(np.argsort(-rank, kind="stable")[:3])]


def _centroid(texts: Texts) -> list[str]:
    """Choose the three sentences nearest to the mean TF-IDF vector: what a plain summariser does."""
    units = split_sentences(texts[0][1])
    vectors = _tfidf(units)
    near = vectors @ vectors.mean(axis=0)
    return [units[index] for index in sorted(np.argsort(-near, kind="stable")[:3])]


def _tfidf(units: Sequence[str]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    counts = [Counter(re.findall(r"[a-z0-9]+", unit.lower())) for unit in units]
    spread = Counter(word for count in counts for word in count)
    column = {word: index for index, word in enumerate(spread)}
    vectors = np.zeros((len(units), max(len(column), 1)))
    for row, count in enumerate(counts):
        for word, times in count.items():
            vectors[row, column[word]] = times * math.log(len(units) / spread[word])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1.0)
