"""What people can ask of the stored news: a digest, the newest, a story, why it is there, a search.

Each function gathers from the shared view of the news and the store, lets the pure rooms decide, and returns
a Document. It reads no clock and no network: `now` and everything set come in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.digest.answers import (
    news_document,
    not_stored_document,
    search_document,
    story_document,
    ways_on,
    why_document,
)
from bot.digest.choose import ChosenStory, Digest, Taste, choose, look_at, newest
from bot.digest.compose import SourcesRead, compose
from bot.digest.terms import KeyTerms, key_terms
from bot.digest.verdict import verdicts
from bot.digest.window import LONGEST, Window, widened, window_since
from bot.document import Actions, Document
from bot.errors import RequestError
from bot.model import Feed, Story, Telling
from bot.newsroom.news import ANYONE, News, Reader
from bot.newsroom.termdesk import lexicon_of
from bot.sources import catalogue
from bot.sources.health import Health, State, state
from bot.sources.once import link_key
from bot.store import Store
from bot.stories.topics import topic_slugs, topics_of

if TYPE_CHECKING:
    from bot.app import App

_ENOUGH_ON_A_WEEKEND = 5
_MOST_FOUND = 20
_TERMS_KEPT = timedelta(days=7)  # how long a channel remembers a term that was explained to it


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest as asked for, with the own terms of the workspace `home`.

    `channel` has a memory, "" has none. The window starts at `since` where that is given; else with
    `standing`, which a subscription's digest is, at its `told_until` (None: it is the first); else at the
    channel's last digest.
    """

    now: datetime
    zone: ZoneInfo
    taste: Taste
    channel: str = ""
    since: datetime | None = None
    standing: bool = False
    told_until: datetime | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a channel has heard: each story as last told, by id, and slugs of terms explained lately."""

    told: Mapping[str, Telling] = field(default_factory=lambda: MappingProxyType({}))
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A digest as made: what was chosen, which terms are explained, and how it is said."""

    chosen: Digest
    key: KeyTerms
    document: Document


def reader_of(app: "App", home: str) -> Reader:
    """A workspace as a reader: it sees everyone's feeds, whatever it paused, and those it added itself."""
    feeds = (*catalogue.load(), *app.feeds, *app.added(home))
    return Reader(home, frozenset(feed.id for feed in feeds))


def digest(news: News, feeds: Sequence[Feed], asked: Asked, memory: Memory | None = None) -> Made:
    """Choose and compose the digest of what is stored; without a `memory` the channel's own is read."""
    store = news.store
    heard = memory or memory_of(store, asked.channel, asked.now)
    chosen = _chosen(news, feeds, asked, heard.told)
    sources = sources_read(feeds, store.health.all(), asked.now)
    key = key_terms(chosen.stories, lexicon_of(store, asked.home), heard.terms)
    return Made(chosen, key, compose(chosen, sources, asked.zone, key))


def memory_of(store: Store, channel: str, before: datetime) -> Memory:
    """What a channel had heard before that moment; nothing for the channel ""."""
    if not channel:
        return Memory()
    lately = before - _TERMS_KEPT
    return Memory(store.tellings.told(channel, before), store.glossary.told(channel, lately, before))


def window_of(store: Store, asked: Asked) -> Window:
    """The window of a digest, before it is widened for a quiet weekend."""
    last = asked.told_until if asked.standing else None
    if asked.channel and not asked.standing:
        last = store.tellings.last_digest(asked.channel, asked.now)
    return window_since(last, asked.now, asked.since)


def check_topics(topics: Iterable[str]) -> None:
    """Raise RequestError for a topic that does not exist, with those that do."""
    for topic in topics:
        if topic not in topic_slugs():
            raise RequestError(f"there is no topic {topic!r}; choose from: {', '.join(topic_slugs())}")


def _chosen(news: News, feeds: Sequence[Feed], asked: Asked, told: Mapping[str, Telling]) -> Digest:
    """The digest's stories; on a weekend from further back, until there are enough."""
    muted = set(asked.taste.muted_sources)
    feed_ids = frozenset(feed.id for feed in feeds if feed.id not in muted)
    typical = news.typical(asked.now)
    window = window_of(news.store, asked)
    while True:
        chosen = choose(news.stories(window.reach, window.end, feed_ids), window, asked.taste, told, typical)
        wider = widened(window, asked.zone) if asked.since is None else None
        if wider is None or len(chosen.stories) >= min(_ENOUGH_ON_A_WEEKEND, asked.taste.most_stories):
            return chosen
        window = wider


