"""Time and memory of a digest: cold over many articles, after a few more, and warm from the terminal.

Each size runs in a process of its own, so that its peak memory is its own. Cold is everything from stored
entries to a digest: profiles, clusters, rank, choice, summaries.
"""

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.made_up_news import made_up
from bot.digest.choose import Taste, choose
from bot.digest.window import Window
from bot.intake import place
from bot.model import Article, Feed, Tier
from bot.sources.health import Health
from bot.store import Store, open_store
from bot.store.articles import NewArticle
from bot.stories.identity import profile

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FEED = Feed("made-up", "feed", "https://paper.example/feed", "Made up", "Made up", "made-up", Tier.PRESS)
SIZES = (2_000, 4_000, 8_000, 16_000, 32_000)
ENTRIES = 10_000
MORE = 100
_WARM_RUNS = 3


def run(_data: Path) -> dict[str, float]:
    """Seconds, megabytes, the growth exponent (wanted <= 1.2) and the price of 100 more (wanted < 0.1)."""
    figures = {}
    seconds = []
    for size in SIZES:
        cold = _in_own_process("cold", size)
        seconds.append(cold["s"])
        figures[f"digest.cold.{size}.s"] = cold["s"]
    figures["digest.cold.exponent"] = _slope(SIZES, seconds)
    ten = _in_own_process("cold", ENTRIES)
    figures |= {"digest.cold.10000.s": ten["s"], "digest.cold.10000.peak_mb": ten["peak_mb"]}
    figures |= {f"digest.cold.10000.{name}_s": ten[f"{name}_s"] for name in ("profile", "cluster", "choose")}
    figures["digest.add_100.s"] = ten["more_s"]
    figures["digest.add_100.ratio_to_cold"] = ten["more_s"] / ten["s"]
    return figures | _warm()


def _slope(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """Least-squares slope of log time over log size."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def _in_own_process(what: str, size: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.digest_speed", what, str(size)],
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _cold(size: int) -> dict[str, float]:
    news = list(made_up(size + MORE, NOW))
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        start = time.perf_counter()
        profiled = [_profiled(article) for article in news[:size]]
        profile_s = time.perf_counter() - start
        store.articles.add(profiled)
        cluster_s, choose_s = _placed_and_chosen(store)
        start = time.perf_counter()
        store.articles.add([_profiled(article) for article in news[size:]])
        place(store, NOW)
        more_s = time.perf_counter() - start
    return {
        "s": profile_s + cluster_s + choose_s,
        "profile_s": profile_s,
        "cluster_s": cluster_s,
        "choose_s": choose_s,
        "more_s": more_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _profiled(article: Article) -> NewArticle:
    return NewArticle(article, (article.url,), profile(article).to_text())


def _placed_and_chosen(store: Store) -> tuple[float, float]:
    start = time.perf_counter()
    place(store, NOW)
    placed = time.perf_counter()
    window = Window(NOW - timedelta(hours=96), NOW)
    choose(store.articles.stories_between(window.reach, window.end, [FEED.id]), window, Taste())
    return placed - start, time.perf_counter() - placed


def _warm() -> dict[str, float]:
    """`tidings digest` as typed, on a store that has read everything: nothing is due, nothing is new."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with open_store(path) as store:
            store.articles.add([_profiled(article) for article in made_up(ENTRIES, NOW)])
            place(store, NOW)
            rested = Health(
                FEED.id, last_try=NOW, last_good=NOW, next_try=datetime.now(UTC) + timedelta(hours=1)
            )
            store.health.save([rested])
        sources = path / "feeds.toml"
        names = ("id", "kind", "url", "title", "publisher", "family")
        lines = [f"{name} = {json.dumps(getattr(FEED, name))}" for name in names]
        sources.write_text("\n".join(["[[feed]]", *lines, f'tier = "{FEED.tier}"']) + "\n", encoding="utf-8")
        runs = [_typed(path, sources) for _ in range(_WARM_RUNS)]
    seconds, peaks = zip(*runs, strict=True)
    return {"digest.warm.10000.s": statistics.median(seconds), "digest.warm.10000.peak_mb": max(peaks)}


def _typed(folder: Path, sources: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "bot", "digest", "--sources", str(sources), "--now", NOW.isoformat()]
    command += ["--since", "96h"]
    start = time.perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, "TIDINGS_DATA_DIR": str(folder)}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_cold(int(sys.argv[2]))))
