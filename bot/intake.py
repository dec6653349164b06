"""Intake: from the feeds that are due to placed stories in the store.

Gathers (collect), decides (fold, clean, profile, cluster: all pure) and applies (store). Each feed's
answer is filed whole or not at all, so a crash loses nothing: what was not filed is read again.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.digest.choose import Taste, choose
from bot.digest.window import window_since
from bot.model import Feed
from bot.prepare import PreparedFeed, prepare_body, prepared
from bot.sources.collect import Collected, Job, collect
from bot.sources.health import Health, after_stored, is_due
from bot.sources.once import fold
from bot.sources.pages import Getter, read_pages
from bot.sources.workers import Workers
from bot.store import Store
from bot.store.articles import Placed
from bot.stories.addresses import canonical_url
from bot.stories.clean import Voices, with_page
from bot.stories.cluster import Arrival, Member, StoryIndex
from bot.stories.embed import Embedder, Floats, pack, unpack
from bot.stories.identity import Profile, profile

Progress = Callable[[int, int, str], None]

_FILED_AT_ONCE = 25  # answers a transaction: bounds how long the loop is held and what a crash re-reads
_LIVE = timedelta(days=7)  # how far back a story can still gain articles
_SHORT_TEXT = 600  # characters: a feed that gives less gives a teaser
_PAGES = 12
_MEANT_CHARS = 600  # of a text that are embedded: the model reads no more

log = structlog.get_logger()


def clock() -> datetime:
    """The time now, in whole seconds: what the store can keep."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Network:
    """What reads the outside, and what is loaded only to work on it.

    `filed_at_once` answers are written in one transaction: others who write wait no longer than for that.
    """

    fetcher: Getter
    workers: Workers
    page_budget_s: float
    embedder: Embedder | None = None
    clock: Callable[[], datetime] = clock
    filed_at_once: int = _FILED_AT_ONCE


@dataclass(frozen=True, slots=True)
class Intake:
    """What one round brought: feeds asked and failed, new articles and stories, and what went wrong."""

    asked: int = 0
    failed: int = 0
    new: int = 0
    stories: int = 0
    troubles: tuple[str, ...] = ()


