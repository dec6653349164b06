"""Words of a text as story identity sees them: small pieces, numbers whole, case kept; and which say little.

The first step of `entities.py`, `slots.py` and `identity.py`, which must agree on where a word ends:
"GPT‑5.2-Codex" is GPT, 5.2, Codex and "Qwen3-8B" is Qwen, 3, 8B. It knows no names and no meanings.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " "})
_POSSESSIVE = re.compile(r"'s\b(?<=\w's)|'(?<=s')(?!\w)")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W\d_]+")
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "ly")
_SHORTEST_STEM = 3


def plain(text: str) -> str:
    """Give typographic dashes, quotes and spaces their keyboard form and drop possessive endings."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    return _POSSESSIVE.sub("", text) if "'" in text else text


def pieces(text: str) -> list[str]:
    """Split text into runs of letters and numbers with their unit ("3.5", "8B"), case kept."""
    return _PIECE.findall(plain(text))


@cache
def stem(word: str) -> str:
    """Cut a lower-case word's common English ending: sue, sues, sued, suing become one."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


@cache
def listed(file: str, name: str) -> frozenset[str]:
    """A list of words of a packaged TOML file of this package, by the list's name."""
    lists = tomllib.loads(files("bot.stories").joinpath(file).read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


@cache
def stop_words() -> frozenset[str]:
    """Words never compared."""
    return listed("words.toml", "stop")


@cache
def common_stems() -> frozenset[str]:
    """Stems expected in many texts of the field before any text is seen."""
    return frozenset(map(stem, listed("words.toml", "common")))
