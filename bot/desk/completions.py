"""Terms and stories offered while people type, in a few milliseconds.

Beside `offers.py`, which offers what can be set. It forgives no typo; the commands do where they can.
"""

from collections.abc import Iterable

from bot.desk import readers
from bot.desk.call import Call
from bot.digest.words import age
from bot.glossary.completion import MOST_COMPLETED, complete
from bot.model import Story
from bot.newsroom import termdesk
from bot.ports import Choice
from bot.stories.headline import headline
from bot.stories.known import once_a_story
from bot.stories.rank import most_at
from bot.stories.weights import FLOOR

_LONGEST = 100  # characters of a choice's name that platforms show (bot/ports.py)


def terms(call: Call, typed: str) -> tuple[Choice, ...]:
    """Terms of the glossary by the beginnings of their names and aliases."""
    lexicon = termdesk.lexicon_of(call.app.store, call.caller.home)
    return tuple(Choice(term.slug, _cut(term.name)) for term in complete(typed, lexicon))


def stories(call: Call, typed: str) -> tuple[Choice, ...]:
    """Stories of the last days by the beginning of their id or words of their headline, the newest first."""
    asked = typed.casefold().strip()
    words = asked.split()
    ids = frozenset(feed.id for feed in readers.feeds(call))
    found: list[Choice] = []
    most_of = most_at(call.now, call.app.news.typical(call.now))
    for story in call.app.news.newest(call.now, ids):
        named = _has(_folded(story), words) and most_of(story) >= FLOOR
        if story.id.startswith(asked) or named:
            said = f"{headline(story)[: _LONGEST - 20]} · {age(story.articles[-1].published, call.now)}"
            found.append(Choice(story.id, _cut(said)))
        if len(found) == MOST_COMPLETED:
            break
    return tuple(found)


@once_a_story
def _folded(story: Story) -> str:
    return headline(story).casefold()


def _has(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
