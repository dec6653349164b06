"""Which articles tell the same story: new articles join known stories or found new ones.

Between identity and rank. `StoryIndex` holds the articles of a window of time and places new ones by
average likeness (UPGMA over TF-IDF vectors, Sneath and Sokal 1973) among articles that share rare words;
slots (`slots.py`) can forbid a join, a shared link can help one. A story's id is made of its founding
article's address and outlives growth, merges and restarts. It says what to store, and stores nothing.
"""

import hashlib
import heapq
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from bot.stories.identity import Profile, conflict
from bot.stories.vectors import Floats, Vectors, add, dot

ALIKE = 0.12  # average likeness from which two sets of articles are one story
WINDOW = timedelta(hours=72)  # reports of one event come within three days; later, only the same page joins
_LINK = 0.08  # what a shared link adds: it can tip a join, but joins nothing alone
# With embeddings (`embed.py`): what a cosine of meaning adds, or takes away where it is below the usual one
# of reports that share words; and the likeness in words from which a pair is looked at at all.
_MEANING, _USUAL, _GLIMPSE = 0.3, 0.5, 0.05
_SPECIFIC = 8  # an address that more articles point to is a fixture (a home page, terms), not a story's link
_ID_CHARS = 6


@dataclass(frozen=True, slots=True)
class Member:
    """An article whose story is known; `meaning` is its embedding (`embed.py`) where these are in use."""

    article_id: int
    story_id: str
    published: datetime
    profile: Profile
    meaning: Floats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article to be placed; `key` is its canonical address, from which a story's id is made."""

    article_id: int
    key: str
    published: datetime
    profile: Profile
    meaning: Floats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """The outcome: each new article's story, and stories that were merged, old id to the id kept."""

    story_of: Mapping[int, str]
    merged: Mapping[str, str]


@dataclass(eq=False, slots=True)
class _Group:
    """Rows that are one story so far; `vector` is their sum, `meaning` that of the `meant` rows with one."""

    rows: list[int]
    vector: dict[int, float]
    times: float  # sum of the rows' times, in windows
    squares: float  # sum of the squares of these
    links: set[str]
    profiles: list[Profile]
    ids: dict[str, datetime]
    meaning: Floats
    meant: int
    into: "_Group | None" = None

    def root(self) -> "_Group":
        group = self
        while group.into is not None:
            group = group.into
        return group


def _nearness(a: _Group, b: _Group) -> float:
    """1 for pairs of one moment, 0 where the rows of the groups are a window apart on average.

    The mean of an Epanechnikov kernel, 1 - time squared, over all pairs: hardly less within a day.
    """
    mean_a, mean_b = a.times / len(a.rows), b.times / len(b.rows)
    spread = a.squares / len(a.rows) - mean_a**2 + b.squares / len(b.rows) - mean_b**2
    return 1.0 - (mean_a - mean_b) ** 2 - spread


# Unlikeness, the groups' first rows, a running number: the most alike come first, then the earliest. Then how
# many rows the two groups had when they were compared, and the groups.
_Proposal = tuple[float, int, int, int, int, _Group, _Group]


