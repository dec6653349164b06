"""Wanted: names and abbreviations that the news uses and the lexicon lacks.

For `tidings glossary wanted`, beside the words that people asked for in vain. A person reads the list and
decides: it says what is new and how often, not what is worth an entry, and it writes nothing.
"""

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bot.glossary.lexicon import Lexicon, normal
from bot.model import Article
from bot.stories.sentences import split_sentences
from bot.stories.words import stop_words

FEWEST_PUBLISHERS = 2  # one publisher's name for a thing is its own affair
_LONGEST = 4  # words of a name; a longer run of capitals is a headline
_TITLE_CASE = 0.8  # share of a sentence's longer words with a capital from which its capitals say nothing
_WORD = re.compile(r"[^\W_][\w.’'+-]*[^\W_]\+*|[^\W_]")
_ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z]{0,7}-?\d{0,3}$")
_VERSION = re.compile(r"v?\d[\w.]*$", re.IGNORECASE)
_CALENDAR = frozenset(name.casefold() for name in (*calendar.month_name, *calendar.day_name))
_OFFICES = frozenset(
    {"ceo", "cto", "cfo", "coo", "vp", "us", "uk", "eu", "un", "usa", "inc", "ltd", "llc", "i"}
)


def new_terms(articles: Iterable[Article], lexicon: Lexicon) -> Counter[str]:
    """Count the articles that use each name of several capitalised words, or abbreviation, the lexicon lacks.

    Only names that two publisher families use. The first word of a sentence has its capital from its place: a
    name is counted there only if it stands inside another one; sentences in title case are passed over.
    """
    inside: defaultdict[str, set[int]] = defaultdict(set)
    leading: defaultdict[str, set[int]] = defaultdict(set)
    families: defaultdict[str, set[str]] = defaultdict(set)
    for at, article in enumerate(articles):
        for name, is_leading in _names(f"{article.title}\n{article.text}"):
            (leading if is_leading else inside)[name].add(at)
            families[name].add(article.family)
    counts = Counter({name: len(uses | leading[name]) for name, uses in inside.items()})
    wanted = (name for name in counts if len(families[name]) >= FEWEST_PUBLISHERS and _is_new(name, lexicon))
    return Counter({name: counts[name] for name in wanted})


def _names(text: str) -> Iterator[tuple[str, bool]]:
    """Names of a text, and of each whether it leads its sentence."""
    for sentence in split_sentences(text):
        words = list(_WORD.finditer(sentence))
        initials = [word[0][0] for word in words if len(word[0]) > 3]
        if sum(map(str.isupper, initials)) > _TITLE_CASE * len(initials):
            continue
        for run in _runs(sentence, words):
            parts = [_bare(word[0]) for word in run]
            is_name = 1 < len(parts) <= _LONGEST or (len(parts) == 1 and bool(_ACRONYM.match(parts[0])))
            if is_name:
                yield " ".join(parts), run[0] is words[0]


def _runs(sentence: str, words: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Capitalised words that follow one another with nothing but a space between."""
    run: list[re.Match[str]] = []
    for word in words:
        joined = not run or sentence[run[-1].end() : word.start()] == " "
        is_part = word[0][0].isupper() or (bool(run) and joined and bool(_VERSION.match(word[0])))
        if run and not (is_part and joined):
            yield run
            run = []
        if is_part:
            run.append(word)
    if run:
        yield run


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word).rstrip(".")


def _is_new(name: str, lexicon: Lexicon) -> bool:
    """Say whether the lexicon has neither the name nor the known names and versions that make it up."""
    if normal(name) in lexicon.by_surface:
        return False
    parts = [part for part in name.split() if not _VERSION.match(part)]
    if not parts or any(part.casefold() in _CALENDAR | _OFFICES for part in parts):
        return False
    if parts[0].casefold() in stop_words():
        return False
    return not _is_made_of_known(tuple(map(normal, parts)), lexicon)


def _is_made_of_known(parts: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Say whether known names put side by side make it up: "OpenAI GPT", "Sam Altman"."""
    if not parts:
        return True
    return any(
        " ".join(parts[:length]) in lexicon.by_surface and _is_made_of_known(parts[length:], lexicon)
        for length in range(1, len(parts) + 1)
    )
