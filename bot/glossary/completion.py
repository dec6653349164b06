"""Completion: the terms that what is being typed may become.

Beside `resolve.py`, for prompts that offer choices at every key. It goes by the beginnings of names, aliases
and slugs, and of the words in them; it forgives no typo (that is `resolve.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.glossary.lexicon import Lexicon, Term, normal

LEXICONS_INDEXED = 32  # the shipped one and as many servers' own are kept ready at a time
MOST_COMPLETED = 25  # Discord's and Slack's lists of choices are no longer (platform documentation)
_LONGEST = 80  # characters of what is typed that are looked at
_SHORT = 2  # letters; so few begin too many names to be sorted at every key
_GAP = re.compile(r"[\s_\-‐-―−]+")

_Row = tuple[
    str, tuple[bool, int], str
]  # the beginning of a name or inner word, its place among equals, slug


@dataclass(frozen=True, slots=True)
class _Beginnings:
    """Rows by text, and for short beginnings the slugs in the order in which they are offered."""

    rows: tuple[_Row, ...]
    short: dict[str, tuple[str, ...]]

    def of(self, typed: str, most: int) -> Iterable[str]:
        """Slugs with a row that begins with `typed`, best first; of a short one MOST_COMPLETED at most."""
        if len(typed) <= _SHORT and most <= MOST_COMPLETED:
            return self.short.get(typed, ())
        start = bisect_left(self.rows, (typed,))
        end = bisect_left(self.rows, (typed + "\U0010ffff",))
        return (slug for _, _, slug in sorted(self.rows[start:end], key=lambda row: row[1:]))


def complete(prefix: str, lexicon: Lexicon, most: int = MOST_COMPLETED) -> tuple[Term, ...]:
    """Complete what is being typed: the term so called, names that begin so, then those with such a word.

    Names come before aliases, short ones before long ones. Nothing typed is completed by nothing.
    """
    typed = _plain(prefix[:_LONGEST])
    if not typed:
        return ()
    found = dict.fromkeys(lexicon.by_surface.get(normal(prefix[:_LONGEST]), ()))
    for beginnings in _beginnings(lexicon):
        if len(found) < most:
            found.update(dict.fromkeys(beginnings.of(typed, most)))
    return tuple(lexicon.terms[slug] for slug in tuple(found)[:most])


def _plain(text: str) -> str:
    """Fold case, gaps and -ize/-ise; unlike `normal` it leaves half-typed words as they are."""
    return _GAP.sub(" ", text.strip()).casefold().replace("z", "s")


@lru_cache(maxsize=LEXICONS_INDEXED)
def _beginnings(lexicon: Lexicon) -> tuple[_Beginnings, _Beginnings]:
    """Whole names by their beginning, and inner words of names by theirs."""
    starts: list[_Row] = []
    inner: list[_Row] = []
    for term in lexicon.terms.values():
        for surface in (*term.surfaces, term.slug):
            whole = _plain(surface)
            place = (surface != term.name, len(whole))
            starts.append((whole, place, term.slug))
            inner += [(whole[gap.end() :], place, term.slug) for gap in re.finditer(" ", whole)]
    return _indexed(starts), _indexed(inner)


def _indexed(rows: list[_Row]) -> _Beginnings:
    short: dict[str, dict[str, None]] = {}
    for text, _, slug in sorted(rows, key=lambda row: row[1:]):
        for length in range(1, _SHORT + 1):
            slugs = short.setdefault(text[:length], {})
            if len(slugs) < MOST_COMPLETED:
                slugs[slug] = None
    return _Beginnings(tuple(sorted(rows)), {head: tuple(slugs) for head, slugs in short.items()})
