"""The recent news in memory, shared by all who ask: the stories of the last days, as the store has them.

Between the store and newsdesk.py. A Story object stays the same as long as its story does, so what is worked
out of it (headline, topics, summary, rank: bot/stories/known.py) is worked out once for all readers. Until
`load` or `refresh` was called, and for what is older than REACH, it reads the store; answers are the same.
"""

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digest.choose import sentences_of
from bot.digest.mute import folded
from bot.model import Article, Story
from bot.newsroom.view import View, gathered
from bot.store import Store
from bot.store.recent import Recent
from bot.stories.headline import headline
from bot.stories.rank import most_at, typical_points
from bot.stories.topics import topics_of
from bot.stories.weights import FLOOR

REACH = timedelta(days=11)  # a digest looks back 7 days at most, and 3 more for late reports (window.py)
EVERY_S = 15.0
_AGAIN_AFTER = timedelta(hours=1)  # what was removed meanwhile goes from memory too
_NEWEST_OF = timedelta(days=3)  # what is offered to a person who looks for a story
_TYPICAL_OVER = timedelta(days=7)  # what points are usual at a source
_OLD_MUST_LEAD = 3.0  # points above the floor with which an older story may lead a week's digest
_STORIES_A_STEP = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: the workspace whose own terms are used, and the feeds that are theirs to see (None: all)."""

    home: str = ""
    feeds: frozenset[str] | None = None

    def seen(self, story: Story | None) -> Story | None:
        """The story as these feeds tell it, None where they do not."""
        if story is None or self.feeds is None:
            return story
        told = tuple(article for article in story.articles if self.sees(article))
        if len(told) == len(story.articles):
            return story
        return Story(story.id, told) if told else None

    def sees(self, article: Article) -> bool:
        """Whether the article came by one of the feeds."""
        return self.feeds is None or article.feed_id in self.feeds


ANYONE = Reader()


class News:
    """What is new, for any moment and any set of sources."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._recent = Recent(store.db)
        self._view: View | None = None
        self._version = (-1, -1)
        self._kept = False

    def stories(self, start: datetime, end: datetime, feed_ids: Iterable[str]) -> tuple[Story, ...]:
        """Stories with an article published in [start, end], each with its articles up to `end`.

        Only articles of the given feeds count. In no set order; articles oldest first.
        """
        view = self._current()
        if view is None or start < view.start:
            return self.store.articles.stories_between(start, end, feed_ids)
        return view.between(start, end, frozenset(feed_ids))

    def typical(self, now: datetime) -> Mapping[str, float]:
        """The usual points of each community source at `now` (bot/stories/rank.py)."""
        start, view = now - _TYPICAL_OVER, self._current()
        if view is None or start < view.start:
            return typical_points(self.store.articles.with_points(start, now))
        return view.typical(start, now)

    def story(self, story_id: str) -> Story | None:
        """The story of a present id with all its articles, or None."""
        view = self._current()
        found = view.whole.get(story_id) if view else None
        return found or self.store.articles.story(story_id)

    def newest(self, now: datetime, feed_ids: Iterable[str]) -> tuple[Story, ...]:
        """The stories of the last days as these feeds tell them, the latest report first."""
        stories = self.stories(now - _NEWEST_OF, now, feed_ids)
        return tuple(sorted(stories, key=lambda story: story.articles[-1].published, reverse=True))

    @property
    def is_kept(self) -> bool:
        """Whether the recent news stands in memory and `keep` holds it fresh."""
        return self._kept

    def load(self, now: datetime) -> None:
        """Read the recent news now, and again whenever the store has changed."""
        for _ in self._steps(now):
            pass

    async def refresh(self, now: datetime) -> None:
        """Read what has changed and work out what answers need, a few milliseconds at a time."""
        if self._is_stale(now):
            for _ in self._steps(now):
                await asyncio.sleep(0)
            for _ in self._warmed(now):
                await asyncio.sleep(0)

    async def keep(self, stopping: asyncio.Event, clock: Callable[[], datetime]) -> None:
        """Refresh every EVERY_S seconds until stopped; answers meanwhile are as of the last time."""
        try:
            while not stopping.is_set():
                await self.refresh(clock())
                if not self._kept:
                    gc.collect()
                    gc.freeze()  # else every full collection walks the news, 90 ms each
                self._kept = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), EVERY_S)
        finally:
            self._kept = False

    def _is_stale(self, now: datetime) -> bool:
        """Whether there may be other news; while it is kept, only other connections write any."""
        if self._view is None or now - REACH - self._view.start > _AGAIN_AFTER:
            return True
        theirs, ours = self._recent.version()
        return theirs != self._version[0] or (ours != self._version[1] and not self._kept)

    def _current(self) -> View | None:
        if self._view is not None and not self._kept and self._recent.version() != self._version:
            self.load(self._view.start + REACH)
        return self._view

    def _steps(self, now: datetime) -> Iterator[None]:
        version = self._recent.version()
        self._view = yield from gathered(self._recent, now - REACH, self._view)
        self._version = version

    def _warmed(self, now: datetime) -> Iterator[None]:
        """Work out what answers need of every story: most of the new ones that may pass the bar."""
        most_of = most_at(now, self.typical(now))
        for place, story in enumerate(self._view.newest() if self._view else ()):
            headline(story)
            topics_of(story)
            folded(story)
            is_new = now - story.articles[-1].published < _NEWEST_OF
            if most_of(story) >= FLOOR + (0 if is_new else _OLD_MUST_LEAD):
                sentences_of(story)
            if place % _STORIES_A_STEP == 0:
                yield
