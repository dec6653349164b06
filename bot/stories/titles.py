"""Titles as their publishers meant them: without the publisher's name, a forum's marks, or shouting.

Used in cleaning. What is kept on purpose: "Show HN:" and "Ask HN:" (they say who speaks; `headline.py` drops
them), a year such as "(2019)" (it says that this is no news), and Title Case (names in it can't be told
from other words). "[D]", "[R]", "[pdf]", "[video]" go. Words are never added.
"""

import re
from collections.abc import Iterable

from bot.stories.boilerplate import letters
from bot.stories.english import load

_MARK = re.compile(
    r"^\s*\[[A-Za-z]{1,2}\]\s+|\s*[\[(](?:pdf|video|audio|slides|updated?)[\])]\s*$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s+[|–—·•»:‹«-]{1,2}\s+|\s*[|»]\s*")
_SECTION = re.compile(
    r"(?i)^(?:blog|news|newsroom|press|research|engineering|home|official site|the blog|podcast)$"
)
_PIPE_TAIL_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_LONGEST = 300  # characters; a longer title is a text in the wrong place
_SHOUT_SHARE = 0.7
_SHOUT_LETTERS = 12


def clean_title(title: str, names: Iterable[str] = (), text: str = "") -> str:
    """Return the title in one line without marks and publisher suffix, and with its capitals lowered.

    `names` are what the publisher is called; `text` lends the spelling of names to a shouted title.
    """
    cleaned = " ".join(title.split())[:_LONGEST].rstrip()
    cleaned = _MARK.sub("", _MARK.sub("", cleaned)).strip() or cleaned
    cleaned = _without_suffix(cleaned, {letters(name) for name in names} - {""})
    return unshouted(cleaned, text)


def unshouted(title: str, text: str = "") -> str:
    """Return a title written in capitals in sentence case; other titles as they are."""
    capitals = sum(map(str.isupper, title))
    small = sum(map(str.islower, title))
    if capitals < _SHOUT_LETTERS or capitals / (capitals + small) < _SHOUT_SHARE or " " not in title:
        return title
    spelled = {word.upper(): word for word in load("acronyms") | load("names")}
    for word in _WORD.findall(text):
        if not word.isupper() and not word[1:].islower():
            spelled.setdefault(word.upper(), word)  # an inner capital: a name
    lowered = _WORD.sub(lambda match: _lowered(match[0], spelled), title)
    return lowered[:1].upper() + lowered[1:]


def _lowered(word: str, spelled: dict[str, str]) -> str:
    if not word.isupper() or any(map(str.isdigit, word)):
        return word  # "GLM-5" is a name
    return spelled.get(word, word.lower())


def _without_suffix(title: str, names: set[str]) -> str:
    """Cut " | Publisher" from the end: a name of the publisher's after any mark, a few words after a bar."""
    while separators := list(_SEPARATOR.finditer(title)):
        last = separators[-1]
        head, tail = title[: last.start()].rstrip(), title[last.end() :]
        if not head or ":" in last[0]:
            return title
        known = letters(tail) in names or _SECTION.match(tail) is not None
        bar = "|" in last[0] and len(tail.split()) <= min(_PIPE_TAIL_WORDS, len(head.split()) - 1)
        if not (known or bar):
            return title
        title = head
    return title
