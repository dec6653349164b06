"""Choose the stories of a digest: what is news in the window, passes the reader's taste and the floor.

Pure: stories, memory and `now` come in, a Digest goes out; the same input gives the same digest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.digest.mute import mentions
from bot.digest.update import delta, fresh_articles
from bot.digest.window import Window, news_in
from bot.model import Rank, Sentence, Story, Telling
from bot.stories.headline import headline
from bot.stories.rank import rank
from bot.stories.summary import summarise
from bot.stories.topics import topics_of
from bot.stories.weights import FLOOR

NOTHING_TOLD: Mapping[str, Telling] = MappingProxyType({})
NO_POINTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taste:
    """What a reader wants: no topics and no languages mean all of them; words are plain or globs."""

    topics: tuple[str, ...] = ()
    boosted: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    most_stories: int = 8
    per_publisher: int = 2
    floor: float = FLOOR


@dataclass(frozen=True, slots=True)
class ChosenStory:
    """A story as it stands in a digest; `update` says what is new where it was told before."""

    story: Story
    rank: Rank
    headline: str
    topics: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    update: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """The chosen stories, best first; `considered` is how many stories were news in the window."""

    window: Window
    stories: tuple[ChosenStory, ...]
    considered: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    story: Story
    rank: Rank
    topics: tuple[str, ...]
    update: str


def choose(
    stories: Iterable[Story],
    window: Window,
    taste: Taste,
    told: Mapping[str, Telling] = NOTHING_TOLD,
    typical: Mapping[str, float] = NO_POINTS,
) -> Digest:
    """Choose and write the stories of the digest at `window.end`.

    `told` holds what the channel has heard, by story id: such a story returns only with its delta.
    `typical` are the usual points of each community source (rank.py).
    """
    news = news_in(stories, window)
    found = (_candidate(story, window, taste, told, typical) for story in news)
    standing = sorted(
        (one for one in found if one is not None), key=lambda one: (-one.rank.score, one.story.id)
    )
    picked = _spread(standing, taste)
    return Digest(window, tuple(_written(one, told) for one in picked), len(news))


def look_at(
    story: Story, now: datetime, taste: Taste, typical: Mapping[str, float] = NO_POINTS
) -> ChosenStory:
    """One story as it would stand in a digest at `now`, whether it would be chosen or not."""
    topics = tuple(match.topic for match in topics_of(story))
    ranked = _ranked(story, now, taste, typical)
    return ChosenStory(story, ranked, headline(story), topics, summarise(story))


def _ranked(story: Story, now: datetime, taste: Taste, typical: Mapping[str, float]) -> Rank:
    heard = tuple(word for word in taste.boosted if mentions(story, [word]))
    return rank(story, now, taste.topics, heard, typical=typical)


def _candidate(
    story: Story,
    window: Window,
    taste: Taste,
    told: Mapping[str, Telling],
    typical: Mapping[str, float],
) -> _Candidate | None:
    if not _in_languages(story, taste.languages):
        return None
    topics = tuple(match.topic for match in topics_of(story))
    if taste.topics and not set(taste.topics) & set(topics):
        return None
    update = ""
    if telling := told.get(story.id):
        update = delta(story, telling)
        if not update:
            return None
    ranked = _ranked(story, window.end, taste, typical)
    if ranked.score < taste.floor or mentions(story, taste.muted):
        return None
    return _Candidate(story, ranked, topics, update)


def _in_languages(story: Story, languages: tuple[str, ...]) -> bool:
    spoken = {article.language for article in story.articles}
    return not languages or bool(spoken & {*languages, ""})


def _spread(standing: Iterable[_Candidate], taste: Taste) -> list[_Candidate]:
    """The best, with at most `per_publisher` stories that rest on one publisher alone."""
    picked: list[_Candidate] = []
    alone: Counter[str] = Counter()
    for one in standing:
        family = one.story.families[0] if len(one.story.families) == 1 else ""
        if len(picked) == taste.most_stories or (family and alone[family] == taste.per_publisher):
            continue
        alone[family] += 1
        picked.append(one)
    return picked


def _written(one: _Candidate, told: Mapping[str, Telling]) -> ChosenStory:
    """The candidate with its sentences; an update is told from its new reports only."""
    telling = told.get(one.story.id)
    news = Story(one.story.id, fresh_articles(one.story, telling)) if telling else one.story
    return ChosenStory(one.story, one.rank, headline(news), one.topics, summarise(news), one.update)
