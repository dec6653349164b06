"""All wiring, one file: settings -> store -> feeds -> fetcher and workers -> engine.

What is made here is passed down; nothing below looks for its own parts.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from bot.digest.choose import Taste
from bot.errors import RequestError
from bot.intake import Intake, Network, Progress, clock, due_jobs, place, take_in
from bot.logs import configure_logs
from bot.model import Feed
from bot.newsroom.news import News
from bot.ports import Adapter
from bot.settings import Settings, checked_language
from bot.sources import catalogue
from bot.sources.answers import FetchLimits
from bot.sources.opml import read_opml
from bot.sources.own import from_opml, set_apart
from bot.store import Store, open_store
from bot.store.feeds import configured
from bot.stories.topics import topic_slugs

_T = TypeVar("_T")


@dataclass(frozen=True)
class App:
    """The parts of a running Tidings. `given` are the feeds of a file, in place of the configured ones.

    `network` reads the outside where a command needs it; None where nothing has opened it. `connected` holds
    the opened adapters by name.
    """

    settings: Settings
    store: Store
    given: tuple[Feed, ...] | None = None
    network: Network | None = None
    connected: dict[str, Adapter] = field(default_factory=dict)

    def called(self, platform: str, channel: str) -> str:
        """A channel as people know it; its id where its platform is not connected."""
        adapter = self.connected.get(platform)
        return adapter.called(channel) if adapter else channel

    async def lacks(self, platform: str, channel: str, thread: str) -> tuple[str, ...]:
        """Names of the permissions we lack to post there; none where its platform is not connected."""
        adapter = self.connected.get(platform)
        return await adapter.lacks(channel, thread) if adapter else ()

    @cached_property
    def news(self) -> News:
        """The one shared view of recent stories."""
        return News(self.store)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds everyone has: those of the file, or those configured now.

        The same object as before as long as nobody changes the list.
        """
        if self.given is not None:
            return self.given
        return _everyones(self.store.feeds.own(), frozenset(self.store.feeds.switches().items()))

    def choices(self, home: str) -> Mapping[str, str]:
        """What a workspace did to feeds (bot/store/feeds.py); nothing where the feeds are those of a file."""
        return {} if self.given is not None else self.store.feeds.choices(home)

    def added(self, home: str) -> tuple[Feed, ...]:
        """The feeds that a workspace added for itself."""
        return () if self.given is not None else self.store.feeds.added_by(home)

    def collected(self) -> tuple[Feed, ...]:
        """All feeds that are read: everyone's, and each that any workspace added, once."""
        return self.feeds if self.given is not None else (*self.feeds, *self.store.feeds.of_workspaces())


@lru_cache(maxsize=4)
def _everyones(own: tuple[Feed, ...], switches: frozenset[tuple[str, str]]) -> tuple[Feed, ...]:
    return configured(catalogue.load(), own, dict(switches))


@contextmanager
def open_app(settings: Settings, sources_file: Path | None = None, writing: bool = True) -> Iterator[App]:
    """Open the store and gather the feeds: the configured ones, or those of a TOML or OPML file."""
    configure_logs(settings.log_level, settings.log_format)
    with open_store(settings.data_dir, writing) as store:
        yield App(settings, store, _from_file(sources_file) if sources_file else None)


def _from_file(path: Path) -> tuple[Feed, ...]:
    """The feeds of a file, under ids that no configured feed can have: what they bring stays theirs."""
    if path.suffix.lower() in (".opml", ".xml"):
        return set_apart(from_opml(read_opml(path.read_bytes()), (), topic_slugs()))
    return set_apart(catalogue.load(path))


@asynccontextmanager
async def open_network(settings: Settings) -> AsyncIterator[Network]:
    """Open what reads the outside: the HTTP client and the processes that parse what it brings."""
    from bot.sources.fetch import Fetcher
    from bot.sources.workers import Workers
    from bot.stories.embed import Embedder

    embedder = Embedder() if settings.embeddings else None
    workers = Workers(os.cpu_count() or 1)
    async with Fetcher(fetch_limits(settings)) as fetcher:
        yield Network(fetcher, workers, settings.full_text_seconds, embedder)


def fetch_limits(settings: Settings) -> FetchLimits:
    """The limits of fetching, as set."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return FetchLimits(
        timeout_s=settings.fetch_timeout_s,
        most_bytes=settings.fetch_max_bytes,
        per_host=settings.fetch_per_host,
        connections=settings.fetch_parallel,
        user_agent=f"Tidings/{version('tidings')} (AI news digest{contact})",
        allowed_private_hosts=settings.allowed_private_hosts,
    )


def run_with_network(app: App, work: Callable[[Network], Awaitable[_T]]) -> _T:
    """Run one piece of work that reads the outside, and wait for it."""

    async def run() -> _T:
        async with open_network(app.settings) as network:
            return await work(network)

    return asyncio.run(run())


def collect_now(
    app: App, everything: bool = False, progress: Progress | None = None, only: Sequence[Feed] | None = None
) -> Intake:
    """Read the feeds that are due (or all of them, or all of `only`) and file what is new."""
    feeds = app.collected() if only is None else only
    if not due_jobs(app.store, feeds, clock(), everything):
        return Intake(stories=place(app.store, clock()))  # no need to load what reads the network
    return run_with_network(app, lambda network: take_in(app.store, feeds, network, everything, progress))


def _language(asked: str) -> str:
    try:
        return checked_language(asked)
    except ValueError as error:
        raise RequestError(f"{asked!r} is no language: {error}") from error


def taste_of(
    settings: Settings,
    topics: tuple[str, ...] = (),
    boosted: tuple[str, ...] = (),
    muted: tuple[str, ...] = (),
    stories: int | None = None,
    language: str | None = None,
) -> Taste:
    """The settings' taste, with what was asked for this once."""
    spoken = _language(language) if language else settings.language
    return Taste(
        topics=topics,
        boosted=boosted,
        muted=muted,
        languages=() if spoken == "any" else (spoken,),
        most_stories=stories or settings.digest_stories,
        per_publisher=settings.per_publisher,
    )
