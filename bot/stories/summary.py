"""The summary of a story: its one to three best sentences, each with the article it was taken from.

Between rank and digest. Extractive: a sentence is shown as its article has it, or not at all. The method
is a lead-biased centroid with redundancy control (after Radev et al. 2004, "Centroid-based summarization
of multiple documents", and Carbonell and Goldstein 1998, MMR): a word weighs by how many reports
use it, and how early. A sentence that shares no word with the rest of its story is not of it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Article, Sentence, Story
from bot.stories import english
from bot.stories.headline import best_report
from bot.stories.quotable import is_personal, is_quotable, leans_back, opens_with_quote
from bot.stories.sentences import split_sentences

WORDS = 80  # of a whole summary: what a reader takes in at a glance

_ARTICLES = 10  # read of a story, the earliest of each family first
_SENTENCES = 16  # read of an article
_CHARACTERS = 4_000  # read of an article
_LEAD = 0.6  # the first sentence weighs this much more than a late one
_DECAY = 0.3  # how fast a word's weight falls with its sentence's place
_REDUNDANCY = 0.5
_OVERLAP_MOST = 0.5  # share of a sentence's words that those before it may have said
_SAYS_TITLE = 0.75
_TIES_FEWEST = 2  # words a sentence shares with the rest of its story
_REST_FEWEST = 4  # sentences a story must have for that to be asked
_PER_ARTICLE = 2
_WEAKER = 0.8  # for a sentence that opens with a quotation or speaks as "we"

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDINGS = re.compile(r"(?:'s|’s|ing|ed|es|s|ly)$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    article: Article
    report: int  # which report of the story, counted from 0
    place: int  # which sentence of the report
    words: frozenset[str]
    score: float


def summarise(story: Story, limit: int = 3) -> tuple[Sentence, ...]:
    """Return up to `limit` sentences, in the order to read them; () where no report has a fit one.

    At most two come from one article where several have text, none repeats a title, and together they
    are at most WORDS long (unless the first alone is longer).
    """
    reports = _reports(story)
    split = [split_sentences(article.text[:_CHARACTERS])[:_SENTENCES] for article in reports]
    words = [[_words(sentence) for sentence in sentences] for sentences in split]
    titles = [_words(article.title) for article in story.articles]
    weight, uses = _weights(words, titles)
    candidates = [
        _Candidate(text, article, number, place, found, _score(text, place, found, weight))
        for number, article in enumerate(reports)
        for place, (text, found) in enumerate(zip(split[number], words[number], strict=True))
        if is_quotable(text, alone=len(split[number]) == 1)
        and _belongs(found, uses, sum(map(len, split)))
        and not _repeats(found, titles)
    ]
    chosen = _choose(candidates, limit, _PER_ARTICLE if sum(map(bool, split)) > 1 else limit)
    best_first = [candidate.report for candidate in chosen]
    chosen.sort(key=lambda candidate: (best_first.index(candidate.report), candidate.place))
    return tuple(Sentence(candidate.text, candidate.article) for candidate in chosen)


def _reports(story: Story) -> list[Article]:
    """Return the articles to read, in the headline's language: one of each family first, equal texts once."""
    language = best_report(story).language
    seen: set[str] = set()
    families: set[str] = set()
    first: list[Article] = []
    more: list[Article] = []
    for article in story.articles:
        if not article.text or article.text in seen or (language and article.language not in ("", language)):
            continue
        seen.add(article.text)
        (more if article.family in families else first).append(article)
        families.add(article.family)
    return (first + more)[:_ARTICLES]


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    return _ENDINGS.sub("", word) if len(word) > 4 and word[0].isalpha() else word


def _words(text: str) -> frozenset[str]:
    stops = english.load("stop_words")
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in stops)


def _weights(
    reports: Sequence[Sequence[frozenset[str]]], titles: Iterable[frozenset[str]]
) -> tuple[dict[str, float], Counter[str]]:
    """Return each word's weight in the story, and in how many sentences and titles it stands."""
    weight: defaultdict[str, float] = defaultdict(float)
    uses: Counter[str] = Counter()
    for title in titles:
        uses.update(title)
        for word in title:
            weight[word] += 1
    for sentences in reports:
        earliest: dict[str, int] = {}
        for place, words in enumerate(sentences):
            uses.update(words)
            for word in words:
                earliest.setdefault(word, place)
        for word, place in earliest.items():
            weight[word] += 1 / (1 + _DECAY * place)
    return weight, uses


def _score(text: str, place: int, words: frozenset[str], weight: dict[str, float]) -> float:
    if not words:
        return 0.0
    score = sum(weight[word] for word in sorted(words)) / math.sqrt(len(words))
    score *= 1 + _LEAD / (1 + place)
    return score * _WEAKER if opens_with_quote(text) or is_personal(text) else score


def _belongs(words: frozenset[str], uses: Counter[str], sentences: int) -> bool:
    """Say whether a sentence shares words with the rest of its story, where there is a rest to speak of."""
    return sentences < _REST_FEWEST or sum(uses[word] > 1 for word in words) >= _TIES_FEWEST


def _repeats(words: frozenset[str], titles: Iterable[frozenset[str]]) -> bool:
    return any(title and len(words & title) >= _SAYS_TITLE * len(words | title) for title in titles)


def _choose(candidates: Sequence[_Candidate], limit: int, per_article: int) -> list[_Candidate]:
    top = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    chosen: list[_Candidate] = []
    said: set[str] = set()
    while len(chosen) < limit:
        fit = [one for one in candidates if _fits(one, chosen, said, per_article)]
        if not fit:
            break
        best = max(fit, key=lambda one: one.score / top - _REDUNDANCY * _overlap(one, said))
        chosen.append(best)
        said |= best.words
    return chosen


def _fits(one: _Candidate, chosen: Sequence[_Candidate], said: set[str], per_article: int) -> bool:
    if leans_back(one.text) and not any(
        other.report == one.report and other.place == one.place - 1 for other in chosen
    ):
        return False
    if not chosen:
        return True
    length = sum(len(other.text.split()) for other in (*chosen, one))
    from_same = sum(other.report == one.report for other in chosen)
    return (
        one not in chosen
        and length <= WORDS
        and from_same < per_article
        and _overlap(one, said) <= _OVERLAP_MOST
    )


def _overlap(one: _Candidate, said: set[str]) -> float:
    return len(one.words & said) / max(len(one.words), 1)
