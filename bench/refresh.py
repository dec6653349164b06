"""Refresh of 500 loopback feeds into the store, first time and unchanged, beside the library `reader`.

Both read the same server in the same run and write to their own SQLite file on the same disk. What is
timed is asking every feed, parsing, and storing; for us with cleaning and profiling, which reader does
not do, and without placing articles in stories. Needs no data folder.
"""

import asyncio
import resource
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import feedparser_sgmllib

from bench.feed_stand import ENTRIES, FEEDS, NOW, feed_stand, path_of
from bot.intake import Network, due_jobs, refresh
from bot.model import Feed, Tier
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import Store, open_store
from bot.stories.clean import Voices

_WORKERS = 2
# All 500 feeds lie on one host here; in the wild they lie on hundreds.
_PER_HOST = 16


@dataclass(frozen=True)
class Spent:
    """Seconds of one refresh: by the clock, and of CPU where it was spent.

    The workers parse, clean and profile; the main process fetches and writes.
    """

    wall_s: float
    workers_s: float
    main_s: float


def run(data: Path) -> dict[str, float]:
    """Entries per second of both, their ratio, and where our CPU time goes."""
    with feed_stand() as origin, tempfile.TemporaryDirectory() as folder:
        ours = _ours(origin, Path(folder) / "ours")
        theirs = _readers(origin, Path(folder) / "reader.sqlite")
    figures: dict[str, float] = {}
    for name, spent, reader_s in zip(("first", "unchanged"), ours, theirs, strict=True):
        figures |= {
            f"refresh.{name}.entries_per_s": FEEDS * ENTRIES / spent.wall_s,
            f"refresh.{name}.baseline_reader.entries_per_s": FEEDS * ENTRIES / reader_s,
            f"refresh.{name}.ratio_to_reader": reader_s / spent.wall_s,
            f"refresh.{name}.cpu.workers_s": spent.workers_s,
            f"refresh.{name}.cpu.main_s": spent.main_s,
        }
    return figures


def _ours(origin: str, folder: Path) -> tuple[Spent, Spent]:
    feeds = tuple(
        Feed(f"f{n}", "feed", f"http://{origin}{path_of(n)}", f"Feed {n}", f"P{n}", f"p{n}", Tier.PRESS)
        for n in range(FEEDS)
    )
    with open_store(folder) as store:
        first = _refreshed(store, feeds, origin)
        assert store.articles.count() == FEEDS * ENTRIES
        return first, _refreshed(store, feeds, origin)


def _refreshed(store: Store, feeds: tuple[Feed, ...], origin: str) -> Spent:
    began, own, children = time.perf_counter(), time.process_time(), _children_s()
    asyncio.run(_refresh(store, feeds, origin))
    return Spent(
        wall_s=time.perf_counter() - began,
        workers_s=_children_s() - children,
        main_s=time.process_time() - own,
    )


async def _refresh(store: Store, feeds: tuple[Feed, ...], origin: str) -> None:
    now = NOW + timedelta(seconds=store.articles.count())  # a later moment for the second round
    limits = FetchLimits(allowed_private_hosts=(origin,), per_host=_PER_HOST)
    async with Fetcher(limits) as fetcher:
        network = Network(fetcher, Workers(_WORKERS), page_budget_s=0, clock=lambda: now)
        jobs = due_jobs(store, feeds, now, everything=True)
        intake = await refresh(store, jobs, network, Voices.of(feeds))
        assert not intake.failed, intake.troubles


def _readers(origin: str, path: Path) -> tuple[float, float]:
    # reader's own copy of feedparser imports this module by the name it had in Python 2.
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    import reader

    with closing(reader.make_reader(str(path))) as theirs:
        for number in range(FEEDS):
            theirs.add_feed(f"http://{origin}{path_of(number)}")
        seconds = []
        for _ in range(2):
            began = time.perf_counter()
            theirs.update_feeds(scheduled=False)
            seconds.append(time.perf_counter() - began)
        assert theirs.get_entry_counts().total == FEEDS * ENTRIES
    return seconds[0], seconds[1]


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
