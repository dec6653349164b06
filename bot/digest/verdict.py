"""The tests that a story passes or fails on its way into a digest, in words.

Pure, beside choose.py and with its rules: it says why a story is in, or why it is not. It chooses nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.digest.choose import ChosenStory, Taste, in_languages
from bot.digest.mute import mentions
from bot.digest.update import delta
from bot.digest.window import Window, is_news
from bot.digest.words import age, listed
from bot.model import Telling
from bot.stories.topics import topic_name


@dataclass(frozen=True, slots=True)
class Verdict:
    """One test: its name, whether the story passes, and why."""

    test: str
    passes: bool
    words: str


def verdicts(
    one: ChosenStory, window: Window, taste: Taste, told: Mapping[str, Telling], chosen: Collection[str]
) -> tuple[Verdict, ...]:
    """Every test in order; `chosen` are the ids of the stories that the digest of this window holds."""
    tests = (
        _sources(one, taste), _language(one, taste), _age(one, window), _topics(one, taste),
        _memory(one, told, window), _bar(one, taste), _words(one, taste),
    )  # fmt: skip
    made = tuple(test for test in tests if test)
    return (*made, _place(one, chosen)) if all(test.passes for test in made) else made


def _sources(one: ChosenStory, taste: Taste) -> Verdict | None:
    if not taste.muted_sources:
        return None
    heard = any(article.feed_id not in taste.muted_sources for article in one.story.articles)
    return Verdict(
        "sources", heard, "one of its sources is read here" if heard else "all its sources are muted here"
    )


def _language(one: ChosenStory, taste: Taste) -> Verdict | None:
    if not taste.languages:
        return None
    passes = in_languages(one.story, taste.languages)
    spoken = listed(tuple(sorted({article.language or "unknown" for article in one.story.articles})))
    return Verdict("language", passes, f"it is told in {spoken}; this digest is in {listed(taste.languages)}")


def _age(one: ChosenStory, window: Window) -> Verdict:
    passes = any(is_news(article, window) for article in one.story.articles)
    latest = age(one.story.updated, window.end)
    if passes:
        return Verdict("age", True, f"its latest report came {latest}")
    hours = round((window.end - window.start).total_seconds() / 3600)
    return Verdict("age", False, f"its latest report came {latest}; the digest looks back {hours} h")


def _topics(one: ChosenStory, taste: Taste) -> Verdict | None:
    if not taste.topics:
        return None
    wanted = listed(tuple(map(topic_name, taste.topics)))
    found = listed(tuple(map(topic_name, one.topics))) or "no topic"
    return Verdict(
        "topics", bool(set(taste.topics) & set(one.topics)), f"it is about {found}; wanted: {wanted}"
    )


def _memory(one: ChosenStory, told: Mapping[str, Telling], window: Window) -> Verdict | None:
    telling = told.get(one.story.id)
    if telling is None:
        return None
    new = delta(one.story, telling)
    before = f"told here {age(telling.at, window.end)}"
    return Verdict(
        "memory", bool(new), f"{before}; new since: {new}" if new else f"{before}, nothing new since"
    )


def _bar(one: ChosenStory, taste: Taste) -> Verdict:
    score = one.rank.score
    return Verdict("bar", score >= taste.floor, f"score {score:.2f}, the bar is {taste.floor:.2f}")


def _words(one: ChosenStory, taste: Taste) -> Verdict | None:
    if not taste.muted:
        return None
    word = mentions(one.story, taste.muted)
    return Verdict("words", not word, f"it has the muted word {word!r}" if word else "no muted word is in it")


def _place(one: ChosenStory, chosen: Collection[str]) -> Verdict:
    if one.story.id in chosen:
        return Verdict("place", True, "it is among the best")
    return Verdict("place", False, "others score higher, or its publisher has its share already")
