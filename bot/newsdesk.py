"""What people can ask of the stored news: a digest, a story, why it is there, a search.

Each function gathers from the store, lets the pure rooms decide, and returns a Document. It reads no
clock and no network: `now` and everything set come in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.answers import search_document, story_document, why_document
from bot.digest.choose import Digest, Taste, choose, look_at
from bot.digest.compose import SourcesRead, compose
from bot.digest.terms import KeyTerms, key_terms
from bot.digest.window import Window, widened, window_since
from bot.document import Document
from bot.errors import RequestError
from bot.model import Feed, Story, Telling
from bot.sources.health import Health, State, state
from bot.sources.once import link_key
from bot.store import Store
from bot.stories.rank import typical_points
from bot.stories.topics import topic_slugs, topics_of
from bot.termdesk import lexicon_of

_ENOUGH_ON_A_WEEKEND = 5
_MOST_FOUND = 20
_TERMS_KEPT = timedelta(days=7)  # how long a channel remembers a term that was explained to it
_TYPICAL_OVER = timedelta(days=7)  # what points are usual at a source


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest as asked for: `channel` has a memory, "" has none; `since` overrides both."""

    now: datetime
    zone: ZoneInfo
    taste: Taste
    channel: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A digest as made: what was chosen, which terms are explained, and how it is said."""

    chosen: Digest
    key: KeyTerms
    document: Document


def digest(store: Store, feeds: Sequence[Feed], asked: Asked) -> Made:
    """Choose and compose the digest of what is stored."""
    last = store.tellings.last_digest(asked.channel, asked.now) if asked.channel else None
    told = store.tellings.told(asked.channel, asked.now) if asked.channel else {}
    window = window_since(last, asked.now, asked.since)
    chosen = _widen_until_enough(store, feeds, asked, window, told)
    sources = sources_read(feeds, store.health.all(), asked.now)
    lately = asked.now - _TERMS_KEPT
    heard = store.glossary.told(asked.channel, lately, asked.now) if asked.channel else frozenset()
    key = key_terms(chosen.stories, lexicon_of(store), heard)
    return Made(chosen, key, compose(chosen, sources, asked.zone, key))


def check_topics(topics: Iterable[str]) -> None:
    """Raise RequestError for a topic that does not exist, with those that do."""
    for topic in topics:
        if topic not in topic_slugs():
            raise RequestError(f"there is no topic {topic!r}; choose from: {', '.join(topic_slugs())}")


def _widen_until_enough(
    store: Store, feeds: Sequence[Feed], asked: Asked, window: Window, told: Mapping[str, Telling]
) -> Digest:
    stories = store.articles.stories_between(window.reach, window.end, (feed.id for feed in feeds))
    chosen = choose(stories, window, asked.taste, told, _typical(store, asked.now))
    wider = widened(window, asked.zone) if asked.since is None else None
    if wider is None or len(chosen.stories) >= min(_ENOUGH_ON_A_WEEKEND, asked.taste.most_stories):
        return chosen
    return _widen_until_enough(store, feeds, asked, wider, told)


def remember(store: Store, made: Made, channel: str) -> None:
    """Note that the channel was sent this digest, so that it hears no story and no term twice."""
    at = made.chosen.window.end
    told = {
        one.story.id: Telling(at, frozenset(article.id for article in one.story.articles), one.headline)
        for one in made.chosen.stories
    }
    store.tellings.remember(channel, at, told)
    store.glossary.remember(channel, (term.slug for term in made.key.terms), at)


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


def story(store: Store, story_id: str, now: datetime) -> Document:
    """One story, by any id it ever had or a report's address. Raises RequestError where there is none."""
    found = look_at(_found(store, story_id), now, Taste(), _typical(store, now))
    return story_document(found, now, key_terms([found], lexicon_of(store)))


def why(store: Store, story_id: str, now: datetime, taste: Taste) -> Document:
    """Why a story ranks as it does, by its id or by the address of one of its reports."""
    found = _found(store, story_id)
    return why_document(look_at(found, now, taste, _typical(store, now)), topics_of(found), taste.floor)


def search(store: Store, words: str, now: datetime) -> Document:
    """Stories whose reports hold all the words."""
    stories = (store.articles.story(story_id) for story_id in store.articles.search(words, _MOST_FOUND))
    return search_document(words, [look_at(found, now, Taste()) for found in stories if found], now)


def _typical(store: Store, now: datetime) -> Mapping[str, float]:
    return typical_points(store.articles.with_points(now - _TYPICAL_OVER, now))


def _found(store: Store, story_id: str) -> Story:
    """The story of an id, or the one that holds a report of an address however it is written."""
    asked = story_id.removeprefix("story ").strip()
    known = store.articles.find_key(link_key(asked)) if "://" in asked else store.stories.resolve(asked)
    found = store.articles.story(known)
    if found is None:
        raise RequestError(
            f"there is no story {story_id!r} here; take an id from a digest, or try `tidings search WORDS`"
        )
    return found
