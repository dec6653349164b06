"""Answers in the engine: every command and completion, on 50,000 stories and 20,000 subscriptions.

The stories lie within 90 days, some 550 a day, as of many busy sources; those of the last days stand in
memory, as in the running bot. Every command is asked hundreds of times with other arguments by people of
other workspaces, through the desk. Wanted: a 99th percentile under 50 ms each. `pause` is the longest that
the loop was held while the news was read into memory, at first and after 500 more stories.
"""

import asyncio
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as at_time
from itertools import islice
from pathlib import Path

from bench.made_up_news import made_up_stories
from bot.app import App
from bot.desk.desk import FrontDesk
from bot.glossary.lexicon import load
from bot.model import Article, Prepared, Telling
from bot.newsroom import termdesk
from bot.orders import EVERY_DAY, Rule, Subscription, Wish, Workspace
from bot.ports import Caller, Request
from bot.settings import Settings
from bot.sources import catalogue
from bot.sources.once import link_key
from bot.store import Store, open_store
from bot.store.feeds import PAUSED
from bot.stories.topics import topic_slugs

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
STORIES = 50_000
SUBSCRIPTIONS = 20_000
ASKED = 300
_DAYS = 90
_BATCH = 2_000
_MORE = 500
_WITH_OWN = 20  # workspaces that hide a term and pause a source
_WITH_MEMORY = 2_000  # channels that were told stories
_TOLD = 240  # to each: eight a day for a month
_Options = dict[str, str]
_Told = tuple[str, list[Article]]
_SEARCHED = (
    "model",
    "company",
    "inference",
    "robot",
    "jailbreak",
    "agents",
    "price",
    "regulators",
    "zyzzyva",
)


