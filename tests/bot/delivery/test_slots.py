"""Slots: one for each local date, in every zone, whatever its clock does."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.schedules import Counts, changes, clocks, walk
from bot.delivery.slots import Slot, life, newest_missed, next_slot
from bot.orders import EVERY_DAY, WEEKDAYS, Rule

NINE = Rule(time(9), EVERY_DAY, "Europe/Berlin")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _walked(rule: Rule, start: datetime, count: int) -> list[Slot]:
    slots = [next_slot(rule, start)]
    while len(slots) < count:
        slots.append(next_slot(rule, slots[-1].at, slots[-1].day))
    return slots


def test_every_zone_has_one_slot_a_date_around_every_change() -> None:
    """Zones that show the same time from 2025 to 2030 cannot differ, so each such clock is walked once.

    `bench/schedules.py` walks every zone by itself.
    """
    zones = {zone: changes(zone) for zone in available_timezones()}
    total = sum((walk(zone, when[0]) for zone, found in clocks(zones) for when in found), Counts())
    assert total.slots > 200_000
    assert (total.lost, total.doubled, total.astray) == (0, 0, 0)


def test_a_slot_is_strictly_later() -> None:
    slot = next_slot(NINE, _utc("2026-11-22T07:59:59"))
    assert slot == Slot(date(2026, 11, 22), _utc("2026-11-22T08:00"))
    assert next_slot(NINE, slot.at) == Slot(date(2026, 11, 23), _utc("2026-11-23T08:00"))


def test_a_date_that_was_planned_is_not_planned_again_when_the_clock_jumps_back() -> None:
    assert next_slot(NINE, _utc("2026-11-22T05:00"), last=date(2026, 11, 22)).day == date(2026, 11, 23)


def test_a_skipped_time_moves_forward_and_a_repeated_one_is_taken_first() -> None:
    rule = Rule(time(2, 30), EVERY_DAY, "Europe/Berlin")
    assert next_slot(rule, _utc("2026-03-28T12:00")) == Slot(date(2026, 3, 29), _utc("2026-03-29T01:30"))
    assert next_slot(rule, _utc("2026-10-24T12:00")) == Slot(date(2026, 10, 25), _utc("2026-10-25T00:30"))
    assert next_slot(rule, _utc("2026-10-25T00:30")).day == date(2026, 10, 26)


def test_a_time_skipped_over_midnight_keeps_its_date() -> None:
    rule = Rule(time(23, 30), EVERY_DAY, "America/Nuuk")  # from 22:00 to 23:00 on 29 March 2025
    days = [slot.day.day for slot in _walked(rule, _utc("2025-03-27T12:00"), 4)]
    assert days == [27, 28, 29, 30]


@pytest.mark.parametrize(
    ("zone", "start", "days"),
    [
        ("Pacific/Apia", "2011-12-29T12:00", [29, 30, 1, 2]),
        ("Pacific/Kwajalein", "1993-08-20T00:00", [20, 21, 23]),
    ],
)
def test_two_dates_on_one_moment_are_one_slot(zone: str, start: str, days: list[int]) -> None:
    slots = _walked(Rule(time(9), EVERY_DAY, zone), _utc(start), len(days))
    assert [slot.day.day for slot in slots] == days
    assert {later.at - slot.at for slot, later in pairwise(slots)} == {timedelta(days=1)}


def test_a_day_that_follows_a_skipped_date_keeps_its_slot_where_it_alone_is_named() -> None:
    saturdays = Rule(time(9), (5,), "Pacific/Apia")
    assert next_slot(saturdays, _utc("2011-12-26T00:00")).day == date(2011, 12, 31)
    fridays = Rule(time(9), (4,), "Pacific/Apia")
    assert next_slot(fridays, _utc("2011-12-26T00:00")) == Slot(date(2011, 12, 30), _utc("2011-12-30T19:00"))


def test_only_named_days_have_slots() -> None:
    days = [slot.day for slot in _walked(Rule(time(9), WEEKDAYS, "UTC"), _utc("2026-11-20T10:00"), 5)]
    assert days == [date(2026, 11, number) for number in (23, 24, 25, 26, 27)]


def test_a_rule_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="without a day"):
        next_slot(Rule(time(9), (), "UTC"), _utc("2026-11-20T10:00"))


def test_after_downtime_only_the_newest_slot_is_made_up_and_the_others_are_counted() -> None:
    slot, missed = newest_missed(NINE, None, _utc("2026-11-19T09:00"), _utc("2026-11-22T10:00"))
    assert (slot, missed) == (Slot(date(2026, 11, 22), _utc("2026-11-22T08:00")), 3)


def test_a_slot_due_this_second_is_missed_and_one_at_the_start_is_not() -> None:
    start, now = _utc("2026-11-21T08:00"), _utc("2026-11-22T08:00")
    assert newest_missed(NINE, None, start, now) == (Slot(date(2026, 11, 22), now), 1)
    assert newest_missed(NINE, date(2026, 11, 22), start, now) == (None, 0)
    assert newest_missed(NINE, None, now, now) == (None, 0)


def test_a_life_is_half_the_time_to_the_next_slot() -> None:
    friday = Slot(date(2026, 11, 20), _utc("2026-11-20T08:00"))
    assert life(NINE, friday) == timedelta(hours=12)
    assert life(Rule(time(9), WEEKDAYS, "Europe/Berlin"), friday) == timedelta(hours=36)
    assert life(Rule(time(9), (4,), "Europe/Berlin"), friday) == timedelta(days=3, hours=12)


rules = st.builds(
    Rule,
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    zone=st.sampled_from(sorted(available_timezones())),
)
moments = st.integers(0, 50 * 365 * 24 * 60).map(
    lambda minutes: _utc("1990-01-01") + timedelta(minutes=minutes)
)


@given(rules, moments, st.integers(0, 60 * 24 * 30))
def test_the_newest_missed_slot_is_the_last_that_a_walk_meets(
    rule: Rule, since: datetime, minutes: int
) -> None:
    now = since + timedelta(minutes=minutes)
    met = [slot for slot in _walked(rule, since, 31) if slot.at <= now]
    assert newest_missed(rule, None, since, now) == (met[-1] if met else None, len(met))


@given(rules, moments)
def test_a_slot_is_soon_on_a_named_day_and_grows(rule: Rule, after: datetime) -> None:
    first, second = _walked(rule, after, 2)
    assert after < first.at < second.at
    assert first.day < second.day
    assert first.day.weekday() in rule.days
    assert first.at - after <= timedelta(days=16)
    assert first.day <= first.at.astimezone(ZoneInfo(rule.zone)).date() <= first.day + timedelta(days=1)
    assert life(rule, first) >= timedelta(hours=1)
