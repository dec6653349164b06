"""Muted and boosted words: plain words or globs, never regular expressions.

A pattern is looked for at word boundaries, letters of any case: `crypto` finds "Crypto." but not
"cryptography"; `crypto*` finds both; `?` stands for one letter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.model import Story


def mentions(story: Story, patterns: Iterable[str]) -> str:
    """The first of the patterns that a title or text of the story holds, or ""."""
    wanted = tuple(patterns)
    if not wanted:
        return ""
    text = "\n".join(f"{article.title}\n{article.text}" for article in story.articles)
    return next((pattern for pattern in wanted if _compiled(pattern).search(text)), "")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    # `*` stays inside a word and is bounded, so no pattern can make the search slow.
    parts = (
        r"\w{0,40}" if part == "*" else r"\w" if part == "?" else re.escape(part) for part in _split(pattern)
    )
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)", re.IGNORECASE)


def _split(pattern: str) -> Iterable[str]:
    return (part for part in re.split(r"([*?])", re.sub(r"\*+", "*", pattern.strip())) if part)
