"""Plain words and phrases found in text in one pass: what topics, happenings and the AI test are made of.

Stands beside the flow: words in, phrases out. Words match whole words only, without regard to case,
hyphens or a plural s. It knows no meaning, no regular expression of a user and no entity (see
`entities.py`).
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.stories.words import pieces

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_REPOSITORY = re.compile(r"[\w.-]+ ?/ ?[\w.-]+")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower-case word without a plural ending, so that "Agents" is "agent"."""
    word = word.casefold()
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def is_repository(title: str) -> bool:
    """Whether a title is a repository's name ("org/BigModelVL")."""
    return "/" in title and _REPOSITORY.fullmatch(title.strip()) is not None


def title_pieces(title: str) -> list[str]:
    """Words of a title; a repository's name ("org/BigModelVL") is also parted where its case changes."""
    words = pieces(title)
    if is_repository(title):
        words += [part for part in pieces(_CAMEL.sub(" ", title)) if part not in words]
    return words


class Phrases:
    """A set of phrases, ready to be found in many texts."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = tuple(fold(word) for word in pieces(phrase))
            if not words:
                message = f"a phrase without a word: {phrase!r}"
                raise ValueError(message)
            self._by_first.setdefault(words[0], []).append((words, phrase))
        self._firsts = self._by_first.keys()

    def find(self, folded: Sequence[str]) -> list[str]:
        """Return the phrases that occur in these folded words, each once, in order of first occurrence."""
        if self._firsts.isdisjoint(folded):
            return []
        found: dict[str, None] = {}
        for at, word in enumerate(folded):
            for wanted, phrase in self._by_first.get(word, ()):
                if len(wanted) == 1 or tuple(folded[at : at + len(wanted)]) == wanted:
                    found[phrase] = None
        return list(found)
