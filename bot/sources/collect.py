"""All feeds that are due, at once: fetched, parsed, and each one's health after it.

Between the list of feeds and the store. One feed that fails is a value and stops no other; parsing happens
in worker processes, so that a slow body holds up neither the loop nor the rest. It stores nothing
and does not choose which feeds are due (health.is_due says that).
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import chain, islice, zip_longest
from typing import Protocol
from urllib.parse import urlsplit

from bot.errors import BotError, ParseError, SourceError
from bot.model import Feed
from bot.sources import health as healths
from bot.sources.answers import Fetched, NotModified
from bot.sources.caching import Validators
from bot.sources.health import Health
from bot.sources.kinds import Parsed, kind
from bot.sources.workers import WorkerLost, Workers

# Feeds on their way at once: bounds the bodies held in memory while parsing lags behind the network.
_WINDOW = 96


class Getter(Protocol):
    """What is used of a Fetcher."""

    async def get(self, url: str, validators: Validators | None = None) -> Fetched | NotModified:
        """GET an address; raises FetchError."""


Parse = Callable[[Feed, bytes, str, str, datetime], Parsed]


@dataclass(frozen=True, slots=True)
class Job:
    """A feed to ask, and how it did so far."""

    feed: Feed
    health: Health


@dataclass(frozen=True, slots=True)
class Collected:
    """How one feed did: entries, or an error, or neither where nothing changed."""

    feed: Feed
    health: Health
    parsed: Parsed | None = None
    error: SourceError | None = None


async def collect(
    jobs: Iterable[Job],
    fetcher: Getter,
    now: datetime,
    workers: Workers,
    parse: Parse | None = None,
    jitter: Callable[[], float] = random.random,
) -> AsyncGenerator[Collected, None]:
    """Ask every feed once, and yield each as it is done; close the iterator to stop early.

    `parse` is for tests; the default asks the feed's kind. `jitter` gives numbers in [0, 1).
    """
    done: asyncio.Queue[asyncio.Task[Collected]] = asyncio.Queue()
    running: set[asyncio.Task[Collected]] = set()
    line = iter(_interleaved(jobs))

    def start_next(count: int) -> None:
        for job in islice(line, count):
            task = asyncio.create_task(_collected(job, fetcher, now, workers, parse or parse_body, jitter()))
            running.add(task)
            task.add_done_callback(done.put_nowait)

    start_next(_WINDOW)
    try:
        while running:
            task = await done.get()
            running.discard(task)
            start_next(1)
            yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def parse_body(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Have the feed's kind parse a body; runs in a worker; raises ParseError, for a bug in the kind too."""
    try:
        return _kind(feed.kind).parse(feed, body, content_type, url, now)
    except ParseError:
        raise
    except Exception as error:
        raise ParseError(
            f"the source kind {feed.kind!r} failed on this feed ({type(error).__name__}: {error}); "
            "this is a fault of Tidings, please report it"
        ) from error


_kind = cache(kind)


async def _collected(
    job: Job, fetcher: Getter, now: datetime, workers: Workers, parse: Parse, jitter: float
) -> Collected:
    try:
        return await _asked(job, fetcher, now, workers, parse, jitter)
    except SourceError as error:
        error.feed = job.feed.id
        return Collected(job.feed, healths.after_failure(job.health, error, now, jitter), error=error)


async def _asked(
    job: Job, fetcher: Getter, now: datetime, workers: Workers, parse: Parse, jitter: float
) -> Collected:
    configured = _configured(job.feed)
    health = healths.for_address(job.health, configured)
    answer = await fetcher.get(health.learned_url or configured, health.validators)
    health = replace(health, learned_url=answer.moved_to or health.learned_url)
    if isinstance(answer, NotModified):
        asked_s = _asked_s(answer.fresh_s, health.ttl_s)
        return Collected(
            job.feed, healths.after_not_modified(health, answer.validators, now, jitter, asked_s)
        )
    try:
        parsed = await workers.run(parse, job.feed, answer.body, answer.content_type, answer.url, now)
    except WorkerLost as error:
        raise ParseError(f"the feed's body cannot be read: {error}") from error
    asked_s = _asked_s(answer.fresh_s, parsed.ttl_s)
    health = replace(health, ttl_s=parsed.ttl_s)
    return Collected(
        job.feed, healths.after_success(health, answer.validators, parsed.dates, now, jitter, asked_s), parsed
    )


def _configured(feed: Feed) -> str:
    """The address to ask; a kind that does not exist, or fails here, is this feed's error only."""
    try:
        return _kind(feed.kind).address(feed)
    except SourceError:
        raise
    except BotError as error:
        raise ParseError(str(error)) from error
    except Exception as error:
        raise ParseError(
            f"the source kind {feed.kind!r} has no address for this feed ({type(error).__name__}: {error})"
        ) from error


def _asked_s(fresh_s: float | None, ttl_s: int | None) -> float | None:
    asked = [seconds for seconds in (fresh_s, ttl_s) if seconds is not None]
    return max(asked, default=None)


def _interleaved(jobs: Iterable[Job]) -> Iterable[Job]:
    """Feeds of one host apart from one another, so that a slow host does not fill the window."""
    by_host: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        by_host[_host(job.feed.url)].append(job)
    rounds = chain.from_iterable(zip_longest(*by_host.values()))
    return (job for job in rounds if job is not None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