def remember(store: Store, made: Made, channel: str) -> None:
    """Note that the channel was sent this digest, so that it hears no story and no term twice."""
    at = made.chosen.window.end
    told = {one.story.id: telling(one, at) for one in made.chosen.stories}
    store.tellings.remember(channel, at, told)
    store.glossary.remember(channel, (term.slug for term in made.key.terms), at)


def telling(one: ChosenStory, at: datetime) -> Telling:
    """What a channel knows that was told this story at `at`."""
    return Telling(at, frozenset(article.id for article in one.story.articles), one.headline)


def sources_read(feeds: Iterable[Feed], health: Mapping[str, Health], now: datetime) -> SourcesRead:
    """How the sources stand: paused ones do not count, failing and never read ones are named."""
    active = [feed for feed in feeds if not feed.paused]
    good = [
        feed
        for feed in active
        if feed.id in health and health[feed.id].last_good and not health[feed.id].failures
    ]
    failing = [
        feed.title for feed in active if feed.id in health and state(health[feed.id], now) is State.FAILING
    ]
    times = [health[feed.id].last_good for feed in active if feed.id in health]
    until = max((min(at, now) for at in times if at), default=None)
    return SourcesRead(len(good), len(active), until, tuple(failing))


def digest_now(news: News, feeds: Sequence[Feed], asked: Asked) -> Document:
    """A digest as an answer: with what can be done next."""
    document = digest(news, feeds, asked).document
    topic = asked.taste.topics[0] if asked.taste.topics else ""
    return replace(document, blocks=(*document.blocks, Actions(ways_on(topic))))


def newest_of(news: News, feeds: Iterable[Feed], now: datetime, taste: Taste, most: int) -> Document:
    """The newest stories of the last days that pass the bar."""
    stories = news.stories(now - LONGEST, now, frozenset(feed.id for feed in feeds))
    found = newest(stories, now, taste, most, news.typical(now))
    return news_document(found, taste.topics[0] if taste.topics else "", now)


def story(news: News, story_id: str, now: datetime, reader: Reader = ANYONE) -> Document:
    """One story, by any id it ever had or a report's address. Raises RequestError where there is none."""
    found = look_at(_found(news, story_id, reader), now, Taste(), news.typical(now))
    return story_document(found, now, key_terms([found], lexicon_of(news.store, reader.home)))


def why(news: News, feeds: Sequence[Feed], asked_for: str, asked: Asked, reader: Reader = ANYONE) -> Document:
    """Why a story ranks as it does and is in the digest that is asked, or is not: by its id or an address."""
    if "://" in asked_for and not _id_of(news.store, asked_for):
        return _not_stored(asked_for.strip(), feeds)
    found = _found(news, asked_for, reader)
    one = look_at(found, asked.now, asked.taste, news.typical(asked.now))
    told = news.store.tellings.told(asked.channel, asked.now) if asked.channel else {}
    chosen = _chosen(news, feeds, asked, told)
    ids = {other.story.id for other in chosen.stories}
    tests = verdicts(one, chosen.window, asked.taste, told, ids)
    return why_document(one, topics_of(found), asked.taste.floor, tests)


def _not_stored(address: str, feeds: Sequence[Feed]) -> Document:
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    near = tuple(
        feed.title
        for feed in feeds
        if any(host == known or host.endswith(f".{known}") for known in _hosts(feed))
    )
    return not_stored_document(address, host, near[:3], len(feeds))


def _hosts(feed: Feed) -> tuple[str, ...]:
    own = (urlsplit(feed.url).hostname or "").removeprefix("www.")
    return tuple(host for host in (*feed.hosts, own) if host)


def search(news: News, words: str, now: datetime, reader: Reader = ANYONE) -> Document:
    """Stories whose reports hold all the words."""
    ids = news.store.articles.search(words, 2 * _MOST_FOUND)
    found = (reader.seen(news.story(story_id)) for story_id in ids)
    return search_document(words, list(islice((one for one in found if one), _MOST_FOUND)), now)


def _found(news: News, asked: str, reader: Reader) -> Story:
    """The story of an id, or the one that holds a report of an address however it is written."""
    found = reader.seen(news.story(_id_of(news.store, asked)))
    if found is None:
        raise RequestError(
            f"there is no story {asked!r} here; take an id from a digest, or find it with `search WORDS`"
        )
    return found


def _id_of(store: Store, asked: str) -> str:
    asked = asked.strip().removeprefix("story ").strip()
    return store.articles.find_key(link_key(asked)) if "://" in asked else store.stories.resolve(asked)
