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
from bot.intake import file
from bot.model import Feed, Tier
from bot.sources.answers import FetchLimits
from bot.sources.collect import Collected, Job, collect
from bot.sources.fetch import Fetcher
from bot.sources.health import Health
from bot.sources.workers import Workers
from bot.store import Store, open_store
from bot.stories.clean import Voices

_FILED_AT_ONCE = 25  # as bot/intake.py does
_WORKERS = 2
# All 500 feeds lie on one host here; in the wild they lie on hundreds.
_PER_HOST = 16


@dataclass
class Spent:
    """Seconds of one refresh: by the clock, and of CPU by stage."""

    wall_s: float = 0.0
    parsing_s: float = 0.0
    filing_s: float = 0.0
    fetching_s: float = 0.0


def run(data: Path) -> dict[str, float]:
    """Entries per second of both, their ratio, and where our CPU time goes."""
    with feed_stand() as origin, tempfile.TemporaryDirectory() as folder:
        ours = _ours(origin, Path(folder) / "ours")
        theirs = _readers(origin, Path(folder) / "reader.sqlite")
    figures: dict[str, float] = {}
    for name, spent, reader_s in zip(("first", "unchanged"), ours, theirs, strict=True):
        cpu_s = spent.parsing_s + spent.filing_s + spent.fetching_s
        figures |= {
            f"refresh.{name}.entries_per_s": FEEDS * ENTRIES / spent.wall_s,
            f"refresh.{name}.baseline_reader.entries_per_s": FEEDS * ENTRIES / reader_s,
            f"refresh.{name}.ratio_to_reader": reader_s / spent.wall_s,
            f"refresh.{name}.cpu_share.fetching": spent.fetching_s / cpu_s,
            f"refresh.{name}.cpu_share.parsing": spent.parsing_s / cpu_s,
            f"refresh.{name}.cpu_share.filing": spent.filing_s / cpu_s,
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
    spent = Spent()
    began, own, children = time.perf_counter(), time.process_time(), _children_s()
    asyncio.run(_refresh(store, feeds, origin, spent))
    spent.wall_s = time.perf_counter() - began
    spent.parsing_s = _children_s() - children
    spent.fetching_s = time.process_time() - own - spent.filing_s
    return spent


async def _refresh(store: Store, feeds: tuple[Feed, ...], origin: str, spent: Spent) -> None:
    now = NOW + timedelta(seconds=store.articles.count())  # a later moment for the second round
    voices, known = Voices.of(feeds), store.health.all()
    jobs = [Job(feed, known.get(feed.id, Health(feed.id))) for feed in feeds]
    limits = FetchLimits(allowed_private_hosts=(origin,), per_host=_PER_HOST)
    batch: list[Collected] = []
    async with Fetcher(limits) as fetcher, Workers(_WORKERS) as workers:
        async for one in collect(jobs, fetcher, now, workers):
            assert one.error is None, one.error
            batch.append(one)
            if len(batch) == _FILED_AT_ONCE:
                began = time.process_time()
                file(store, batch, voices, now)
                spent.filing_s += time.process_time() - began
                batch = []
    file(store, batch, voices, now)


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
