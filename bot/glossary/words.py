"""A text as the glossary reads it: words and marks with their places, in the form of `lexicon.normal`.

Shared by `linker.py` and `sense.py`, which must agree on where a word is. Letters and digits part ("Qwen3" is
Qwen, 3), hyphens and spaces join, addresses are one opaque mark. It knows no terms.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

from bot.glossary.lexicon import normal_word

_PIECE = re.compile(r"[^\W\d_]+[ -]?|[\s\-_‐‑]+|\d+[ -]?|. ?", re.DOTALL)
_ADDRESS = re.compile(r"://|@[\w-]{1,64}\.\w|\.(?:com|org|net|edu|gov|io|dev|app)\b")
_SPACE = re.compile(r"\s|$")
_LONGEST_BEFORE = 256  # letters looked back for the start of an address; a longer one is cut
_JOINTS = " -_‐‑"  # what may follow a word in its piece
_OPAQUE = "·"


@dataclass(frozen=True, slots=True)
class Words:
    """Words and marks of a text, each in its normal form; `start` and `end` say where one stands."""

    text: str
    folded: list[str]
    _pieces: list[str]
    _bounds: list[int]

    def start(self, at: int) -> int:
        """Where in the text word number `at` starts."""
        return self._bounds[at] - len(self._pieces[at])

    def end(self, at: int) -> int:
        """Where in the text word number `at` ends."""
        return self.start(at) + len(self._pieces[at].rstrip(_JOINTS) or " ")


def words_of(text: str) -> Words:
    """Split a text into words and marks; any text will do."""
    pieces = _PIECE.findall(_without_addresses(text))
    forms = list(map(_form, pieces))
    bounds = list(accumulate(map(len, pieces)))
    if "" in forms:
        pieces, bounds = list(compress(pieces, forms)), list(compress(bounds, forms))
        forms = list(compress(forms, forms))
    return Words(text, forms, pieces, bounds)


def forms(surface: str) -> tuple[str, ...]:
    """Write a surface as words in normal form; one with a hyphen also without ("finetuning", "GPT4")."""
    spellings = dict.fromkeys((surface, surface.replace("-", "")))
    return tuple(form for form in (" ".join(words_of(it).folded) for it in spellings) if form)


@lru_cache(maxsize=65_536)
def _form(piece: str) -> str:
    """Normal form of a word or mark; "" for what only joins words. A hyphen before a space is a dash."""
    word = piece.strip().strip(_JOINTS)
    if not word:
        is_dash = "-" in piece and piece[-1].isspace()
        return _OPAQUE if is_dash else ""
    if word[0].isalnum():
        return normal_word(word)
    if word == "’":
        return "'"
    return word if word.isascii() else _OPAQUE


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
