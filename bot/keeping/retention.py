"""Retention: forgets what nobody needs any more, in small transactions, letting others work in between.

Housekeeping of the running bot. How long things are kept stands here and in the settings; the rows are
`bot/store/keeping.py`. It forgets no order, no term of a workspace's own, and nothing open. The room that is
freed in the file is used again; it is not given back to the disk (docs/operations.md).
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import TypeVar

import structlog

from bot.app import App
from bot.store.keeping import Keeping, Key

_T = TypeVar("_T")

_EVENTS_KEPT = timedelta(days=1)  # Slack repeats an event for some minutes, Socket Mode at any time
_PARCELS_KEPT = timedelta(days=7)  # after its slot, what was sent is only of use to look something up
# How much a step looks at and deletes: few milliseconds each (docs/operations.md has what was measured).
_PAGE = 500
_STORIES = 8
_KEYS = 100
_OWNERS = 20
_PARCELS = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows of each kind were forgotten."""

    articles: int = 0
    keys: int = 0
    tellings: int = 0
    digests: int = 0
    terms: int = 0
    deliveries: int = 0
    parcels: int = 0
    words: int = 0
    events: int = 0
    health: int = 0


async def sweep(app: App, now: datetime) -> Swept:
    """Forget what is older than the settings keep; can be cancelled between any two steps.

    Stories go first: what channels were told of one is kept for as long as the story is.
    """
    keeping, news = Keeping(app.store.db), now - timedelta(days=app.settings.retention_days)
    ledger = now - timedelta(days=app.settings.retention_ledger_days)
    read = frozenset(feed.id for one in (app, replace(app, given=None)) for feed in one.collected())
    swept = Swept(
        articles=await _all(_stories(keeping, news)),
        keys=await _all(_keys(keeping, read, news, timedelta(days=app.settings.retention_days))),
        tellings=await _all(_memory(keeping, "tellings", keeping.forget_tellings, news)),
        digests=await _all(_memory(keeping, "digests", keeping.forget_digests, news)),
        terms=await _all(_memory(keeping, "terms_told", keeping.forget_terms, news)),
        deliveries=await _all(_ledger(keeping, ledger)),
        parcels=await _all(_parcels(keeping, max(ledger, now - _PARCELS_KEPT))),
        words=keeping.forget_words(news),
        events=keeping.forget_events(now - _EVENTS_KEPT),
        health=_health(app, read, news),
    )
    log.info("swept", **asdict(swept))
    return swept


async def _all(steps: Iterable[int]) -> int:
    """Take every step, letting others work after each; returns the sum."""
    total = 0
    for count in steps:
        total += count
        await asyncio.sleep(0)
    return total


def note_shown(shown: dict[int, str], keys: Iterable[Key]) -> None:
    """Note in `shown` the day on which a feed last showed each article, under any of its keys."""
    for key in keys:
        shown[key.article_id] = max(key.shown, shown.get(key.article_id, ""))


def unshown(keys: Iterable[Key], shown: Mapping[int, str], limit: date) -> Iterator[str]:
    """The keys of articles that the feed showed under no key since the day `limit`."""
    day = limit.isoformat()
    return (key.key for key in keys if shown[key.article_id] < day)


def key_limit(shown: Iterable[str], is_read: bool, before: datetime, kept: timedelta) -> date:
    """The day since which a feed must have shown an article for its keys to stay.

    It counts back from the last answer that said anything: a feed that says "not modified" for a year still
    shows all it showed then. Of a feed that nobody reads any more it counts back from now.
    """
    newest = max(shown, default="")
    return date.fromisoformat(newest) - kept if is_read and newest else before.date()


def _stories(keeping: Keeping, before: datetime) -> Iterator[int]:
    for page in _pages(lambda after: keeping.stories(after, _PAGE), str):
        spent = keeping.spent(page, before)
        yield 0
        for some in _portions(spent, _STORIES):
            yield keeping.forget_stories(some)


def _keys(keeping: Keeping, read: frozenset[str], before: datetime, kept: timedelta) -> Iterator[int]:
    for feed_id in _names(keeping.next_feed):
        pages: list[Sequence[Key]] = []
        shown: dict[int, str] = {}
        for page in _pages(partial(keeping.keys, feed_id, most=_PAGE), _key):
            pages.append(page)
            note_shown(shown, page)
            yield 0
        limit = key_limit(shown.values(), feed_id in read, before, kept)
        for page in pages:
            yield 0
            for some in _portions(unshown(page, shown, limit), _KEYS):
                yield keeping.forget_keys(feed_id, some, limit.isoformat())


def _memory(
    keeping: Keeping, table: str, forget: Callable[[str, datetime], int], before: datetime
) -> Iterator[int]:
    channels = _names(lambda after: keeping.next_channel(table, after))
    for some in _portions(channels, _OWNERS):
        with keeping.db.atomic():
            count = sum(forget(channel, before) for channel in some)
        yield count


def _ledger(keeping: Keeping, before: datetime) -> Iterator[int]:
    for some in _portions(_names(keeping.next_ledger), _OWNERS):
        with keeping.db.atomic():
            count = sum(keeping.forget_deliveries(subscription, before) for subscription in some)
        yield count


def _parcels(keeping: Keeping, before: datetime) -> Iterator[int]:
    names = chain.from_iterable(_pages(lambda after: keeping.parcels(after, _PAGE), str))
    for some in _portions(names, _PARCELS):
        with keeping.db.atomic():
            count = sum(keeping.forget_parcel(name, before) for name in some)
        yield count


def _health(app: App, read: frozenset[str], before: datetime) -> int:
    """Forget how feeds did that nobody has read since."""
    states = app.store.health.all()
    old = [
        feed_id
        for feed_id, one in states.items()
        if feed_id not in read and (one.last_try is None or one.last_try < before)
    ]
    return sum(Keeping(app.store.db).forget_health(some) for some in _portions(old, _PAGE))


def _key(key: Key) -> str:
    return key.key


def _names(following: Callable[[str], str]) -> Iterator[str]:
    """Every name of a table, each asked for with the one before it."""
    name = ""
    while name := following(name):
        yield name


def _pages(read: Callable[[str], Sequence[_T]], name: Callable[[_T], str]) -> Iterator[Sequence[_T]]:
    """Every page of a table, each asked for with the name that the one before it ended with."""
    after = ""
    while page := read(after):
        yield page
        after = name(page[-1])


def _portions(names: Iterable[_T], most: int) -> Iterator[list[_T]]:
    """The same in lists of at most so many."""
    rest = iter(names)
    while some := list(islice(rest, most)):
        yield some
