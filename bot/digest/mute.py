"""Muted and boosted words: plain words or globs, never regular expressions.

A pattern is looked for at word boundaries, letters of any case: `crypto` finds "Crypto." but not
"cryptography"; `crypto*` finds both; `?` stands for one letter. `*` stays inside a word, a space stands for
any white space but the end of a title. No pattern is slow: the time grows with the text as one `*` makes it,
however many there are.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.errors import RequestError
from bot.model import Story
from bot.stories.known import once_a_story

MAX_PATTERN = 80  # characters
_PIECE = re.compile(r"[\w*?]+|[^\w*?]+")


def mentions(story: Story, patterns: Iterable[str]) -> str:
    """The first of the patterns that a title or text of the story holds, or ""; a blank one is in none.

    Raises RequestError for a pattern of more than MAX_PATTERN characters.
    """
    wanted = [(pattern, _compiled(pattern)) for pattern in patterns if pattern.strip()]
    if not wanted:
        return ""
    text = folded(story)
    likely = [(pattern, compiled) for pattern, compiled in wanted if _needle(pattern) in text]
    whole = _text(story) if likely else ""
    return next((pattern for pattern, compiled in likely if compiled.search(whole)), "")


def _text(story: Story) -> str:
    lines = (line for article in story.articles for line in (article.title, article.text))
    return "\n".join(" ".join(line.split()) for line in lines)


@once_a_story
def folded(story: Story) -> str:
    """The text so that whatever `_compiled` finds holds its `_needle`: İ and ı are its i's, too."""
    return _text(story).replace("İ", "i").replace("ı", "i").casefold()


@lru_cache(maxsize=4096)
def _needle(pattern: str) -> str:
    """The longest run of plain letters in a pattern: finding it is many times faster than the expression."""
    runs = re.split(r"[*?]", " ".join(pattern.split()))
    return max(runs, key=len).casefold() if pattern.isascii() else ""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > MAX_PATTERN:
        raise RequestError(f"{pattern[:20]!r}… is too long to mute or boost; use {MAX_PATTERN} characters")
    pieces = (
        _glob(piece) if re.match(r"[\w*?]", piece) else re.escape(piece)
        for piece in _PIECE.findall(" ".join(pattern.split()))
    )
    return re.compile(rf"(?<!\w){''.join(pieces)}(?!\w)", re.IGNORECASE)


def _glob(word: str) -> str:
    """Return the expression for a glob that fills one whole word.

    The first place where a part between two stars fits is as good as any later one, so each part and the
    word are atomic groups: what fails is not tried again elsewhere.
    """
    start, *parts = (re.escape(part).replace(r"\?", r"\w") for part in re.split(r"\*+", word))
    if not parts:
        return start
    *middle, end = parts
    found = "".join(rf"(?>\w*?{part})" for part in middle)
    return rf"(?>{start}{found}\w*{end}(?!\w))"
