"""Finding terms in a text: one pass for every surface, then case, boundaries, sense, and the longest.

Between the lexicon and all that shows terms: text in, places of terms out. What a surface means in its
place is `sense.py`'s judgement. It chooses no terms worth telling (that is `choose.py`) and changes no text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ahocorasick_rs import AhoCorasick

from bot.glossary.lexicon import Lexicon, Term
from bot.glossary.sense import Found, Senses
from bot.glossary.words import Words, forms, words_of

_JOIN = re.compile(r"[\s\-_‐‑]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a text that means a term: `text[start:end]`."""

    slug: str
    start: int
    end: int


def link(text: str, lexicon: Lexicon, *, every_use: bool = False) -> tuple[Link, ...]:
    """Find the terms that a text uses in their AI sense, in order; of each the first, unless `every_use`."""
    index = _index(lexicon)
    words = words_of(text)
    found = sorted(index.find(words), key=_longest_first)
    field = index.senses.field(words, found)
    links: list[Link] = []
    seen: set[str] = set()
    free = 0
    for hit in found:
        if hit.first < free:
            continue
        free = hit.last + 1
        if not every_use and any(term.slug in seen for term in hit.terms):
            continue
        term = field.meant(hit)
        if term is not None:
            seen.add(term.slug)
            links.append(Link(term.slug, words.start(hit.first), words.end(hit.last)))
    return tuple(links)


def _longest_first(hit: Found) -> tuple[int, int]:
    return hit.first, -hit.last


class _Index:
    """All surfaces of a lexicon as one pattern set, and what is needed to judge their sense."""

    def __init__(self, lexicon: Lexicon) -> None:
        by_pattern: dict[str, dict[str, Term]] = {}
        for term in lexicon.terms.values():
            for pattern in (f" {form} " for surface in term.surfaces for form in forms(surface)):
                by_pattern.setdefault(pattern, {})[term.slug] = term
        self.senses = Senses(lexicon)
        self._terms = [tuple(terms.values()) for terms in by_pattern.values()]
        self._patterns = AhoCorasick(by_pattern)
        self._cased = {
            term.slug: {_JOIN.sub("", surface) for surface in term.cased} for term in lexicon.terms.values()
        }

    def find(self, words: Words) -> Iterator[Found]:
        """Find every surface that stands on word boundaries and, where its case matters, as written."""
        starts = list(accumulate([len(word) + 1 for word in words.folded], initial=0))
        row = f" {' '.join(words.folded)} "
        for pattern, start, end in self._patterns.find_matches_as_indexes(row, overlapping=True):
            first, last = bisect_left(starts, start), bisect_left(starts, end - 1) - 1
            written = _as_written(words, first, last)
            if not written:
                continue
            terms = tuple([term for term in self._terms[pattern] if self._is_cased(term, written)])
            if terms:
                yield Found(first, last, row[start + 1 : end - 1], terms)

    def _is_cased(self, term: Term, written: str) -> bool:
        cased = self._cased[term.slug]
        if not cased or written in cased:
            return True
        if written[-1] == "s" and written[:-1] in cased:
            return written[-2:-1].isupper()  # RAGs and LLMs; Llamas is somebody's name
        # A plain plural may hang on either: "law" is no LAWS, "llamas" no Llama.
        singular = written.casefold().removesuffix("s")
        return not any(surface.casefold().removesuffix("s") == singular for surface in cased)


@lru_cache(maxsize=64)
def _index(lexicon: Lexicon) -> _Index:
    return _Index(lexicon)


def _as_written(words: Words, first: int, last: int) -> str:
    """Return the surface's letters without joints, "" where it is only a part of a longer word or number.

    A name may run on into its version ("Qwen3"); a version may not go on ("GPT-4" in "GPT-4o", "GPT-4.1").
    """
    start, end = words.start(first), words.end(last)
    text = words.text
    if start and text[start - 1].isalnum():
        return ""
    after = text[end : end + 2]
    is_number = text[end - 1].isdigit()
    if after[:1].isalnum() and (is_number or not text[start].isupper()):
        return ""
    if is_number and after[:1] == "." and after[1:].isdigit():
        return ""
    return text[start:end] if first == last else _JOIN.sub("", text[start:end])