class StoryIndex:
    """The articles of a window and their stories; grows by `add`."""

    def __init__(self, members: Iterable[Member] = ()) -> None:
        self._vectors = Vectors()
        self._profiles: list[Profile] = []
        self._times: list[datetime] = []
        self._proposals = count()
        self._meanings: dict[int, Floats] = {}
        self._story_of_row: list[str] = []
        self._rows_of: dict[str, list[int]] = {}
        self._pointing: dict[str, list[int]] = {}
        members = tuple(members)
        for member in members:
            self._append(member, member.story_id)
        self._vectors.extend(member.profile for member in members)

    def add(self, arrivals: Sequence[Arrival], taken: Container[str] = frozenset()) -> Placed:
        """Place new articles; `taken` are ids of stories outside the window that must not be given again."""
        start = len(self._profiles)
        arrivals = sorted(arrivals, key=lambda arrival: (arrival.published, arrival.key))
        for arrival in arrivals:
            self._append(arrival, "")
        self._vectors.extend(arrival.profile for arrival in arrivals)
        groups: dict[str | int, _Group] = {}
        self._join(start, groups)
        merged: dict[str, str] = {}
        roots = dict.fromkeys(self._group_of(start + n, groups).root() for n in range(len(arrivals)))
        for root in roots:
            self._name(root, start, arrivals, taken, merged)
        story_of = {a.article_id: self._story_of_row[start + n] for n, a in enumerate(arrivals)}
        return Placed(story_of, merged)

    def _append(self, article: Member | Arrival, story_id: str) -> None:
        row = len(self._profiles)
        self._profiles.append(article.profile)
        self._times.append(article.published)
        if article.meaning is not None:
            self._meanings[row] = article.meaning
        self._story_of_row.append(story_id)
        if story_id:
            self._rows_of.setdefault(story_id, []).append(row)
        for n, link in enumerate(article.profile.links):
            if n == 0 or link.partition("://")[2].partition("/")[2]:  # not a home page
                self._pointing.setdefault(link, []).append(row)

    def _group_of(self, row: int, groups: dict[str | int, _Group]) -> _Group:
        """The group a row started in: its known story, or itself alone."""
        story = self._story_of_row[row]
        key: str | int = story or row
        if key not in groups:
            groups[key] = self._group(self._rows_of[story] if story else [row], story)
        return groups[key]

    def _group(self, rows: list[int], story: str) -> _Group:
        vector: dict[int, float] = {}
        add(vector, [self._vectors.row(row) for row in rows])
        profiles = [self._profiles[row] for row in rows]
        times = [self._times[row].timestamp() / WINDOW.total_seconds() for row in rows]
        meanings = [self._meanings[row] for row in rows if row in self._meanings]
        return _Group(
            rows=list(rows),
            vector=vector,
            times=sum(times),
            squares=sum(time * time for time in times),
            links={link for profile in profiles for link in profile.links if self._specific(link)},
            profiles=profiles,
            ids={story: min(self._times[row] for row in rows)} if story else {},
            meaning=np.sum(meanings, axis=0) if meanings else np.zeros(1, np.float32),
            meant=len(meanings),
        )

    def _specific(self, link: str) -> bool:
        return 1 < len(self._pointing.get(link, ())) <= _SPECIFIC

    def _join(self, start: int, groups: dict[str | int, _Group]) -> None:
        """Join the most alike groups first until none is alike enough, asking anew after each join."""
        queue: list[_Proposal] = []
        for row, other in self._pairs(start):
            self._propose(queue, self._group_of(row, groups), self._group_of(other, groups))
        asked: set[tuple[int, int, int]] = set()
        while queue:
            *_, size, a, b = heapq.heappop(queue)
            a, b = a.root(), b.root()
            if a is b:
                continue
            if len(a.rows) + len(b.rows) == size:
                if self._may_join(a, b):
                    self._merge(a, b)
                continue
            pair = (min(a.rows[0], b.rows[0]), max(a.rows[0], b.rows[0]), len(a.rows) + len(b.rows))
            if pair not in asked:
                asked.add(pair)
                self._propose(queue, a, b)

    def _pairs(self, start: int) -> Iterator[tuple[int, int]]:
        """Pairs worth a look, each once: a new article and an earlier row that is alike or shares a link."""
        for row in range(start, len(self._profiles)):
            least = _GLIMPSE if row in self._meanings else ALIKE
            others = {other for other, _ in self._vectors.earlier_neighbours(row, least)}
            for link in self._profiles[row].links:
                if self._specific(link):
                    others.update(other for other in self._pointing[link] if other < row)
            for other in sorted(others):
                yield row, other

    def _propose(self, queue: list[_Proposal], a: _Group, b: _Group) -> None:
        if a is b:
            return
        alike = self._likeness(a, b)
        if alike >= ALIKE:
            low, high = sorted((a.rows[0], b.rows[0]))
            size = len(a.rows) + len(b.rows)
            heapq.heappush(queue, (-alike, low, high, next(self._proposals), size, a, b))

    def _likeness(self, a: _Group, b: _Group) -> float:
        """Average likeness of the pairs between two groups, fading with the time between them."""
        linked = not a.links.isdisjoint(b.links)
        if linked and self._same_page(a, b):
            return 1.0
        near = _nearness(a, b)
        if near <= 0.0:
            return 0.0
        alike = dot(a.vector, b.vector) / (len(a.rows) * len(b.rows))
        if a.meant and b.meant:
            alike += _MEANING * (float(a.meaning @ b.meaning) / (a.meant * b.meant) - _USUAL)
        return near * alike + _LINK * linked

    def _same_page(self, a: _Group, b: _Group) -> bool:
        own = {self._profiles[row].links[:1] for row in a.rows}
        return any(page and page in own for page in (self._profiles[row].links[:1] for row in b.rows))

    def _may_join(self, a: _Group, b: _Group) -> bool:
        if self._same_page(a, b):
            return True
        return not any(conflict(x, y) for x in a.profiles for y in b.profiles)

    def _merge(self, a: _Group, b: _Group) -> None:
        """Let the larger group take in the smaller."""
        if len(a.rows) < len(b.rows):
            a, b = b, a
        add(a.vector, [b.vector])
        a.rows += b.rows
        a.times += b.times
        a.squares += b.squares
        if b.meant:
            a.meaning = a.meaning + b.meaning if a.meant else b.meaning
            a.meant += b.meant
        a.links |= b.links
        a.profiles += b.profiles
        a.ids |= b.ids
        b.into = a

    def _name(
        self,
        group: _Group,
        start: int,
        arrivals: Sequence[Arrival],
        taken: Container[str],
        merged: dict[str, str],
    ) -> None:
        """Give a group its id: the oldest it already has, or one made of its first article's address."""
        if group.ids:
            kept = min(group.ids, key=lambda story: (group.ids[story], story))
        else:
            kept = self._new_id(arrivals[min(group.rows) - start].key, taken)
        merged.update({story: kept for story in group.ids if story != kept})
        for story in group.ids:
            self._rows_of.pop(story, None)
        self._rows_of[kept] = sorted(group.rows)
        for row in group.rows:
            self._story_of_row[row] = kept

    def _new_id(self, key: str, taken: Container[str]) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()
        lengths = range(_ID_CHARS, len(digest))
        return next(
            digest[:n] for n in lengths if digest[:n] not in self._rows_of and digest[:n] not in taken
        )
