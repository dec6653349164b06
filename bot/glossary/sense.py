"""Which sense a word has in its place: a term of AI, or what the word means everywhere else.

Judges what `linker.py` has found. A score is a sum: where the word starts from, words near it that its term
lists for and against, whether the text around is about AI, and whether it stands like a version or like a
person's name. Above nought it is the AI sense. It knows no grammar and learns nothing at run time.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from bot.glossary.lexicon import Lexicon, Term, normal_word
from bot.glossary.words import Words, forms, words_of
from bot.stories.words import stem, stop_words


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence counts; set on the public data and senses_tune.toml, see docs/quality.md."""

    everyday: float = -1.2
    plain: float = 1.6
    cue: float = 1.6
    against: float = 2.0
    about: float = 1.6
    capital: float = 0.8
    version: float = 1.0
    name: float = 1.4
    gloss: float = 0.4
    faint: float = 0.25
    half_distance: float = 6.0
    half_about: float = 1.2


WEIGHTS = Weights()
_NEAR = 24  # words on each side in which cues are looked for
_AROUND = 40  # words on each side that tell what the text is about
_CAPITALS = 0.6  # share of capitalised words from which a text is a headline, where capitals name nobody
_SUBJECTS = frozenset({"lab", "person", "policy", "hardware", "tool"})  # kinds that news of any sort may name

Phrases = dict[str, list[tuple[tuple[str, ...], bool]]]


class Found(NamedTuple):
    """A surface at words `first` to `last` (inclusive), its normal form, and the terms that have it."""

    first: int
    last: int
    form: str
    terms: tuple[Term, ...]


class _Evidence(NamedTuple):
    """What a term brings to a judgement: its phrases by first stem, and its everyday surfaces."""

    phrases: Phrases
    everyday: frozenset[str]
    gloss: frozenset[str]


class Senses:
    """The evidence of a lexicon's terms, made ready at a term's first judgement."""

    def __init__(self, lexicon: Lexicon, weights: Weights = WEIGHTS) -> None:
        self.weights = weights
        self._terms = lexicon.terms
        self._evidence: dict[str, _Evidence] = {}

    def field(self, words: Words, found: list[Found]) -> "Field":
        """Read a text once: what its words and its unmistakable terms say about its subject."""
        return Field(self, words, found)

    def of(self, term: Term) -> _Evidence:
        """Return the evidence that a term brings."""
        if term.slug not in self._evidence:
            self._evidence[term.slug] = _Evidence(
                _phrases(term),
                frozenset(form for it in (*term.everyday, *term.shared) for form in forms(it)),
                _gloss(term),
            )
        return self._evidence[term.slug]


