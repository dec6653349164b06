"""The things that flow through Tidings, each a frozen value.

Feed -> Entry -> Article -> Story -> Digest; see `bot/__init__.py` for the flow. Nothing here does
I/O or reads a clock. Times are aware and UTC; `*_s` is seconds.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property


class Tier(StrEnum):
    """How close to the event a publisher usually stands."""

    PRIMARY = "primary"  # who did it says so: a lab, a project, a regulator
    RESEARCH = "research"  # papers and research groups
    PRESS = "press"  # edited news
    EXPERT = "expert"  # independent writers, newsletters, podcasts
    COMMUNITY = "community"  # people pointing at things: Hacker News, trending lists


@dataclass(frozen=True, slots=True)
class Feed:
    """One configured address of a kind.

    `family` groups feeds that are one voice (all of Google): corroboration counts families.
    `hosts` are the web hosts that speak for the publisher, so that a link found elsewhere is
    credited to it. `topics` are subjects every entry of the feed belongs to.
    """

    id: str
    kind: str
    url: str
    title: str
    publisher: str
    family: str
    tier: Tier
    topics: tuple[str, ...] = ()
    language: str = ""
    hosts: tuple[str, ...] = ()
    origin: str = "catalogue"
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed said, as it said it, made safe: no script, handler or style, only http(s) links.

    `keys` are the names under which this entry counts as one and the same, strongest first.
    `published` is what the feed claims, already held to the date rule (docs/sources.md), or None.
    `points` are the source's own unit: compare within a source only.
    """

    feed_id: str
    keys: tuple[str, ...]
    url: str
    title: str
    html: str = ""
    author: str = ""
    published: datetime | None = None
    language: str = ""
    points: int | None = None
    discussion_url: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned entry: an address fit to open, plain text, aware time.

    `id` is the store's row number, 0 before it is stored. `publisher`, `family` and `tier` are those
    of who wrote it; where a community feed pointed at it, `via` names that feed's publisher.
    `published` is never later than `first_seen`. `links` are canonical outbound addresses; the identity
    of `url` itself is `bot.stories.addresses.canonical_url(url)`.
    `signals` is what `bot/stories/signals.py` has read in it before, packed; "" where it has not.
    """

    id: int
    feed_id: str
    publisher: str
    family: str
    tier: Tier
    url: str
    title: str
    text: str
    language: str
    published: datetime
    first_seen: datetime
    via: str = ""
    points: int | None = None
    discussion_url: str = ""
    links: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    signals: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be filed: the keys its entry is known by, and what clustering compares."""

    article: Article
    keys: tuple[str, ...]
    profile: str

    @property
    def title(self) -> str:
        """The article's title."""
        return self.article.title


@dataclass(frozen=True)
class Story:
    """One or more articles about one event, oldest first; `id` outlives merges and gains."""

    id: str
    articles: tuple[Article, ...]

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Independent voices, in the order in which they spoke."""
        return tuple(dict.fromkeys(article.family for article in self.articles))

    @property
    def published(self) -> datetime:
        """When the first report came out."""
        return min(article.published for article in self.articles)

    @property
    def updated(self) -> datetime:
        """When the latest report came out."""
        return max(article.published for article in self.articles)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a summary and the article it was taken from."""

    text: str
    article: Article


@dataclass(frozen=True, slots=True)
class Part:
    """One named addend of a story's score, with its reason in words."""

    name: str
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Rank:
    """Why a story stands where it stands: the parts sum to the score."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The sum of the parts, each of which has two decimals."""
        return round(sum(part.value for part in self.parts), 2)


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as it was told to a channel: when, with which articles, under which headline."""

    at: datetime
    article_ids: frozenset[int]
    headline: str
