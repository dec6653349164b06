"""A text as the glossary reads it: words and marks with their places, in the form of `lexicon.normal`.

Shared by `linker.py` and `sense.py`, which must agree on where a word is. Letters and digits part ("Qwen3" is
Qwen, 3), hyphens and spaces join, addresses are one opaque mark. It knows no terms.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.glossary.lexicon import normal_word

_PIECE = re.compile(r"[^\W\d_]+|[\s\-_‐‑]+|\d+|.", re.DOTALL)
_ADDRESS = re.compile(r"://|@|(?<=\w)\.(?:com|org|net|edu|gov|io|dev|app)\b")
_SPACE = re.compile(r"\s|$")
_LONGEST_BEFORE = 256  # letters looked back for the start of an address; a longer one is cut
_OPAQUE = "·"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text: the normal form of each, and where it starts and ends in the text."""

    text: str
    folded: list[str]
    starts: list[int]
    ends: list[int]


def words_of(text: str) -> Words:
    """Split a text into words and marks; any text will do."""
    pieces = _PIECE.findall(_without_addresses(text))
    forms = list(map(_form, pieces))
    kept = [at for at, form in enumerate(forms) if form]
    ends = list(accumulate(map(len, pieces)))
    return Words(
        text,
        [forms[at] for at in kept],
        [ends[at] - len(pieces[at]) for at in kept],
        [ends[at] for at in kept],
    )


@lru_cache(maxsize=65_536)
def _form(piece: str) -> str:
    """Normal form of a word or mark; "" for what only joins words (a spaced hyphen is a dash, and parts)."""
    if piece[0].isalnum():
        return normal_word(piece)
    if piece.isspace() or piece[0] in "-_‐‑" or piece[-1] in "-_‐‑":
        return ""
    if piece == "’":
        return "'"
    return piece if piece.isascii() and len(piece) == 1 else _OPAQUE


def _without_addresses(text: str) -> str:
    """Blank out addresses, so that no word is found in them; every other place stays where it is."""
    parts, done = [], 0
    for match in _ADDRESS.finditer(text):
        at = match.start()
        if at < done:
            continue
        before = max(done, at - _LONGEST_BEFORE)
        start = max(before, *(text.rfind(space, before, at) + 1 for space in " \n\t("))
        space = _SPACE.search(text, at)
        end = space.start() if space else len(text)
        parts += [text[done:start], _OPAQUE, " " * (end - start - 1)]
        done = end
    return "".join([*parts, text[done:]]) if parts else text
