"""How a feed is doing, and when it is next asked.

Beside collect: after every try the feed's Health is replaced by a new one, which the store keeps. Pure:
the time and the jitter are arguments. No feed is ever switched off here: one that fails is asked less
and less often, once a day at last (once a week where it says it is gone), and says so in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import FetchError, SourceError
from bot.sources.caching import Validators

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
WEEK_S = 7 * DAY_S

SHORTEST_S = 15 * MINUTE_S
LONGEST_S = 12 * HOUR_S
FIRST_S = HOUR_S
# A server may ask for more than our longest interval, but a feed that is read less than daily is no news.
LONGEST_ASKED_S = DAY_S
FIRST_BACKOFF_S = 15 * MINUTE_S
# Look four times for each new entry: on average it then waits an eighth of the usual gap.
_LOOKS_PER_ENTRY = 4
_RATE_WINDOW = timedelta(days=30)
_GONE = 410
_FORGET_MOVE_AFTER = 3


class State(StrEnum):
    """A feed's condition in one word."""

    NEW = "new"  # never tried
    GOOD = "good"
    LATE = "late"  # nothing failed, but nobody has asked it for far longer than planned
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a feed after its latest try.

    `learned_url` is where the feed moved for good, learned while it was configured as `learned_from`; a
    changed configuration voids it and the validators. `last_good` is the last answer that could be
    read, changed or not; `last_new` the last that brought an entry nobody had seen. `failures` counts
    those in a row. `ttl_s` is what the feed's latest body asked for, which unchanged answers do not repeat.
    """

    feed_id: str
    validators: Validators = field(default_factory=Validators)
    learned_url: str = ""
    learned_from: str = ""
    last_try: datetime | None = None
    last_good: datetime | None = None
    last_new: datetime | None = None
    failures: int = 0
    last_error: str = ""
    next_try: datetime | None = None
    interval_s: float = FIRST_S
    ttl_s: int | None = None


def for_address(health: Health, url: str) -> Health:
    """Void what was learned at another address than the configured `url`."""
    if health.learned_from == url:
        return health
    return replace(health, learned_from=url, learned_url="", validators=Validators())


def interval_s(published: Sequence[datetime], now: datetime) -> float | None:
    """How long to wait, from how often entries came in the last 30 days; None without any date."""
    past = [moment for moment in published if moment <= now]
    if not past:
        return None
    recent = [moment for moment in past if now - moment <= _RATE_WINDOW]
    if not recent:
        return LONGEST_S
    # A feed shows only its latest entries: the rate counts from the oldest it shows.
    span_s = max((now - min(recent)).total_seconds(), SHORTEST_S)
    return _between(SHORTEST_S, span_s / len(recent) / _LOOKS_PER_ENTRY, LONGEST_S)


def after_success(
    health: Health,
    validators: Validators,
    published: Sequence[datetime],
    now: datetime,
    jitter: float,
    asked_s: float | None = None,
) -> Health:
    """Health after an answer with a readable body.

    `asked_s` is how long the server or the feed asked to be left alone; `jitter` lies in [0, 1).
    """
    planned = interval_s(published, now)
    if planned is None:  # undated: a changed body is the only sign of news
        planned = max(SHORTEST_S, health.interval_s / 2)
    return _planned(replace(health, validators=validators), planned, asked_s, now, jitter)


def after_not_modified(
    health: Health, validators: Validators, now: datetime, jitter: float, asked_s: float | None = None
) -> Health:
    """Health after an answer that brought nothing new: asked a little less often."""
    planned = _between(SHORTEST_S, health.interval_s * 1.25, LONGEST_S)
    return _planned(replace(health, validators=validators), planned, asked_s, now, jitter)


def after_failure(health: Health, error: SourceError, now: datetime, jitter: float) -> Health:
    """Health after a failure: asked again later and later, never not at all.

    A Retry-After is obeyed, up to a week; 410 (gone) waits a week. The wait is cut by up to a quarter by
    `jitter`, so that feeds which failed together do not come back together. A learned address that fails
    again and again is forgotten: the configured one may have come back.
    """
    failures = health.failures + 1
    if failures >= _FORGET_MOVE_AFTER and health.learned_url:
        health = replace(health, learned_url="", validators=Validators())
    backoff = min(LONGEST_ASKED_S, FIRST_BACKOFF_S * 2.0 ** min(failures - 1, 20)) * (1 - jitter / 4)
    wait = max(backoff, _asked_by(error))
    return replace(
        health,
        last_try=now,
        failures=failures,
        last_error=str(error),
        next_try=now + timedelta(seconds=wait),
    )


def after_stored(health: Health, new: int, now: datetime) -> Health:
    """Note how many entries of the answer nobody had seen before; only the store can tell."""
    return replace(health, last_new=now) if new else health


def is_due(health: Health, now: datetime) -> bool:
    """Whether to ask the feed now; a plan further off than any we make comes from a wrong clock."""
    if health.next_try is None:
        return True
    return now >= health.next_try or health.next_try - now > timedelta(seconds=WEEK_S + DAY_S)


def state(health: Health, now: datetime) -> State:
    """Return the feed's condition in one word."""
    if health.last_try is None:
        return State.NEW
    if health.failures:
        return State.FAILING
    overdue = health.next_try is not None and now - health.next_try > timedelta(
        seconds=max(HOUR_S, health.interval_s)
    )
    return State.LATE if overdue else State.GOOD


def sentence(health: Health, now: datetime) -> str:
    """One line: how the feed is, what is wrong, and when it is next asked."""
    condition = state(health, now)
    if condition is State.NEW:
        return "new: not asked yet"
    if condition is State.LATE:
        return f"late: last asked {_ago(health.last_try, now)}; asked again at the next collect"
    if condition is State.GOOD:
        return f"good: last read {_ago(health.last_good, now)}; asked again {_ahead(health.next_try, now)}"
    times = "once" if health.failures == 1 else f"{health.failures} times in a row"
    read = f"last read {_ago(health.last_good, now)}" if health.last_good else "never read yet"
    error = health.last_error.rstrip(".")
    return f"failing: failed {times}, {read}: {error}; asked again {_ahead(health.next_try, now)}"


def _planned(health: Health, planned: float, asked_s: float | None, now: datetime, jitter: float) -> Health:
    wait = max(planned, min(asked_s or 0.0, LONGEST_ASKED_S)) * (1 + jitter / 10)
    return replace(
        health,
        last_try=now,
        last_good=now,
        failures=0,
        last_error="",
        next_try=now + timedelta(seconds=wait),
        interval_s=planned,
    )


def _asked_by(error: SourceError) -> float:
    if not isinstance(error, FetchError):
        return 0.0
    if error.status == _GONE:
        return WEEK_S
    return min(error.retry_after_s or 0.0, WEEK_S)


def _between(least: float, value: float, most: float) -> float:
    return max(least, min(value, most))


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{_span((now - moment).total_seconds())} ago"


def _ahead(moment: datetime | None, now: datetime) -> str:
    if moment is None or moment <= now:
        return "at the next collect"
    return f"in {_span((moment - now).total_seconds())}"


def _span(seconds: float) -> str:
    if seconds < 2 * HOUR_S:
        return f"{max(0, round(seconds / MINUTE_S))} min"
    return f"{round(seconds / HOUR_S)} h" if seconds < 2 * DAY_S else f"{round(seconds / DAY_S)} days"
