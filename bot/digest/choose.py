"""Choose the stories of a digest: what is news in the window, passes the reader's taste and the floor.

Pure: stories, memory and `now` come in, a Digest goes out; the same input gives the same digest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice
from operator import itemgetter
from types import MappingProxyType

from bot.digest.mute import mentions
from bot.digest.update import delta, fresh_articles
from bot.digest.window import Window, news_in
from bot.model import Rank, Sentence, Story, Telling
from bot.stories.headline import headline
from bot.stories.known import once_a_story
from bot.stories.rank import most_at, rank
from bot.stories.summary import summarise
from bot.stories.topics import topics_of
from bot.stories.weights import FLOOR, WEIGHTS

NOTHING_TOLD: Mapping[str, Telling] = MappingProxyType({})
NO_POINTS: Mapping[str, float] = MappingProxyType({})
sentences_of = once_a_story(summarise)


@dataclass(frozen=True, slots=True)
class Taste:
    """What a reader wants: no topics and no languages mean all of them; words are plain or globs.

    Sources are feed ids: what a liked one reports weighs more, what a muted one reports does not count.
    """

    topics: tuple[str, ...] = ()
    boosted: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    most_stories: int = 8
    per_publisher: int = 2
    floor: float = FLOOR
    liked_sources: tuple[str, ...] = ()
    muted_sources: tuple[str, ...] = ()


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
    news = news_in(_heard(stories, taste.muted_sources) if taste.muted_sources else stories, window)
    picked = _spread(_best_first(news, window, taste, told, typical), taste)
    return Digest(window, tuple(_written(one, told) for one in picked), len(news))


def _best_first(
    news: Iterable[Story],
    window: Window,
    taste: Taste,
    told: Mapping[str, Telling],
    typical: Mapping[str, float],
) -> Iterator[_Candidate]:
    """What may stand in the digest by score, equals by id; a story is ranked when its turn may have come."""
    waiting = sorted(_likely(news, window.end, taste, typical), key=itemgetter(0))
    ranked: list[tuple[float, str, _Candidate]] = []
    while waiting or ranked:
        while waiting and (not ranked or waiting[-1][0] >= -ranked[0][0]):
            _, story = waiting.pop()
            if one := _candidate(story, window, taste, told, typical):
                heappush(ranked, (-one.rank.score, story.id, one))
        if ranked:
            yield heappop(ranked)[2]


def newest(
    stories: Iterable[Story],
    now: datetime,
    taste: Taste,
    most: int,
    typical: Mapping[str, float] = NO_POINTS,
) -> tuple[ChosenStory, ...]:
    """The newest stories that pass the reader's taste and the floor, the latest report first."""
    everything = Window(datetime.min.replace(tzinfo=now.tzinfo), now)
    ordered = sorted(stories, key=lambda story: (story.articles[-1].published, story.id), reverse=True)
    likely = (story for _, story in _likely(ordered, now, taste, typical))
    found = (_candidate(story, everything, taste, NOTHING_TOLD, typical) for story in likely)
    passing = (one for one in found if one is not None and not mentions(one.story, taste.muted))
    return tuple(_written(one, NOTHING_TOLD) for one in islice(passing, most))


def look_at(
    story: Story, now: datetime, taste: Taste, typical: Mapping[str, float] = NO_POINTS
) -> ChosenStory:
    """One story as it would stand in a digest at `now`, whether it would be chosen or not."""
    ranked = _ranked(story, now, taste, typical)
    return ChosenStory(story, ranked, headline(story), _slugs(story), sentences_of(story))


def _ranked(story: Story, now: datetime, taste: Taste, typical: Mapping[str, float]) -> Rank:
    heard = tuple(word for word in taste.boosted if mentions(story, [word]))
    return rank(story, now, taste.topics, heard, typical=typical, liked=_followed(story, taste))


def _followed(story: Story, taste: Taste) -> tuple[str, ...]:
    """Publishers by whom, or feeds by which, a followed source told the story."""
    if not taste.liked_sources:
        return ()
    told = (article for article in story.articles if article.feed_id in taste.liked_sources)
    return tuple(dict.fromkeys(article.via or article.publisher for article in told))


def _heard(stories: Iterable[Story], muted: tuple[str, ...]) -> Iterable[Story]:
    """The stories as the sources that are not muted tell them; one that is whole stays the same object."""
    for story in stories:
        left = tuple(article for article in story.articles if article.feed_id not in muted)
        if left:
            yield story if len(left) == len(story.articles) else Story(story.id, left)


def _candidate(
    story: Story,
    window: Window,
    taste: Taste,
    told: Mapping[str, Telling],
    typical: Mapping[str, float],
) -> _Candidate | None:
    update = ""
    if telling := told.get(story.id):
        update = delta(story, telling)
        if not update:
            return None
    ranked = _ranked(story, window.end, taste, typical)
    return None if ranked.score < taste.floor else _Candidate(story, ranked, update)


def _likely(
    stories: Iterable[Story], now: datetime, taste: Taste, typical: Mapping[str, float]
) -> Iterator[tuple[float, Story]]:
    """The stories of the reader's topics and languages that may pass the floor, with what they may score."""
    topics, extra = frozenset(taste.topics), _most_for_taste(taste)
    languages = frozenset((*taste.languages, "")) if taste.languages else None
    most_of = most_at(now, typical)
    for story in stories:
        if topics and topics.isdisjoint(_slugs(story)):
            continue
        if languages and languages.isdisjoint(_spoken(story)):
            continue
        most = most_of(story) + extra
        if most >= taste.floor:
            yield most, story


def _most_for_taste(taste: Taste) -> float:
    return (
        WEIGHTS.topic_fit * bool(taste.topics)
        + WEIGHTS.boosted * bool(taste.boosted)
        + WEIGHTS.liked * bool(taste.liked_sources)
    )


def in_languages(story: Story, languages: tuple[str, ...]) -> bool:
    """Whether a report of the story is in one of the languages, or in one nobody knows."""
    return not languages or not _spoken(story).isdisjoint((*languages, ""))


@once_a_story
def _spoken(story: Story) -> frozenset[str]:
    return frozenset(article.language for article in story.articles)


@once_a_story
def _slugs(story: Story) -> tuple[str, ...]:
    return tuple(match.topic for match in topics_of(story))


def _spread(standing: Iterable[_Candidate], taste: Taste) -> list[_Candidate]:
    """The best without muted words, at most `per_publisher` of those that rest on one publisher alone."""
    picked: list[_Candidate] = []
    alone: Counter[str] = Counter()
    for one in standing:
        if len(picked) == taste.most_stories:
            break
        family = one.story.families[0] if len(one.story.families) == 1 else ""
        if (family and alone[family] == taste.per_publisher) or mentions(one.story, taste.muted):
            continue
        alone[family] += 1
        picked.append(one)
    return picked


def _written(one: _Candidate, told: Mapping[str, Telling]) -> ChosenStory:
    """The candidate with its sentences; an update is told from its new reports only."""
    telling = told.get(one.story.id)
    news = Story(one.story.id, fresh_articles(one.story, telling)) if telling else one.story
    return ChosenStory(one.story, one.rank, headline(news), _slugs(one.story), sentences_of(news), one.update)
