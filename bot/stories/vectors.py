"""Weighted word vectors of many articles, and which of them share rare words.

Between identity and cluster. TF-IDF in numpy, with an expectation about word frequencies from before any
text is seen, so that two articles can be compared as well as ten thousand. Looking for neighbours reads
a bounded number of postings an article, rarest words first: cost grows with articles, not with pairs.
It decides nothing.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.stories.identity import Profile
from bot.stories.words import common_stems

# The texts imagined to be seen before the first one, and the share of them that holds a common word. A word
# that is not common is expected in half a text.
_SEEN_BEFORE, _COMMON_SHARE, _RARE = 500, 0.05, 0.5
# Added to a vector's squared length, about a third of a full lead's: thin texts must share more.
_THINNESS = 500.0
_POSTINGS = 4_000  # read an article while looking for neighbours
_ROUGH = 0.5  # share of the least likeness that its rare words alone must show
_NEIGHBOURS = 24  # compared exactly
_LOG_COUNT = np.concatenate(([0.0], 1.0 + np.log(np.arange(1, 10)))).astype(np.float32)

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Vectors:
    """Rows of words and weights; a row's number is the order in which its profile was added."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._expected: list[float] = []
        self._rows: list[Ints] = []
        self._counts: list[Floats] = []
        self._words: Ints = np.empty(0, np.int64)
        self._weights: Floats = np.empty(0, np.float32)
        self._starts: Ints = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return len(self._rows)

    def extend(self, profiles: Iterable[Profile]) -> None:
        """Add profiles as rows and weigh all words anew."""
        for profile in profiles:
            self._rows.append(np.fromiter(map(self._number, profile.words), np.int64, len(profile.words)))
            digits = np.frombuffer(profile.counts.encode("ascii"), np.uint8) - ord("0")
            self._counts.append(_LOG_COUNT[digits])
        if self._rows:
            self._weigh()
            self._index()

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._expected)
            self._expected.append(_SEEN_BEFORE * _COMMON_SHARE if word in common_stems() else _RARE)
        return number

    def _weigh(self) -> None:
        self._words = np.concatenate(self._rows)
        self._starts = np.concatenate(([0], np.cumsum([len(row) for row in self._rows])))
        expected = np.array(self._expected, np.float32)
        self._found_in = np.bincount(self._words, minlength=len(expected))
        rarity = np.log((len(self._rows) + _SEEN_BEFORE) / (self._found_in + expected))
        weights = np.concatenate(self._counts) * np.maximum(rarity, 0.0)[self._words]
        row_of = np.repeat(np.arange(len(self._rows)), np.diff(self._starts))
        squares = np.bincount(row_of, weights=weights * weights, minlength=len(self._rows))
        self._weights = (weights / np.sqrt(squares + _THINNESS)[row_of]).astype(np.float32)
        self._row_of = row_of

    def _index(self) -> None:
        """Postings: for each word the rows that hold it, in order, with their weights."""
        order = np.argsort(self._words, kind="stable")
        self._post_rows = self._row_of[order]
        self._post_weights = self._weights[order]
        self._post_starts = np.concatenate(([0], np.cumsum(self._found_in)))
        self._scratch = np.zeros(len(self._expected), np.float32)

    def row(self, row: int) -> dict[int, float]:
        """One row as word number to weight; its dot product with another row is their likeness, 0 to 1."""
        words, weights = self._slice(row)
        return dict(zip(words.tolist(), weights.tolist(), strict=True))

    def earlier_neighbours(self, row: int, least: float) -> list[tuple[int, float]]:
        """Rows before this one that are at least so alike, with their likeness."""
        words, weights = self._slice(row)
        rows, shared = self._postings(words, weights)
        rough = np.bincount(rows, weights=shared, minlength=row)[:row]
        found = np.flatnonzero(rough >= least * _ROUGH)
        best = found[np.argsort(-rough[found], kind="stable")[:_NEIGHBOURS]]
        self._scratch[words] = weights
        likeness = [(other, self._dot(other)) for other in best.tolist()]
        self._scratch[words] = 0.0
        return [(other, value) for other, value in likeness if value >= least]

    def _slice(self, row: int) -> tuple[Ints, Floats]:
        start, end = self._starts[row], self._starts[row + 1]
        return self._words[start:end], self._weights[start:end]

    def _dot(self, row: int) -> float:
        words, weights = self._slice(row)
        return float(self._scratch[words] @ weights)

    def _postings(self, words: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """Rows sharing a row's words, rarest words first, as many as may be read."""
        order = np.argsort(self._found_in[words], kind="stable")
        sizes = self._found_in[words[order]]
        taken = np.searchsorted(np.cumsum(sizes), _POSTINGS, side="right")
        order, sizes = order[:taken], sizes[:taken]
        ends = np.cumsum(sizes)
        # Postings of the taken words one after the other: each word's start, repeated, plus a running count.
        where = np.repeat(self._post_starts[words[order]] - (ends - sizes), sizes) + np.arange(sizes.sum())
        return self._post_rows[where], self._post_weights[where] * np.repeat(weights[order], sizes)


def dot(a: dict[int, float], b: dict[int, float]) -> float:
    """The dot product of two vectors given as word number to weight."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return sum(weight * long[word] for word, weight in short.items() if word in long)


def add(into: dict[int, float], others: Sequence[dict[int, float]]) -> None:
    """Add vectors to the first, in place."""
    for other in others:
        for word, weight in other.items():
            into[word] = into.get(word, 0.0) + weight
