"""Choose the terms worth explaining under a digest: few, hard, at its centre, not said lately.

Between `linker.py` and the digest's Document. What a story's texts link to is found once a story
(`terms_in`); what a channel was told comes in as slugs. It explains nothing and knows no platform.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.glossary.lexicon import Lexicon, Term, load, normal
from bot.glossary.linker import link

MOST_TERMS = 5
_IN_HEADLINE = 2.0  # points a story gives a term of its headline
_IN_SUMMARY = 1.0  # ... and one that only its sentences have
_MOST_CENTRAL = 4.0  # two headlines' worth: past that, hardness and kind decide
_HARDEST = 4.0  # points of a term on which no explanation of another leans
_EASY = 0.25  # share of that below which a reader of AI news needs no explanation: AI, model, training
_ORDINARY = (
    -1.5
)  # a name that is an everyday word too: easier to guess, and the likelier mistake of the linker
_LONGEST_RUN = 3  # words of a surface looked for in explanations
_MARKS = re.compile(r"[^\w\s-]")
_KINDS = {
    "concept": 3.0,
    "technique": 3.0,
    "architecture": 3.0,
    "policy": 2.0,
    "benchmark": 2.0,
    "dataset": 2.0,
    "hardware": 2.0,
    "tool": 1.0,
    "model": 0.0,
    "lab": 0.0,
    "person": 0.0,
}


@dataclass(frozen=True, slots=True)
class StoryTerms:
    """Slugs of the terms a story uses, where a reader sees them, in the order of the text."""

    headline: tuple[str, ...]
    summary: tuple[str, ...]


def terms_in(headline: str, sentences: Iterable[str], lexicon: Lexicon) -> StoryTerms:
    """Find the terms of a story as it is shown; the sentences are context for the headline's words too."""
    text = " \n".join((headline, *sentences))
    links = link(text, lexicon, every_use=True)
    in_headline = dict.fromkeys(found.slug for found in links if found.start < len(headline))
    below = dict.fromkeys(found.slug for found in links if found.start >= len(headline))
    return StoryTerms(tuple(in_headline), tuple(slug for slug in below if slug not in in_headline))


def terms_for(
    stories: Sequence[StoryTerms],
    lexicon: Lexicon,
    told: frozenset[str] = frozenset(),
    most: int = MOST_TERMS,
) -> tuple[Term, ...]:
    """Choose the terms to explain, best first: central, hard, a notion rather than a name; none of `told`.

    The score is a sum: how central (up to 4), how hard (up to 4), which kind (up to 3), less for an ordinary
    word. Equals stand in the order of the digest.
    """
    central: defaultdict[str, float] = defaultdict(float)
    for story in stories:
        for slug in story.headline:
            central[slug] += _IN_HEADLINE
        for slug in story.summary:
            central[slug] += _IN_SUMMARY
    known = (lexicon.terms[slug] for slug in central if slug in lexicon.terms and slug not in told)
    scores = {
        term.slug: min(central[term.slug], _MOST_CENTRAL) + _worth(term)
        for term in known
        if hardness(term.slug) >= _EASY
    }
    best = sorted(scores, key=lambda slug: -scores[slug])
    return tuple(lexicon.terms[slug] for slug in best[:most])


def _worth(term: Term) -> float:
    ordinary = _ORDINARY if term.name in term.everyday else 0.0
    return _HARDEST * hardness(term.slug) + _KINDS[term.kind] + ordinary


def hardness(slug: str) -> float:
    """How unfamiliar a term is to readers, 0 (explanations of other terms lean on it most) to 1 (none does).

    A frequency measure over our own lexicon, on a log scale: how many other one-line explanations, written
    for people from outside the field, use the term, and how many entries name it as related. What others
    are explained by is what readers know or meet first.
    """
    leaning, most = _leaning()
    return 1 - math.log1p(leaning[slug]) / math.log1p(most)


@cache
def _leaning() -> tuple[Counter[str], int]:
    """By slug, how many terms of the shipped lexicon lean on it, and the most that lean on one."""
    lexicon = load()
    counts = Counter(slug for term in lexicon.terms.values() for slug in term.related)
    for term in lexicon.terms.values():
        used = {slug for run in _runs(term.line) for slug in lexicon.by_surface.get(run, ())}
        counts.update(used - {term.slug})
    return counts, max(counts.values(), default=1)


def _runs(text: str) -> Iterator[str]:
    """Runs of one to `_LONGEST_RUN` words, as `normal` writes them."""
    words = normal(_MARKS.sub(" ", text)).split()
    for start in range(len(words)):
        for length in range(1, _LONGEST_RUN + 1):
            yield " ".join(words[start : start + length])
