"""The rules that give an article its topics: `topics.toml`, read and matched.

Under `signals.py`, which keeps the outcome; `topics.py` is what others ask. Words and hints count as
the head of the data says; nothing here weighs a topic or knows a reader.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from bot.stories.phrases import Phrases
from bot.stories.reading import Reading

_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject with its rules; the head of `topics.toml` says what each rule means."""

    slug: str
    name: str
    about: str
    words: frozenset[str]
    hints: frozenset[str]
    unless: frozenset[str]
    pages: tuple[str, ...]
    unless_pages: tuple[str, ...]
    names: frozenset[str]
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic a story has and the words that say so."""

    topic: str
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The words as a person reads them."""
        return ", ".join(self.words)


@dataclass(frozen=True)
class Topics:
    """All topics, and one table of their words."""

    all: tuple[Topic, ...]
    _phrases: Phrases = field(repr=False)
    _uses: Mapping[str, tuple[tuple[int, str], ...]] = field(repr=False)

    def of(self, reading: Reading, *, at_large: bool = False) -> tuple[TopicMatch, ...]:
        """Topics of one article by its own words, in the data's order; `at_large` as in `about.About`."""
        evidence = _Evidence()
        for phrase in self._phrases.find(reading.title):
            for topic, rule in self._uses[phrase]:
                evidence.add(topic, rule, phrase, in_title=True)
        for phrase in self._phrases.find(reading.lead):
            for topic, rule in self._uses[phrase]:
                evidence.add(topic, rule, phrase, in_title=False)
        for at, topic_ in enumerate(self.all):
            for reason in _signs(topic_, reading):
                evidence.add(at, "words", reason, in_title=True)
        found = tuple(TopicMatch(self.all[at].slug, words) for at, words in evidence.enough())
        if found or not at_large:
            return found
        return tuple(
            TopicMatch(topic.slug, ("AI at large",)) for topic in self.all if "at large" in topic.signs
        )


class _Evidence:
    """What speaks for each topic: a word of the title counts 2, anything else 1; 2 are enough.

    The title is added first: a hint of the lead counts only beside something else. A phrase within a longer
    one that was also found ("model" in "language model") is not a second sign.
    """

    def __init__(self) -> None:
        self._found: dict[int, dict[str, int]] = {}
        self._vetoed: set[int] = set()

    def add(self, topic: int, rule: str, phrase: str, *, in_title: bool) -> None:
        if rule == "unless":
            self._vetoed.add(topic)
        elif rule != "hints" or in_title or topic in self._found:
            points = 2 if rule == "words" and in_title else 1
            self._found.setdefault(topic, {}).setdefault(phrase, points)

    def enough(self) -> list[tuple[int, tuple[str, ...]]]:
        found = ((at, _outermost(self._found[at])) for at in sorted(self._found) if at not in self._vetoed)
        return [(at, tuple(points)) for at, points in found if sum(points.values()) >= _ENOUGH]


def _outermost(points: Mapping[str, int]) -> Mapping[str, int]:
    if len(points) == 1:
        return points
    padded = {phrase: f" {phrase} " for phrase in points}
    return {
        phrase: value
        for phrase, value in points.items()
        if not any(padded[phrase] in other for longer, other in padded.items() if longer != phrase)
    }


def _signs(topic: Topic, reading: Reading) -> Iterable[str]:
    if reading.page.startswith(topic.pages) and not reading.page.startswith(topic.unless_pages):
        yield reading.page.partition("/")[0]
    speaker = (reading.speaker,) if reading.speaker else ()
    yield from (entity.name for entity in (*reading.named, *speaker) if entity.name in topic.names)
    if "repository" in topic.signs and reading.repository:
        yield "a repository"
    if "version" in topic.signs and reading.versioned:
        yield "a model's name and version"
    if "authority" in topic.signs:
        yield from (entity.name for entity in reading.named if entity.kind == "authority")


@cache
def load() -> Topics:
    """Read the packaged `topics.toml`."""
    rows = tomllib.loads(files("bot.stories").joinpath("topics.toml").read_text(encoding="utf-8"))["topic"]
    topics = tuple(_topic(row) for row in rows)
    uses: dict[str, list[tuple[int, str]]] = {}
    for at, topic in enumerate(topics):
        for rule in ("words", "hints", "unless"):
            for phrase in getattr(topic, rule):
                uses.setdefault(phrase, []).append((at, rule))
    return Topics(topics, Phrases(sorted(uses)), {phrase: tuple(use) for phrase, use in uses.items()})


def _topic(row: Mapping[str, Any]) -> Topic:
    return Topic(
        slug=row["slug"],
        name=row["name"],
        about=row["about"],
        words=frozenset(row["words"]),
        hints=frozenset(row.get("hints", ())),
        unless=frozenset(row.get("unless", ())),
        pages=tuple(row.get("pages", ())),
        unless_pages=tuple(row.get("unless_pages", ())),
        names=frozenset(row.get("names", ())),
        signs=frozenset(row.get("signs", ())),
    )
