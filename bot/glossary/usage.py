"""Usage: how stored news uses a word that the lexicon does not have.

Between the store's sentences and `answers.py`. It quotes: a sentence is shown as it stands in its
article, those that say what the word means before those that only use it. It never makes a definition.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Article, Sentence
from bot.stories.sentences import split_sentences

MOST_SHOWN = 3
_GAP = re.compile(r"[\s_\-‐-―]+")
_LONGEST_WORD = 80  # characters; what is longer is no word that news would explain
_SHORTEST, _LONGEST = 25, 400  # characters of a sentence worth quoting
_ARTICLE = r"(?:an?|the|one of)\s"
_OPEN = r"[\"'“‘«(]?"
_SHUT = r"[\"'”’»)]?"
# What follows "X, a ..." and speaks of the deed or the day, not of what X is.
_NO_KIND = (
    r"(?!(?:\w+\s)?(?:move|step|sign|decision|development|day|week|month|year|hour|shift|claim|fact|first|bid"
    r"|spokes\w+|person|source|report|change|reminder|result|lot|few|bit|while)\b)"
)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way in which English says what a word means; a higher `says` is said more plainly."""

    says: int
    pattern: str


_FORMS = (
    _Form(4, rf"WORD{_SHUT}\s(?:stands\sfor|is\sshort\sfor|refers\sto|is\sdefined\sas|means)\s"),
    _Form(4, rf"WORD{_SHUT},?\s?\(?(?:short\sfor|which\sstands\sfor|which\srefers\sto)\s"),
    _Form(3, rf"(?:called|known\sas|dubbed|termed|so-called|named)\s(?:(?:an?|the)\s)?{_OPEN}WORD\b"),
    _Form(3, rf"WORD{_SHUT}\s(?:is|are|was|were)\s{_ARTICLE}{_NO_KIND}"),
    _Form(
        2, rf"WORD{_SHUT}\s?(?:,|—|–|\s-\s|\()\s?(?:which\s(?:is|are)\s|or\s|i\.e\.\s)?{_ARTICLE}{_NO_KIND}"
    ),
    _Form(2, rf"\b{_ARTICLE}[\w\s-]{{3,60}},\s{_OPEN}WORD\b"),
)
_EXPANDED = 4


def defining(word: str, sentences: Iterable[Sentence], most: int = MOST_SHOWN) -> tuple[Sentence, ...]:
    """Choose the sentences that say best what `word` means, else that use it; one a publisher.

    Sentences that define come first, in the order given among equals; give the newest first.
    """
    if not _GAP.sub("", word) or len(word) > _LONGEST_WORD:
        return ()
    rows = [
        (says, sentence) for sentence in sentences if (says := says_meaning(word, sentence.text)) is not None
    ]
    found: dict[str, Sentence] = {}
    for _, sentence in sorted(rows, key=lambda row: -row[0]):
        found.setdefault(sentence.article.publisher, sentence)
    return tuple(found.values())[:most]


def says_meaning(word: str, sentence: str) -> int | None:
    """Grade how plainly a sentence says what `word` means: 4 most, 0 a mere use, None without the word."""
    if not _SHORTEST <= len(sentence) <= _LONGEST or not _use(word).search(sentence):
        return None
    if _spells_out(word, sentence):
        return _EXPANDED
    return max((form.says for form, pattern in _patterns(word) if pattern.search(sentence)), default=0)


def sentences_with(word: str, articles: Iterable[Article]) -> Iterator[Sentence]:
    """Sentences of the articles' texts that hold the word, in their order."""
    if not _GAP.sub("", word):
        return
    use = _use(word)
    for article in articles:
        if use.search(article.text):
            yield from (Sentence(text, article) for text in split_sentences(article.text) if use.search(text))


@lru_cache(maxsize=64)
def _use(word: str) -> re.Pattern[str]:
    """The word as a whole, or its plain plural: any gap between its parts, any case."""
    return re.compile(rf"(?<!\w){_spelled(word)}(?!\w)", re.IGNORECASE)


def _spelled(word: str) -> str:
    parts = (re.escape(part) for part in _GAP.split(word.strip()) if part)
    return r"[\s_\-‐-―]?".join(parts) + "s?"


@lru_cache(maxsize=64)
def _patterns(word: str) -> tuple[tuple[_Form, re.Pattern[str]], ...]:
    spelled = rf"(?<!\w){_spelled(word)}"
    return tuple((form, re.compile(form.pattern.replace("WORD", spelled), re.IGNORECASE)) for form in _FORMS)


def _spells_out(word: str, sentence: str) -> bool:
    """Say whether the initials of the words before it make the abbreviation: "... optimization (GRPO)"."""
    letters = word.strip().casefold()
    if not 2 <= len(letters) <= 8 or not letters.isalpha():
        return False
    for match in re.finditer(rf"\(\s*{_spelled(word)}\s*\)", sentence, re.IGNORECASE):
        before = re.findall(r"[^\W\d_]+", sentence[: match.start()])[-len(letters) :]
        if "".join(part[0] for part in before).casefold() == letters:
            return True
    return _spelled_after(word, letters, sentence)


def _spelled_after(word: str, letters: str, sentence: str) -> bool:
    """The other way round: "GRPO (group relative policy optimization)"."""
    match = re.search(rf"(?<!\w){_spelled(word)}\s*\(([^)]{{5,80}})\)", sentence, re.IGNORECASE)
    inside = re.findall(r"[^\W\d_]+", match[1])[: len(letters)] if match else []
    return "".join(part[0] for part in inside).casefold() == letters
