"""Slots: the moments at which a rule is due, one for each local date it names, in every zone.

The schedule's one truth: planning asks here who is due and when; the ticker only wakes it. Pure: it reads
no clock and no store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.orders import Rule

_DAY = timedelta(days=1)
_SHORTEST_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One digest's place in time: the local date it is for, and the moment (UTC)."""

    day: date
    at: datetime


def next_slot(rule: Rule, after: datetime, last: date | None = None) -> Slot:
    """The first slot strictly later than `after`, of a local date later than `last`.

    A time that the clock skips moves forward, one that it repeats is taken the first time. Raises
    ValueError for a rule without a day.
    """
    return next(slot for slot in _slots(rule, after, last) if slot.at > after)


def newest_missed(rule: Rule, last: date | None, since: datetime, now: datetime) -> tuple[Slot | None, int]:
    """The newest slot in (since, now] of a local date later than `last`, and how many there were."""
    newest, missed = None, 0
    for slot in _slots(rule, since, last):
        if slot.at > now:
            break
        if slot.at > since:
            newest, missed = slot, missed + 1
    return newest, missed


def life(rule: Rule, slot: Slot) -> timedelta:
    """How long a slot's digest is worth sending: half the time to the next slot, an hour at least."""
    return max((next_slot(rule, slot.at, slot.day).at - slot.at) / 2, _SHORTEST_LIFE)


def _slots(rule: Rule, since: datetime, last: date | None) -> Iterator[Slot]:
    """Every slot from about `since` on, without end, in order.

    Where a place skips a whole date (Samoa in 2011), that date and the next fall on one moment: the later
    one is no slot, so that moments always grow.
    """
    if not rule.days:
        raise ValueError("a rule without a day has no slot")
    zone = ZoneInfo(rule.zone)
    # A slot's moment is on its local date or, out of a gap, on the next one.
    day = since.astimezone(zone).date() - _DAY
    if last is not None:
        day = max(day, last + _DAY)
    before = _moment(rule, zone, _allowed(rule, day - _DAY, -_DAY))
    while True:
        day = _allowed(rule, day, _DAY)
        at = _moment(rule, zone, day)
        if at > before:
            yield Slot(day, at)
        before, day = at, day + _DAY


def _allowed(rule: Rule, day: date, step: timedelta) -> date:
    """The nearest date from `day` on, in the direction of `step`, that the rule names."""
    while day.weekday() not in rule.days:
        day += step
    return day


def _moment(rule: Rule, zone: ZoneInfo, day: date) -> datetime:
    """The rule's wall-clock time on that date; with fold=0 a skipped time lands after its gap (PEP 495)."""
    return datetime.combine(day, rule.at.replace(fold=0), zone).astimezone(UTC)
