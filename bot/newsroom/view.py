"""One state of the recent news in memory: stories by id, by time and by source.

Made by `gathered` from the store's rows in small steps, and from the view before it: a story whose rows are
the same is the same object. A view answers and never changes; bot/newsroom/news.py holds the newest.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import Article, Story
from bot.store.recent import Recent, Row, article, published
from bot.stories.rank import source_of, usual

_SHELVES = 64  # sets of sources whose stories are kept ready
_A_STEP = 100

_Cuts = dict[str, tuple[Story, Story | None]]  # by story id: whole, and without what a reader does not see


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Stories by the time of their latest report, oldest first."""

    stories: tuple[Story, ...]
    updated: tuple[datetime, ...]


class View:
    """The stories that had a report since `start`, each with all its articles."""

    def __init__(
        self, start: datetime, rows: Mapping[str, tuple[Row, ...]], whole: Mapping[str, Story],
        old: "View | None",
    ) -> None:  # fmt: skip
        self.start, self.rows, self.whole = start, rows, whole
        self._whole = _shelved(whole.values())
        self._by_feed: dict[str, set[str]] = {}
        self._points: dict[str, tuple[list[datetime], list[int]]] = {}
        self._cuts: OrderedDict[frozenset[str], _Cuts] = old._cuts if old else OrderedDict()
        self._shelves: dict[frozenset[str], _Shelf] = {}

    def indexed(self, loose: Iterable[Article]) -> Iterator[None]:
        """Find its feeds and its points, those of articles without a story too, in small steps."""
        pointed = [one for one in loose if one.points]
        for place, story in enumerate(self.whole.values()):
            for one in story.articles:
                self._by_feed.setdefault(one.feed_id, set()).add(story.id)
                if one.points:
                    pointed.append(one)
            if place % _A_STEP == 0:
                yield
        for one in sorted(pointed, key=lambda one: one.published):
            times, points = self._points.setdefault(source_of(one), ([], []))
            times.append(one.published)
            points.append(one.points or 0)

    def between(self, start: datetime, end: datetime, feed_ids: frozenset[str]) -> tuple[Story, ...]:
        """Stories with an article in [start, end], as told by these feeds up to `end`, in no set order."""
        shelf = self._shelf(feed_ids)
        first = bisect_left(shelf.updated, start.replace(microsecond=0))
        last = bisect_right(shelf.updated, end)
        cut = (_until(story, start, end) for story in shelf.stories[last:])
        return (*shelf.stories[first:last], *(story for story in cut if story))

    def typical(self, start: datetime, end: datetime) -> Mapping[str, float]:
        """The usual points of each source over [start, end]."""
        start = start.replace(microsecond=0)
        return usual(
            {
                source: points[bisect_left(times, start) : bisect_right(times, end)]
                for source, (times, points) in self._points.items()
            }
        )

    def newest(self) -> tuple[Story, ...]:
        """All stories, the latest report first."""
        return self._whole.stories[::-1]

    def _shelf(self, feed_ids: frozenset[str]) -> _Shelf:
        if self._by_feed.keys() <= feed_ids:
            return self._whole
        if feed_ids not in self._shelves:
            cuts = self._cut(feed_ids)
            stories = (cuts[story.id][1] if story.id in cuts else story for story in self.whole.values())
            self._shelves[feed_ids] = _shelved(story for story in stories if story)
        return self._shelves[feed_ids]

    def _cut(self, feed_ids: frozenset[str]) -> _Cuts:
        """The stories that other feeds told too, as these tell them; one cut before is the same object."""
        known = self._cuts.pop(feed_ids, {})
        cuts: _Cuts = {}
        for story_id in set().union(*(self._by_feed[other] for other in self._by_feed.keys() - feed_ids)):
            whole, before = self.whole[story_id], known.get(story_id)
            cuts[story_id] = before if before and before[0] is whole else (whole, _told_by(whole, feed_ids))
        self._cuts[feed_ids] = cuts
        while len(self._cuts) > _SHELVES:
            self._shelves.pop(self._cuts.popitem(last=False)[0], None)
        return cuts


def gathered(recent: Recent, start: datetime, old: View | None) -> Generator[None, None, View]:
    """Read the news since `start` in steps of a few milliseconds; returns the view of it."""
    start = start.replace(microsecond=0)
    found: dict[str, list[Row]] = {}
    for step in recent.since(start):
        for row in step:
            found.setdefault(row[1] or "", []).append(row)
        yield
    loose = [article(row) for row in found.pop("", ())]
    for step in recent.before(start, tuple(found)):
        for row in step:
            found[row[1]].append(row)
        yield
    rows: dict[str, tuple[Row, ...]] = {}
    whole: dict[str, Story] = {}
    for place, (story_id, unordered) in enumerate(found.items()):
        its = tuple(sorted(unordered, key=published))
        known = old.rows.get(story_id) if old else None
        if old and known == its:
            rows[story_id], whole[story_id] = known, old.whole[story_id]
        else:
            rows[story_id], whole[story_id] = its, Story(story_id, tuple(map(article, its)))
        if place % _A_STEP == 0:
            yield
    view = View(start, rows, whole, old)
    yield from view.indexed(loose)
    return view


def _shelved(stories: Iterable[Story]) -> _Shelf:
    ordered = sorted(stories, key=lambda story: (story.articles[-1].published, story.id))
    return _Shelf(tuple(ordered), tuple(story.articles[-1].published for story in ordered))


def _told_by(story: Story, feed_ids: frozenset[str]) -> Story | None:
    told = tuple(one for one in story.articles if one.feed_id in feed_ids)
    return Story(story.id, told) if told else None


def _until(story: Story, start: datetime, end: datetime) -> Story | None:
    """The story as it stood at `end`, if it then had a report since `start`."""
    told = tuple(one for one in story.articles if one.published <= end)
    return Story(story.id, told) if told and told[-1].published >= start.replace(microsecond=0) else None
