"""What a person typed, resolved to a term: exact, ambiguous, mistyped, or unknown with what is near.

Between what was typed and `answers.py`. It reads names, aliases and slugs only, never a text's context (that
is `sense.py`), and it corrects a word only where one term is clearly meant; otherwise it offers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.glossary.completion import LEXICONS_INDEXED, complete
from bot.glossary.lexicon import KINDS, Lexicon, Term, normal

MOST_OFFERED = 5
LONGEST_ASKED = 80  # characters of a question that are looked at; no surface is longer
_SHORTEST_CORRECTED = 5  # letters; shorter words are too near to one another
_LETTERS_A_MISTAKE = 6  # a correction may change one letter in so many
_NEAR = 0.65  # least share of letters that an offered name shares with what was typed
_EDGES = " \t\r\n\"'“”‘’«»`*_.,;:!?…#<>[]{}"
_ASKING = re.compile(r"(?:(?:what|who)(?: is| are|'s|’s)|define|explain|an?|the)\s+", re.IGNORECASE)
_KEPT_PLURALS = ("us", "is", "ss")  # endings that `normal` takes for no plural: GPUs, APIs
_KIND = re.compile(r"\s*\((\w+)\)$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was meant: one term, several senses of a word, or none with what is `nearest`, best first.

    `corrected` says that the terms were found behind a spelling that is not their own.
    """

    asked: str
    terms: tuple[Term, ...]
    nearest: tuple[Term, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class _Near:
    """A surface near to what was typed: the letters between them, and what share of them agree (0..1)."""

    surface: str
    mistakes: int
    similar: float
    is_slip: bool


def resolve(words: str, lexicon: Lexicon) -> Resolved:
    """Resolve a name, alias or slug in any case, with spaces or hyphens, with a slip or two in its letters.

    "perplexity (lab)" is the sense of that kind. Offers `MOST_OFFERED` names where nothing is clearly meant.
    """
    asked = words[:LONGEST_ASKED].strip(_EDGES)
    bare = _ASKING.sub("", asked) if _ASKING.match(asked) else asked
    if found := _exact(asked, lexicon) or _exact(bare, lexicon):
        return Resolved(asked, found)
    key = normal(bare)
    if not key:
        return Resolved(asked, ())
    spelled = _spelled_alike(key, lexicon)
    if clear := _clear(spelled, lexicon):
        return Resolved(asked, _terms(clear, lexicon), corrected=True)
    near = sorted((*spelled, *_worded_alike(key, lexicon)), key=lambda one: (not one.is_slip, -one.similar))
    slugs = [slug for one in near for slug in lexicon.by_surface[one.surface]]
    slugs += [term.slug for term in complete(bare, lexicon, MOST_OFFERED)]
    return Resolved(asked, (), _terms(tuple(dict.fromkeys(slugs))[:MOST_OFFERED], lexicon))


def search(words: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Find terms by words of their names, then by words of their explanations (all of them, whole)."""
    wanted = set(normal(words.strip(_EDGES)).split()) - {""}
    if not wanted:
        return ()
    named = complete(words, lexicon, len(lexicon.terms))
    called = [term for term in lexicon.terms.values() if wanted <= _words(" ".join(term.surfaces))]
    told = [term for term in lexicon.terms.values() if wanted <= _words(f"{term.line} {term.text}")]
    return tuple({term.slug: term for term in (*named, *called, *told)}.values())


def of_kind(kind: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """All terms of a kind, by name."""
    terms = (term for term in lexicon.terms.values() if term.kind == kind)
    return tuple(sorted(terms, key=lambda term: (term.name.casefold(), term.slug)))


def _exact(asked: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Every sense of a surface; a slug where it is no surface; only the kind's where one is said."""
    key = normal(asked)
    if senses := lexicon.by_surface.get(key):
        return _terms(senses, lexicon)
    if slug := _slugs(lexicon).get(key):
        return _terms((slug,), lexicon)
    if key.endswith(_KEPT_PLURALS):
        return _exact(key[:-1], lexicon)
    kind = _KIND.search(asked)
    if kind and kind[1].lower() in KINDS.values():
        return tuple(one for one in _exact(asked[: kind.start()], lexicon) if one.kind == kind[1].lower())
    return ()


def _terms(slugs: Iterable[str], lexicon: Lexicon) -> tuple[Term, ...]:
    return tuple(lexicon.terms[slug] for slug in slugs)


def _spelled_alike(key: str, lexicon: Lexicon) -> list[_Near]:
    """Surfaces a few letters away, best first.

    A mistake is one letter more, less or other, or two swapped (optimal string alignment, Damerau 1964).
    """
    from rapidfuzz import process  # 60 ms to load, and only a word that is no term needs it
    from rapidfuzz.distance import OSA

    alike = process.extract(
        key,
        _spellings(lexicon)[0],
        scorer=OSA.normalized_similarity,
        score_cutoff=_NEAR,
        limit=2 * MOST_OFFERED,
    )
    near = []
    for surface, score, _ in alike:
        mistakes = round((1 - score) * max(len(key), len(surface)))
        near.append(_Near(surface, mistakes, score, _may_be_slip(key, surface, mistakes)))
    return sorted(near, key=lambda one: (not one.is_slip, one.mistakes))


def _worded_alike(key: str, lexicon: Lexicon) -> list[_Near]:
    """Surfaces with much the same words in any order, best first."""
    from rapidfuzz import fuzz, process

    if " " not in key:
        return []
    surfaces, turned = _spellings(lexicon)
    alike = process.extract(
        _turned(key), turned, scorer=fuzz.ratio, score_cutoff=_NEAR * 100, limit=MOST_OFFERED
    )
    return [_Near(surfaces[at], len(key), score / 100, is_slip=False) for _, score, at in alike]


def _may_be_slip(key: str, surface: str, mistakes: int) -> bool:
    """Say whether `key` may be a slip for `surface`: long enough, few mistakes, the same numbers."""
    length = min(len(key), len(surface))
    return (
        length >= _SHORTEST_CORRECTED
        and mistakes <= max(1, length // _LETTERS_A_MISTAKE)
        and _DIGITS.findall(key) == _DIGITS.findall(surface)
    )


def _clear(near: list[_Near], lexicon: Lexicon) -> tuple[str, ...]:
    """The senses of the best surface if it is a slip away and no other term is as near."""
    if not near or not near[0].is_slip:
        return ()
    best = lexicon.by_surface[near[0].surface]
    rivals = [one for one in near[1:] if not set(lexicon.by_surface[one.surface]) & set(best)]
    return best if all(one.mistakes > near[0].mistakes for one in rivals) else ()


def _turned(key: str) -> str:
    return " ".join(sorted(key.split()))


@lru_cache(maxsize=LEXICONS_INDEXED)
def _slugs(lexicon: Lexicon) -> dict[str, str]:
    return {normal(slug): slug for slug in lexicon.terms}


@lru_cache(maxsize=LEXICONS_INDEXED)
def _spellings(lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All surfaces, and the same with their words in alphabetical order."""
    surfaces = tuple(lexicon.by_surface)
    return surfaces, tuple(map(_turned, surfaces))


@lru_cache(maxsize=8_192)
def _words(text: str) -> frozenset[str]:
    return frozenset(normal(" ".join(re.findall(r"\w+", text))).split())