class Field:
    """One text, ready to be asked what the terms found in it mean."""

    def __init__(self, senses: Senses, words: Words, found: list[Found]) -> None:
        self._senses = senses
        self._words = words
        self._stems = list(map(_stem, words.folded))
        self._known = {at for hit in found for at in range(hit.first, hit.last + 1)}
        self._hints = sorted([*self._subject_words(), *self._subject_terms(found)])
        self._places = [at for at, _, _ in self._hints]

    def meant(self, hit: Found) -> Term | None:
        """Return the term that a found surface means, or None where it means none of them."""
        best, chosen = 0.0, None
        for term in hit.terms:
            score = self.score(hit, term)
            if score > best:
                best, chosen = score, term
        return chosen

    def score(self, hit: Found, term: Term) -> float:
        """How much speaks for a term's sense of a found surface; nought is undecided."""
        first, last = hit.first, hit.last
        weights, evidence = self._senses.weights, self._senses.of(term)
        is_everyday = hit.form in evidence.everyday
        if not is_everyday and not term.against:
            return weights.plain
        speaking, opposing = self._near(first, last, evidence.phrases)
        total = weights.cue * speaking - weights.against * opposing
        if not is_everyday:
            return total + weights.plain
        total += weights.everyday + weights.about * self._about(first, last)
        total += weights.gloss * self._shared(first, last, evidence.gloss)
        if term.cased:
            total += weights.version * self._has_version(last) - weights.name * self._is_name(first, last)
            total += weights.capital * self._is_capital_telling(first)
        return total

    def _near(self, first: int, last: int, phrases: Phrases) -> tuple[float, float]:
        """Sum the phrases for and against a sense, each once and the less the farther."""
        low, high = max(0, first - _NEAR), min(len(self._stems), last + 1 + _NEAR)
        if phrases.keys().isdisjoint(self._stems[low:high]):
            return 0.0, 0.0
        closest: dict[tuple[str, ...], tuple[float, bool]] = {}
        half = self._senses.weights.half_distance
        for at in range(low, high):
            for phrase, speaks in phrases.get(self._stems[at], ()):
                if tuple(self._stems[at : at + len(phrase)]) != phrase:
                    continue
                if first <= at and at + len(phrase) <= last + 1:
                    continue
                distance = first - at - len(phrase) if at < first else at - last - 1
                weight = 0.5 ** (max(0, distance) / half)
                if weight > closest.get(phrase, (0.0, speaks))[0]:
                    closest[phrase] = weight, speaks
        faint = _vocabulary()
        sums = [0.0, 0.0]
        for phrase, (weight, speaks) in closest.items():
            is_faint = speaks and faint.get(phrase[0]) is False and len(phrase) == 1
            sums[not speaks] += weight * (0.5 if is_faint else 1.0)
        return sums[0], sums[1]

    def _about(self, first: int, last: int) -> float:
        """How sure it is, from 0 to 1, that the text around is about AI; no word speaks for itself."""
        weights = self._senses.weights
        low, high = bisect_left(self._places, first - _AROUND), bisect_left(self._places, last + _AROUND + 1)
        own = set(self._stems[first : last + 1])
        seen = {hint: is_strong for at, hint, is_strong in self._hints[low:high] if not first <= at <= last}
        total = sum(
            1.0 if is_strong else weights.faint for hint, is_strong in seen.items() if hint not in own
        )
        return total / (total + weights.half_about)

    def _shared(self, first: int, last: int, gloss: frozenset[str]) -> float:
        """How many words of the term's explanation stand near, each once; more than two count as two."""
        near = {*self._stems[max(0, first - _NEAR) : first], *self._stems[last + 1 : last + 1 + _NEAR]}
        return min(2.0, len((near & gloss) - set(self._stems[first : last + 1])))

    def _has_version(self, last: int) -> bool:
        """Whether a number follows that may be a name's version ("Gemini 2.5", "Phi-4", not "June 2026")."""
        following = self._words.folded[last + 1 : last + 2]
        return bool(following) and following[0].isdigit() and len(following[0]) <= 2

    def _is_name(self, first: int, last: int) -> bool:
        """Whether a neighbour makes it look like a person or another thing's name ("Claude Joseph")."""
        beside = [at for at in (first - 1, last + 1) if 0 <= at < len(self._stems) and at not in self._known]
        return any(map(self._is_capitalised, beside)) and not self._is_headline(first)

    def _is_capital_telling(self, at: int) -> bool:
        """Whether capitals show that a word is a name: inside the word ("LLaMA") or inside a sentence."""
        rest = self._words.text[self._words.start(at) + 1 : self._words.end(at)]
        return rest != rest.lower() or (self._is_capitalised(at) and not self._is_headline(at))

    def _is_capitalised(self, at: int) -> bool:
        words = self._words
        word = words.text[words.start(at) : words.end(at)]
        is_start = at == 0 or not words.folded[at - 1].isalnum()
        return len(word) > 1 and word[0].isupper() and not is_start

    def _is_headline(self, at: int) -> bool:
        words = self._words
        near = range(max(0, at - 8), min(len(self._stems), at + 9))
        longer = [words.text[words.start(it)] for it in near if len(words.folded[it]) > 3]
        return bool(longer) and sum(map(str.isupper, longer)) / len(longer) >= _CAPITALS

    def _subject_words(self) -> list[tuple[int, str, bool]]:
        vocabulary = _vocabulary()
        return [(at, word, vocabulary[word]) for at, word in enumerate(self._stems) if word in vocabulary]

    def _subject_terms(self, found: list[Found]) -> Iterator[tuple[int, str, bool]]:
        """Hints from terms whose surface has no everyday use, and faint ones from names that have."""
        for first, _, form, terms in found:
            if len(terms) == 1 and form not in self._senses.of(terms[0]).everyday:
                yield first, terms[0].slug, terms[0].kind not in _SUBJECTS
            elif terms[0].cased:
                yield first, terms[0].slug, False


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """Cut an ending, unless a word that says nothing would be left ("Andes" is not "and")."""
    short = stem(word)
    return word if short in stop_words() else short


def _phrases(term: Term) -> Phrases:
    found: Phrases = {}
    for words, speaks in ((term.cues, True), (term.against, False)):
        for phrase in words:
            for form in forms(phrase):
                stems = tuple(map(_stem, form.split()))
                found.setdefault(stems[0], []).append((stems, speaks))
    return found


def _gloss(term: Term) -> frozenset[str]:
    """Stems of a term's own explanation that say something."""
    words = words_of(f"{term.line} {term.text}").folded
    return frozenset(_stem(word) for word in words if len(word) > 3 and word not in stop_words())


@cache
def _vocabulary() -> dict[str, bool]:
    """Stems that speak for AI as the subject, and whether they are strong."""
    lists = tomllib.loads(files("bot.glossary").joinpath("sense.toml").read_text(encoding="utf-8"))
    return {
        _stem(normal_word(word)): name == "strong"
        for name in ("faint", "strong")
        for word in lists[name].split()
    }