async def take_in(
    store: Store,
    feeds: Sequence[Feed],
    network: Network,
    everything: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Read the feeds that are due (or all that are not paused), file what is new, and build its stories."""
    now = network.clock()
    due = due_jobs(store, feeds, now, everything)
    intake = await refresh(store, due, network, Voices.of(feeds), progress)
    founded = place(store, now, network.embedder)
    if intake.new and network.page_budget_s:
        await _read_likely_pages(store, feeds, network, now)
    log.info("collected", asked=intake.asked, failed=intake.failed, new=intake.new, stories=founded)
    return replace(intake, stories=founded)


async def refresh(
    store: Store, jobs: Sequence[Job], network: Network, voices: Voices, progress: Progress | None = None
) -> Intake:
    """Ask these feeds and file what they say; the new articles belong to no story yet."""
    now = network.clock()
    new, done = 0, 0
    troubles: list[str] = []
    collected = collect(jobs, network.fetcher, now, network.workers, partial(prepare_body, voices))
    async with aclosing(collected), aclosing(_batches(collected, network.filed_at_once)) as batches:
        async for batch in batches:
            new += file(store, batch, now)
            done += len(batch)
            troubles += [f"{one.feed.title}: {one.error}" for one in batch if one.error]
            if progress:
                progress(done, len(jobs), batch[-1].feed.title)
    return Intake(len(jobs), len(troubles), new, troubles=tuple(troubles))


def due_jobs(store: Store, feeds: Iterable[Feed], now: datetime, everything: bool = False) -> list[Job]:
    """The feeds to ask now: those that are due, or all that are not paused."""
    health = store.health.all()
    jobs = [Job(feed, health.get(feed.id, Health(feed.id))) for feed in feeds if not feed.paused]
    return [job for job in jobs if everything or is_due(job.health, now)]


async def _batches(collected: AsyncIterator[Collected], most: int) -> AsyncGenerator[list[Collected], None]:
    batch: list[Collected] = []
    async for one in collected:
        batch.append(one)
        if len(batch) >= most:
            yield batch
            batch = []
    if batch:
        yield batch


def file(store: Store, batch: Iterable[Collected], now: datetime) -> int:
    """File the answers of several feeds in one transaction; returns how many articles are new."""
    new = 0
    with store.db.atomic():
        states = []
        for one in batch:
            count = _file_one(store, one.feed, one.parsed) if isinstance(one.parsed, PreparedFeed) else 0
            states.append(after_stored(one.health, count, now))
            new += count
        store.health.save(states)
    return new


def _file_one(store: Store, feed: Feed, answer: PreparedFeed) -> int:
    folded = fold(answer.prepared, store.articles.known_keys(feed.id))
    store.articles.add(folded.new)
    store.articles.revise(folded.known)
    return len(folded.new)


def place(store: Store, now: datetime, embedder: Embedder | None = None) -> int:
    """Put every article that has no story into one, old or new; returns how many stories were founded.

    With an `embedder`, articles are compared by meaning too.
    """
    waiting = store.articles.unplaced()
    if not waiting:
        return 0
    profiles = _Profiles(store)
    start = min(now, waiting[0].published) - _LIVE
    meanings = _meanings(store, waiting, start, embedder) if embedder else {}
    members = [
        Member(row.article_id, row.story_id, row.published, profiles.of(row), meanings.get(row.article_id))
        for row in store.articles.placed_since(start)
    ]
    arrivals = [
        Arrival(
            row.article_id, _founding_key(row), row.published, profiles.of(row), meanings.get(row.article_id)
        )
        for row in waiting
    ]
    known = store.stories.ids()
    placed = StoryIndex(members).add(arrivals, taken=known)
    store.stories.place(placed.story_of, placed.merged, now)
    return len(set(placed.story_of.values()) - known)


def _meanings(
    store: Store, waiting: Sequence[Placed], start: datetime, embedder: Embedder
) -> Mapping[int, Floats]:
    """Embeddings of the articles since `start` that have one, the waiting ones made now and kept."""
    kept = store.articles.meanings_since(start)
    new = [row.article_id for row in waiting if row.article_id not in kept]
    texts = (store.articles.get(row_id) for row_id in new)
    vectors = embedder.embed([f"{article.title}. {article.text[:_MEANT_CHARS]}" for article in texts])
    made = {row_id: pack(vector) for row_id, vector in zip(new, vectors, strict=True)}
    store.articles.set_meanings(made)
    return {row_id: unpack(packed) for row_id, packed in {**kept, **made}.items()}


def _founding_key(row: Placed) -> str:
    return canonical_url(row.url) or f"article {row.article_id}"


@dataclass(frozen=True, slots=True)
class _Profiles:
    """Profiles as stored; one of another version of the code is made anew from its article."""

    store: Store

    def of(self, row: Placed) -> Profile:
        stored = Profile.from_text(row.profile)
        return stored or profile(self.store.articles.get(row.article_id))


async def _read_likely_pages(store: Store, feeds: Sequence[Feed], network: Network, now: datetime) -> None:
    """Read the pages of reports that the next digest may show and whose feed gave only a teaser."""
    window = window_since(None, now)
    stories = store.articles.stories_between(window.reach, window.end, (feed.id for feed in feeds))
    chosen = choose(stories, window, Taste(most_stories=_PAGES))
    teasers = {
        article.url: article
        for one in chosen.stories
        for article in one.story.articles
        if len(article.text) < _SHORT_TEXT and article.url
    }
    untried = store.articles.page_untried(article.id for article in teasers.values())
    urls = [url for url, article in teasers.items() if article.id in untried][: 2 * _PAGES]
    async for page in read_pages(urls, network.fetcher, network.workers, network.page_budget_s):
        article = teasers[page.url]
        whole = with_page(article, page.text)
        store.articles.set_page(article.id, prepared(whole) if whole else None)
