"""ROUGE-1 as the summary benchmarks count it, and the stemmer it counts with.

F of unigram overlap (Lin 2004, "ROUGE: a package for automatic evaluation of summaries") over lower-case
runs of letters and digits, those of more than three letters stemmed by Porter's algorithm (1980): the
counting of the usual implementations, so that figures can be compared. No stop words are removed.
"""

import re
from collections import Counter
from functools import cache

_TOKEN = re.compile(r"[a-z0-9]+")
_MEASURE = re.compile(r"[vV]+[cC]+")
_STEP_2 = (
    "ational:ate tional:tion enci:ence anci:ance izer:ize abli:able alli:al entli:ent eli:e ousli:ous"
    " ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive"
    " biliti:ble"
)
_STEP_3 = "icate:ic ative: alize:al iciti:ic ical:ic ful: ness:"
_STEP_4 = (
    "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent: sion:s tion:t ou: ism: ate: iti: ous: ive:"
    " ize:"
)


def rouge1(summary: str, reference: str) -> float:
    """Return the F of ROUGE-1, 0 to 1."""
    mine, theirs = _counts(summary), _counts(reference)
    shared = (mine & theirs).total()
    return 2 * shared / (mine.total() + theirs.total()) if shared else 0.0


def _counts(text: str) -> Counter[str]:
    return Counter(stem(token) if len(token) > 3 else token for token in _TOKEN.findall(text.lower()))


@cache
def stem(word: str) -> str:
    """Return the stem of a lower-case English word by Porter's five steps."""
    word = _step_1(word)
    for rules, least in ((_STEP_2, 1), (_STEP_3, 1), (_STEP_4, 2)):
        word = _by_suffix(word, rules, least)
    if word.endswith("e") and (
        _measure(word[:-1]) > 1 or (_measure(word[:-1]) == 1 and not _is_short(word[:-1]))
    ):
        word = word[:-1]
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _shape(word: str) -> str:
    shape = ""
    for char in word:
        vowel = char in "aeiou" or (char == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    return len(_MEASURE.findall(_shape(word)))


def _is_short(word: str) -> bool:
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _step_1(word: str) -> str:
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _measure(word[:-3]) else word
    else:
        for suffix in ("ed", "ing"):
            if word.endswith(suffix) and "v" in _shape(word[: -len(suffix)]):
                word = _mended(word[: -len(suffix)])
                break
    return word[:-1] + "i" if word.endswith("y") and "v" in _shape(word[:-1]) else word


def _mended(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _is_short(word) else word


def _by_suffix(word: str, rules: str, least: int) -> str:
    for rule in sorted(rules.split(), key=len, reverse=True):
        suffix, _, other = rule.partition(":")
        if word.endswith(suffix):
            base = word[: -len(suffix)] + other
            return base if _measure(base if least == 2 else word[: -len(suffix)]) >= least else word
    return word
