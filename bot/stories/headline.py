"""The headline of a story: the title of its best report, tidied.

Between rank and digest. A good headline says what happened: who did what. It is always one of the
reports' own titles; words may be cut from it (a publisher's name, "Exclusive:", "here's why"), never
added. A bare product name ("Grok 4.1") is a headline where nobody said more.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.model import Article, Story, Tier
from bot.stories import english
from bot.stories.known import once_a_story
from bot.stories.sentences import split_sentences
from bot.stories.titles import clean_title

_LONGEST = 110  # characters of a headline made from a text where no report has a title

# What a title is worth, added up; the size of each says which fault outweighs which.
_TIER = {Tier.PRESS: 1.0, Tier.PRIMARY: 0.8, Tier.RESEARCH: 0.6, Tier.EXPERT: 0.4, Tier.COMMUNITY: 0.0}
_SAYS_WHAT_HAPPENED = 2.0
_RIGHT_LENGTH = 1.0
_SHARED_WORDS = 1.5
_IS_TEASER = -3.0
_IS_PERSONAL = -1.5
_IS_LABEL = -0.5
_IS_ECHO = -2.0

_TEASER = re.compile(
    r"""(?xi)\?\s*$ | (?:…|\.\.\.)\s*$
    | ^(?:how|why|what|when|where|who|which|should|is|are|can|could|will|would|does|do|did|meet|inside
        |here(?:'|’)?s|this\ is|these\ are|everything|top\ \d+|the\ \d+
        |\d+\ (?:ways|things|reasons|tips|best))\b
    | \b(?:you\ (?:need|won(?:'|’)t|should|can)|what\ to\ know|here(?:'|’)?s\ (?:why|how|what)|mind-?blowing
        |insane|game-?chang\w+|shocking|hands[- ]on|explained|round-?up|weekly|newsletter|podcast|webinar
        |episode|live\ blog|as\ it\ happened|best\ \w+\ deals)\b"""
)
_PERSONAL = re.compile(r"(?i)\b(?:i|i(?:'|’)(?:m|ve|d)|my|we|we(?:'|’)(?:re|ve)|our|your|you)\b")
_LABEL = re.compile(
    r"(?i)^(?:\w+ing|welcome|opinion)\b"
    r"|^(?:ask|show|tell|launch) hn\b|\b(?:system|model) card\b|\bpost[- ]mortem\b"
)
# A file's or repository's name, or someone's word that another's product can be had at theirs.
_ECHO = re.compile(r"(?i)^\S+/\S+$|\bnow available (?:in|on|via)\b")
_PREFIX = re.compile(
    r"(?i)^(?:(?:exclusive|breaking(?: news)?|just in|watch|video|updated?|report|scoop|news"
    r"|(?:show|launch|tell) hn)\s*(?:[:|]|\s[–—-])\s*)+"
)
_TEASING_TAIL = re.compile(
    r"(?i)\s*(?:[—–:;,-]+|\.)\s*(?:and\s+)?(?:here(?:'|’)?s\s+(?:why|how|what)\b"
    r"|you\s+won(?:'|’)t\s+believe\b|what\s+(?:you\s+need\s+)?to\s+know\b|and\s+it(?:'|’)s\s).{0,60}$"
)
_WORDS = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")


@once_a_story
def headline(story: Story) -> str:
    """Return the story's headline; the first sentence where no report has a title, "" where none has text."""
    report = best_report(story)
    if title := tidy(report.title):
        return title
    for article in story.articles:
        for sentence in split_sentences(article.text)[:1]:
            return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rsplit(' ', 1)[0]} …"
    return ""


@once_a_story
def best_report(story: Story) -> Article:
    """Return the article whose title tells the story best; among equals the earliest."""
    common: Counter[str] = Counter()
    for article in story.articles:
        common.update(set(_words(article.title)))
    return max(story.articles, key=lambda article: _worth(article, common, len(story.articles)))


def tidy(title: str) -> str:
    """Return a title as a headline: without "Exclusive:", a teasing tail, or a mark of exclamation."""
    cut = _TEASING_TAIL.sub("", _PREFIX.sub("", clean_title(title)))
    cut = re.sub(r"(?<=\w)!+(?=\s|$)", "", cut or title).strip()
    words = cut.split()
    plain = len(words) > 2 and words[0].isalpha() and words[0].islower()  # "xAI" keeps its form
    return cut[0].upper() + cut[1:] if plain else cut


def _worth(article: Article, common: Counter[str], reports: int) -> float:
    title = article.title
    words = _words(title)
    if not words:
        return -100.0
    value = _TIER[article.tier]
    value += _SAYS_WHAT_HAPPENED * (not english.load("actions").isdisjoint(words[1:]))
    value += _RIGHT_LENGTH * (4 <= len(words) <= 16) - _RIGHT_LENGTH * (len(words) > 22)
    value += _IS_TEASER * bool(_TEASER.search(title))
    value += _IS_PERSONAL * bool(_PERSONAL.search(title))
    value += _IS_LABEL * bool(_LABEL.search(title))
    value += _IS_ECHO * bool(_ECHO.search(title))
    return value + _SHARED_WORDS * _shared(words, common, reports)


def _shared(words: Sequence[str], common: Counter[str], reports: int) -> float:
    """Return the share of a title's words that other reports use too: an odd one out should not speak."""
    if reports < 2:
        return 0.0
    return sum(common[word] > 1 for word in words) / len(words)


def _words(title: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(title)]