def run(_data: Path) -> dict[str, float]:
    """Milliseconds of each command and completion at the median and the 99th percentile."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        start = time.perf_counter()
        more = fill_news(store)
        fill_orders(store)
        figures = {"answers.filled_s": time.perf_counter() - start}
        app = App(Settings(data_dir=Path(folder)), store)
        return figures | asyncio.run(_measured(app, more))


async def _measured(app: App, more: list[_Told]) -> dict[str, float]:
    load_s, load_pause = await _paused(app.news.refresh(NOW))
    start = time.perf_counter()
    termdesk.warm()
    warm_s = time.perf_counter() - start
    file_stories(app.store, more)
    more_s, more_pause = await _paused(app.news.refresh(NOW))
    figures = {
        "answers.load_s": load_s, "answers.load.pause_ms": load_pause, "answers.warm_terms_s": warm_s,
        "answers.more_s": more_s, "answers.more.pause_ms": more_pause,
    }  # fmt: skip
    stopping = asyncio.Event()
    keeping = asyncio.create_task(app.news.keep(stopping, lambda: NOW))
    while not app.news.is_kept:
        await asyncio.sleep(0.01)
    desk, rng = FrontDesk(app, lambda: NOW, key=b"bench"), random.Random(3)
    subscriptions = app.store.subscriptions.due(NOW + timedelta(days=9), SUBSCRIPTIONS)
    callers = itertools.cycle(rng.sample(subscriptions, 4 * ASKED))
    for command, ask in _questions(app.store, rng).items():
        figures |= await _asked(desk, command, [(ask(one), one) for one in islice(callers, ASKED)])
    for command, option, typed in _typed(rng):
        figures |= await _completed(desk, command, option, typed, next(callers))
    stopping.set()
    await keeping
    return figures


async def _paused(work: Coroutine[None, None, None]) -> tuple[float, float]:
    """Seconds that the work took, and the longest that it held the loop, in ms."""
    task, longest, start = asyncio.ensure_future(work), 0.0, time.perf_counter()
    last = start
    while not task.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    await task
    return time.perf_counter() - start, longest * 1000


async def _asked(
    desk: FrontDesk, command: str, questions: list[tuple[_Options, Subscription]]
) -> dict[str, float]:
    times, failed = [], 0
    for number, (options, one) in enumerate(questions):
        workspace = one.workspace.partition(":")[2]
        caller = Caller(one.platform, workspace, one.channel, f"person{number}", manager=True)
        start = time.perf_counter()
        reply = await desk.answer(Request(caller, command, options))
        times.append(time.perf_counter() - start)
        failed += reply.failed
    if failed:
        print(f"  {command}: {failed} of {len(questions)} could not be answered as asked")
    return _percentiles(f"answers.{command}", times)


async def _completed(
    desk: FrontDesk, command: str, option: str, typed: Sequence[str], one: Subscription
) -> dict[str, float]:
    times = []
    for number, text in enumerate(typed):
        workspace, person = one.workspace.partition(":")[2], f"{command}{option}{number}"
        caller = Caller(one.platform, workspace, one.channel, person, manager=True)
        start = time.perf_counter()
        await desk.complete(Request(caller, command, {option: text}), option)
        times.append(time.perf_counter() - start)
    return _percentiles(f"answers.complete.{command}.{option}", times)


def _percentiles(name: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    at = {"p50": ordered[len(ordered) // 2], "p99": ordered[int(len(ordered) * 0.99)]}
    return {f"{name}.{which}_ms": seconds * 1000 for which, seconds in at.items()}


def _questions(store: Store, rng: random.Random) -> dict[str, Callable[[Subscription], _Options]]:
    """What is asked of each command, other each time; it may depend on who asks."""
    terms, topics = [term.name for term in load().terms.values()], topic_slugs()
    ids = [row[0] for row in store.db.execute("select id from stories order by founded, id")]
    urls = [f"https://paper.example/{number}" for number in range(1, 1_000)]

    def a_story(_one: Subscription) -> _Options:
        return {"id": rng.choice((rng.choice(ids), rng.choice(urls), "https://nowhere.example/1"))}

    def a_topic(_one: Subscription) -> _Options:
        return {"topic": ", ".join(rng.sample(topics, rng.choice((1, 1, 3))))} if rng.random() < 0.7 else {}

    return {
        "explain": lambda _: {"term": _mistyped(rng.choice(terms), rng), "full": rng.choice(("on", "off"))},
        "digest": a_topic,
        "news": lambda one: {**a_topic(one), "count": str(rng.randint(1, 15))},
        "search": lambda _: {"words": " ".join(rng.sample(_SEARCHED, rng.choice((1, 2))))},
        "story": a_story,
        "why": a_story,
        "topics": lambda _: {"words": rng.choice(("", "safety", "model"))},
        "preview": lambda one: {"subscription": one.id},
        "terms": lambda _: rng.choice(({"words": rng.choice(terms)}, {"kind": "policy"}, {})),
        "subscriptions": lambda _: {},
        "sources": lambda _: {"words": rng.choice(("", "open", "news"))},
        "settings": lambda _: {},
        "help": lambda _: {},
        "privacy": lambda _: {},
        "follow": lambda one: {"words": rng.choice(terms)[:40], "subscription": one.id},
        "mute": lambda one: {"words": f"{rng.choice(_SEARCHED)}*", "subscription": one.id},
        "subscribe": lambda one: {"time": f"{rng.randrange(24)}:30", "subscription": one.id},
        "unsubscribe": lambda one: {"id": one.id},
    }


def _mistyped(name: str, rng: random.Random) -> str:
    """The name, or what nobody knows, or the name without a letter."""
    at = rng.randrange(len(name))
    return rng.choice((name, name[:at] + name[at + 1 :], f"{name[::-1]} thing"))


def _typed(rng: random.Random) -> list[tuple[str, str, list[str]]]:
    terms = [term.name[: rng.randint(0, 6)] for term in rng.sample(list(load().terms.values()), ASKED)]
    stories = [
        rng.choice(("", "0000", "open", "nvidia rob", "zzz", "europ"))[: rng.randint(0, 9)] for _ in terms
    ]
    topics = [rng.choice(topic_slugs())[: rng.randint(0, 4)] for _ in terms]
    cities = [rng.choice(("ber", "new y", "utc", "tok", "x", "são"))[: rng.randint(0, 5)] for _ in terms]
    return [
        ("explain", "term", terms), ("story", "id", stories), ("why", "id", stories),
        ("digest", "topic", topics), ("subscribe", "zone", cities), ("preview", "subscription", topics),
        ("sources", "pause", stories),
    ]  # fmt: skip


def fill_news(store: Store) -> list[_Told]:
    """File and place the stories in bulk; returns as many more reports as come later."""
    news = made_up_stories(STORIES + _MORE, NOW, _DAYS)
    for _ in range(STORIES // _BATCH):
        file_stories(store, list(islice(news, _BATCH)))
    return list(news)


def file_stories(store: Store, stories: list[_Told]) -> None:
    """File and place made-up stories."""
    rng = random.Random(len(stories))
    feeds = [feed.id for feed in catalogue.load()]
    with store.db.atomic():
        reports = [replace(one, feed_id=rng.choice(feeds)) for _, told in stories for one in told]
        ids = store.articles.add([Prepared(one, (link_key(one.url),), "") for one in reports])
        owners = (story_id for story_id, told in stories for _ in told)
        store.stories.place(dict(zip(ids, owners, strict=True)), {}, NOW)


def fill_orders(store: Store) -> None:
    """Add the subscriptions of half as many workspaces; some have a memory and choices of their own."""
    rng, topics = random.Random(5), topic_slugs()
    feeds = [feed.id for feed in catalogue.load()]
    with store.db.atomic():
        for number in range(SUBSCRIPTIONS):
            home = f"loopback:w{number // 2}"
            if number % 2 == 0:
                store.workspaces.save(Workspace(home, "loopback", zone="Europe/Berlin", joined_at=NOW))
            store.subscriptions.add(
                _subscription(number, home, tuple(rng.sample(topics, rng.randint(0, 3))), rng)
            )
        for number in range(0, SUBSCRIPTIONS, SUBSCRIPTIONS // _WITH_OWN):
            home = f"loopback:w{number // 2}"
            store.feeds.choose(home, rng.choice(feeds), PAUSED)
            store.glossary.change(home, "transformer", None)
    ids = [row[0] for row in store.db.execute("select id from stories")]
    for number in range(_WITH_MEMORY):
        told = {story: Telling(NOW, frozenset({1}), "A headline") for story in rng.sample(ids, _TOLD)}
        store.tellings.remember(f"loopback:c{number}", NOW - timedelta(days=1), told)


def _subscription(number: int, home: str, topics: tuple[str, ...], rng: random.Random) -> Subscription:
    rule = Rule(at_time(rng.randrange(24), rng.choice((0, 30))), EVERY_DAY, "Europe/Berlin")
    wish = Wish(topics, boosted=tuple(rng.sample(_SEARCHED, 2)), muted=("crypto*",) if number % 3 else ())
    return Subscription(
        id=f"s{number:07d}", workspace=home, platform="loopback", channel=f"c{number}", rule=rule, wish=wish,
        created_by="someone", created_at=NOW, next_due_at=NOW + timedelta(hours=rng.uniform(0, 24)),
        told_until=NOW - timedelta(hours=rng.choice((5, 24, 24, 24, 24, 24, 24, 72, 72, 160))),
    )  # fmt: skip
