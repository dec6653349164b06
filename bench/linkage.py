"""The baseline for clustering: plain TF-IDF and average linkage, its threshold fitted where it is scored.

Used by `clusters.py`. Written in numpy; it takes nothing from `bot.stories`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bot.model import Article

Matrix = NDArray[np.float64]

_WORD = re.compile(r"\w+")
_THRESHOLDS = np.arange(0.06, 0.61, 0.02)
_WINDOW = timedelta(days=3)


def fitted_linkage(
    streams: Mapping[str, Sequence[tuple[Article, str]]],
    score: Callable[[Mapping[str, Sequence[object]]], float],
) -> dict[str, list[int]]:
    """Labels for each stream's articles, with the one threshold for all that scores best."""
    alike = {name: _cosines([article for article, _ in items]) for name, items in streams.items()}
    tried = (
        {name: average_linkage(matrix, threshold) for name, matrix in alike.items()}
        for threshold in _THRESHOLDS
    )
    return max(tried, key=score)


def _cosines(articles: Sequence[Article]) -> Matrix:
    """Cosine of TF-IDF vectors over title and text; 0 for articles too far apart in time."""
    bags = [_WORD.findall(f"{article.title} {article.text}".lower()) for article in articles]
    numbers: dict[str, int] = {}
    counts = np.zeros((len(bags), len({word for bag in bags for word in bag})))
    for row, bag in enumerate(bags):
        for word in bag:
            counts[row, numbers.setdefault(word, len(numbers))] += 1
    rarity = np.log((1 + len(bags)) / (1 + (counts > 0).sum(axis=0))) + 1
    weights = counts * rarity
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-9)
    days = np.array([article.published.timestamp() for article in articles])
    near = np.abs(days[:, None] - days[None]) <= _WINDOW.total_seconds()
    return np.where(near, weights @ weights.T, 0.0)


def average_linkage(alike: Matrix, threshold: float) -> list[int]:
    """Join the two most alike sets until none is alike enough; gives each row its set's number."""
    alike = alike.copy()
    np.fill_diagonal(alike, -1.0)
    sizes = np.ones(len(alike))
    labels = np.arange(len(alike))
    while True:
        a, b = divmod(int(alike.argmax()), len(alike))
        if alike[a, b] < threshold:
            return [int(label) for label in labels]
        joined = (sizes[a] * alike[a] + sizes[b] * alike[b]) / (sizes[a] + sizes[b])
        alike[a], alike[:, a], alike[b], alike[:, b] = joined, joined, -1.0, -1.0
        alike[a, a] = -1.0
        sizes[a] += sizes[b]
        labels[labels == labels[b]] = labels[a]
