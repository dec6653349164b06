"""Time and memory of a digest: cold over many articles, after a few more, and warm from the terminal.

Each size runs in a process of its own, so that its peak memory is its own. Cold is everything from cleaned
entries to a digest: signals and profiles, clusters, rank, choice, summaries.
"""

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.made_up_news import made_up
from bench.typed import as_installed, measured, peak_mb
from bot.digest.choose import Taste, choose
from bot.digest.window import Window
from bot.intake import place
from bot.model import Article, Feed, Tier
from bot.prepare import prepared
from bot.sources.health import Health
from bot.store import Store, open_store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FEED = Feed("made-up", "feed", "https://paper.example/feed", "Made up", "Made up", "made-up", Tier.PRESS)
SIZES = (2_000, 4_000, 8_000, 16_000, 32_000)
ENTRIES = 10_000
MORE = 100
_BATCH = 500
_WARM_RUNS = 3


def run(_data: Path) -> dict[str, float]:
    """Seconds, megabytes, the growth exponent (wanted <= 1.2) and the price of 100 more (wanted < 0.1)."""
    figures = {}
    seconds = []
    for size in SIZES:
        cold = json.loads(_in_own_process("cold", str(size)))
        seconds.append(cold["s"])
        figures[f"digest.cold.{size}.s"] = cold["s"]
    figures["digest.cold.exponent"] = _slope(SIZES, seconds)
    ten = json.loads(_in_own_process("cold", str(ENTRIES)))
    figures |= {"digest.cold.10000.s": ten["s"], "digest.cold.10000.peak_mb": ten["peak_mb"]}
    figures |= {f"digest.cold.10000.{name}_s": ten[f"{name}_s"] for name in ("prepare", "cluster", "choose")}
    figures["digest.add_100.s"] = ten["more_s"]
    figures["digest.add_100.ratio_to_cold"] = ten["more_s"] / ten["s"]
    return figures | _warm()


def _slope(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """Least-squares slope of log time over log size."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def _in_own_process(*words: str) -> str:
    command = [sys.executable, "-m", "bench.digest_speed", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=as_installed()).stdout


def _cold(size: int) -> dict[str, float]:
    """Prepare, store, place and choose `size` articles, then 100 more."""
    news = made_up(size + MORE, NOW)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        prepare_s = sum(_filed(store, list(islice(news, _BATCH))) for _ in range(size // _BATCH))
        start = time.perf_counter()
        place(store, NOW)
        cluster_s = time.perf_counter() - start
        choose_s = _chosen(store)
        more_s = _filed(store, list(news))
        start = time.perf_counter()
        place(store, NOW)
        more_s += time.perf_counter() - start
    return {
        "s": prepare_s + cluster_s + choose_s,
        "prepare_s": prepare_s,
        "cluster_s": cluster_s,
        "choose_s": choose_s,
        "more_s": more_s,
        "peak_mb": peak_mb(),
    }


def _filed(store: Store, news: list[Article]) -> float:
    """Store the articles; returns the seconds of preparing them alone, for writing belongs to the refresh."""
    start = time.perf_counter()
    ready = [prepared(article, (article.url,)) for article in news]
    seconds = time.perf_counter() - start
    store.articles.add(ready)
    return seconds


def _chosen(store: Store) -> float:
    start = time.perf_counter()
    window = Window(NOW - timedelta(hours=96), NOW)
    choose(store.articles.stories_between(window.reach, window.end, [FEED.id]), window, Taste())
    return time.perf_counter() - start


def _warm() -> dict[str, float]:
    """`tidings digest` as typed, on a store that has read everything: nothing is due, nothing is new."""
    with tempfile.TemporaryDirectory() as folder:
        _in_own_process("read", folder)
        sources = Path(folder) / "feeds.toml"
        names = ("id", "kind", "url", "title", "publisher", "family")
        lines = [f"{name} = {json.dumps(getattr(FEED, name))}" for name in names]
        sources.write_text("\n".join(["[[feed]]", *lines, f'tier = "{FEED.tier}"']) + "\n", encoding="utf-8")
        command = ["digest", "--sources", str(sources), "--now", NOW.isoformat(), "--since", "96h"]
        _, *runs = (measured("-m", "bot", *command, TIDINGS_DATA_DIR=folder) for _ in range(_WARM_RUNS + 1))
    return {
        "digest.warm.10000.s": statistics.median(run.seconds for run in runs),
        "digest.warm.10000.peak_mb": max(run.peak_mb for run in runs),
    }


def _read(folder: Path) -> None:
    """Make a store that has read `ENTRIES` articles of a feed that is not due."""
    news = made_up(ENTRIES, NOW)
    with open_store(folder) as store:
        for _ in range(ENTRIES // _BATCH):
            _filed(store, list(islice(news, _BATCH)))
        place(store, NOW)
        later = datetime.now(UTC) + timedelta(hours=1)
        store.health.save([Health(FEED.id, last_try=NOW, last_good=NOW, next_try=later)])


if __name__ == "__main__":
    if sys.argv[1] == "read":
        _read(Path(sys.argv[2]))
    else:
        print(json.dumps(_cold(int(sys.argv[2]))))
