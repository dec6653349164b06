"""Schedules: every IANA zone, every quarter hour around every change of its clock from 2025 to 2030.

A slot is lost where a local date has none, doubled where it has two or moments do not grow, astray where it
is not at the rule's wall-clock time though that exists. Beside ours stands APScheduler's CronTrigger on the
same clocks, each distinct clock once, as the baseline.
"""

import itertools
import time as clock
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger

from bot.delivery.slots import Slot, next_slot
from bot.orders import EVERY_DAY, Rule

FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
QUARTERS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))
_DAY = timedelta(days=1)
_AROUND = 3  # days on each side of a change

Changes = tuple[tuple[datetime, timedelta, timedelta], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a walk found."""

    slots: int = 0
    lost: int = 0
    doubled: int = 0
    astray: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.slots + other.slots,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.astray + other.astray,
        )


def run(data: Path) -> dict[str, float]:
    """Walk every zone by itself with our slots, and one zone of each distinct clock with CronTrigger."""
    zones = {zone: changes(zone) for zone in sorted(available_timezones())}
    ours = sum((walk(zone, when[0]) for zone, found in zones.items() for when in found), Counts())
    theirs = sum((_walk_cron(zone, when[0]) for zone, found in clocks(zones) for when in found), Counts())
    return {
        "schedules.zones": len(zones),
        "schedules.changes": sum(map(len, zones.values())),
        "schedules.slots": ours.slots,
        "schedules.lost": ours.lost,
        "schedules.doubled": ours.doubled,
        "schedules.astray": ours.astray,
        "schedules.us_next_slot": _us_next_slot(),
        "schedules.cron.slots": theirs.slots,
        "schedules.cron.lost": theirs.lost,
        "schedules.cron.doubled": theirs.doubled,
        "schedules.cron.astray": theirs.astray,
    }


def changes(zone: str) -> Changes:
    """Every change of a zone's clock: its first second, the offset before and the offset after."""
    info = ZoneInfo(zone)
    days = [FIRST + number * _DAY for number in range((LAST - FIRST).days + 1)]
    offsets = [(day, _offset(info, day)) for day in days]
    return tuple(
        _change(info, start, end)
        for (start, before), (end, after) in itertools.pairwise(offsets)
        if before != after
    )


def clocks(zones: dict[str, Changes]) -> Iterable[tuple[str, Changes]]:
    """One zone of all that show the same time throughout: their slots cannot differ."""
    distinct = {(_offset(ZoneInfo(zone), FIRST), found): zone for zone, found in zones.items()}
    return [(zone, found) for (_, found), zone in distinct.items()]


def walk(zone: str, change: datetime) -> Counts:
    """Count our slots on the dates around a change, for every quarter hour of the day."""
    return sum(
        (_counted(_ours(Rule(at, EVERY_DAY, zone), change), at, zone, change) for at in QUARTERS), Counts()
    )


def _walk_cron(zone: str, change: datetime) -> Counts:
    return sum((_counted(_cron(at, zone, change), at, zone, change) for at in QUARTERS), Counts())


def _us_next_slot(count: int = 20_000) -> float:
    """Microseconds of processor time for one question."""
    rule, start = Rule(time(9), EVERY_DAY, "Europe/Berlin"), clock.process_time()
    for number in range(count):
        next_slot(rule, FIRST + number * timedelta(minutes=7))
    return (clock.process_time() - start) / count * 1e6


def _ours(rule: Rule, change: datetime) -> Iterator[Slot]:
    """Our slots as planning meets them: each is asked for at the moment of the one before."""
    at, end = change - (_AROUND + 2) * _DAY, change + (_AROUND + 2) * _DAY
    while at < end:
        slot = next_slot(rule, at)
        yield slot
        at = slot.at


def _cron(at: time, zone: str, change: datetime) -> Iterator[Slot]:
    """CronTrigger's firings as a scheduler meets them, each asked for a second after the one before.

    A firing is for the local date on which it falls. The walk is bounded: in a repeated hour the trigger may
    give one moment again and again.
    """
    trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
    fired, now = None, change - (_AROUND + 2) * _DAY
    for _ in range(4 * (_AROUND + 2)):
        fired = trigger.get_next_fire_time(fired, now)
        if fired is None or fired.astimezone(UTC) >= change + (_AROUND + 2) * _DAY:
            return
        yield Slot(fired.date(), fired.astimezone(UTC))
        now = fired.astimezone(UTC) + timedelta(seconds=1)


def _counted(slots: Iterable[Slot], at: time, zone: str, change: datetime) -> Counts:
    """Compare slots with the dates they should be for."""
    info = ZoneInfo(zone)
    days = _dates(change.astimezone(info).date())
    listed = list(slots)
    inside = [slot for slot in listed if slot.day in days]
    found = Counter(slot.day for slot in inside)
    shrunk = sum(later.at <= slot.at for slot, later in itertools.pairwise(listed))
    return Counts(
        slots=len(inside),
        lost=sum(day not in found for day in days),
        doubled=sum(count - 1 for count in found.values()) + shrunk,
        astray=sum(not _is_in_place(slot, at, info) for slot in inside),
    )


def _is_in_place(slot: Slot, at: time, info: ZoneInfo) -> bool:
    """Whether a slot is at its wall-clock time, the first of two; a time that is skipped moves forward."""
    wanted = datetime.combine(slot.day, at, info)
    local = slot.at.astimezone(info)
    if local.replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return local.fold == 0
    is_skipped = wanted.astimezone(UTC).astimezone(info).replace(tzinfo=None) != wanted.replace(tzinfo=None)
    return is_skipped and local.replace(tzinfo=None) > wanted.replace(tzinfo=None)


def _dates(middle: date) -> frozenset[date]:
    return frozenset(middle + number * _DAY for number in range(-_AROUND, _AROUND + 1))


def _change(info: ZoneInfo, start: datetime, end: datetime) -> tuple[datetime, timedelta, timedelta]:
    """The first second of the new offset, found by halving."""
    before, after = _offset(info, start), _offset(info, end)
    while end - start > timedelta(seconds=1):
        middle = start + timedelta(seconds=(end - start).total_seconds() // 2)
        start, end = (middle, end) if _offset(info, middle) == before else (start, middle)
    return end, before, after


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta()
