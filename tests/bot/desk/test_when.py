"""Times, days and whole lines as people type them, and how a rule is said back."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.when import (
    When,
    complete_times,
    find_zone,
    parse_days,
    parse_time,
    say_next,
    say_rule,
    split_when,
)
from bot.errors import RequestError
from bot.orders import EVERY_DAY, WEEKDAYS, Rule
from bot.stories.topics import topic_slugs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = files("tzdata").joinpath("zones").read_text("utf-8").split()
PIECES = st.sampled_from(
    [
        *("at", "@", "9am", "9", "25:00", "noon", "weekdays", "every", "mon", "-", "to", "and", ","),
        *("Berlin", "new york", "CST", "utc+2", "in", "time", "agents", "\0", "\u0301", "\u202e"),
    ]
)
HOSTILE = st.text(max_size=120) | st.lists(PIECES, max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30 pm", time(21, 30)),
        ("9 p.m.", time(21)),
        ("09:00", time(9)),
        ("0900", time(9)),
        ("9", time(9)),
        ("@9", time(9)),
        ("at 21.15", time(21, 15)),
        ("9h30", time(9, 30)),
        ("9 o’clock", time(9)),
        ("９ａｍ", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("Midnight", time(0)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "13pm", "0am", "24:00", "9:75", "9:5", "dawn", "9am 10am", "-9", "1" * 500]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(RequestError):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("weekdays", WEEKDAYS),
        ("every weekday", WEEKDAYS),
        ("daily", EVERY_DAY),
        ("Every Day", EVERY_DAY),
        ("mon wed fri", (0, 2, 4)),
        ("Mon, Wed & Fri", (0, 2, 4)),
        ("Mon-Fri", WEEKDAYS),
        ("mo–fr", WEEKDAYS),
        ("monday through thursday", (0, 1, 2, 3)),
        ("sat-mon", (0, 5, 6)),
        ("weekends", (5, 6)),
        ("tuesday and thursday", (1, 3)),
        ("on Mondays", (0,)),
        ("weekdays and saturday", (0, 1, 2, 3, 4, 5)),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, meant: tuple[int, ...]) -> None:
    assert parse_days(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "and", "never", "every other day", "every day except sunday", "monwed"]
)
def test_days_that_are_only_half_understood_are_refused(typed: str) -> None:
    with pytest.raises(RequestError, match="names no days"):
        parse_days(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("agents, safety at 9am Berlin weekdays", When("agents, safety", time(9), WEEKDAYS, "Europe/Berlin")),
        ("at 9am weekdays", When("", time(9), WEEKDAYS, "")),
        ("safety 18:30 europe/paris", When("safety", time(18, 30), (), "Europe/Paris")),
        ("agents", When("agents", None, (), "")),
        ("", When("", None, (), "")),
        (
            "weekdays at 9 in Berlin: agents, safety",
            When("agents, safety", time(9), WEEKDAYS, "Europe/Berlin"),
        ),
        ("agents, at 9am, São Paulo, mon-fri", When("agents", time(9), WEEKDAYS, "America/Sao_Paulo")),
        ("agents on mon at 7:15 Eastern Time", When("agents", time(7, 15), (0,), "America/New_York")),
        ("agents weekdays at 9am, Berlin, Germany", When("agents", time(9), WEEKDAYS, "Europe/Berlin")),
        ("agents 0900 Etc/GMT-2", When("agents", time(9), (), "Etc/GMT-2")),
        ("agents in Berlin at noon", When("agents", time(12), (), "Europe/Berlin")),
        ("agents at 9am please", When("agents", time(9), (), "")),
    ],
)
def test_a_line_is_split_into_topics_time_days_and_zone(typed: str, meant: When) -> None:
    assert split_when(typed) == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("agents at 9am and 6pm", "two times"),
        ("agents 9am Berlin Paris", "two time zones"),
        ("agents at 9am Belrin", "Berlin"),
        ("at 9am Belrin", "Berlin"),
        ("agents at 9am CST", "America/Chicago, Asia/Shanghai"),
        ("agents at 9am UTC+5:30", "Kolkata"),
        ("agents at dawn", "no time of day"),
        ("agents at 25:00", "no time of day"),
        ("agents every day except sunday", "do not understand 'except'"),
        ("x" * 1000, "too long"),
    ],
)
def test_a_line_that_is_not_understood_says_which_part(typed: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        split_when(typed)


def test_no_topic_is_taken_for_a_part_of_the_rule() -> None:
    for slug in topic_slugs():
        for line in (f"{slug} at 9am", f"at 9am {slug}", f"weekdays {slug}", slug):
            assert split_when(line).topics_text == slug


def test_times_are_completed_full_hours_first() -> None:
    assert [choice.value for choice in complete_times("9")][:3] == ["09:00", "21:00", "09:30"]
    assert [choice.name for choice in complete_times("9 p")] == ["21:00 (9 pm)"]
    assert [choice.value for choice in complete_times("9:20")] == ["09:20"]
    assert len(complete_times("")) == 25
    assert complete_times("x") == ()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (EVERY_DAY, "Every day at 09:00 Europe/Berlin"),
        (WEEKDAYS, "Every weekday at 09:00 Europe/Berlin"),
        ((5, 6), "Every Saturday and Sunday at 09:00 Europe/Berlin"),
        ((0, 2, 4), "Every Monday, Wednesday and Friday at 09:00 Europe/Berlin"),
        ((0, 1, 2, 3, 4, 5), "Every Monday to Saturday at 09:00 Europe/Berlin"),
        ((3,), "Every Thursday at 09:00 Europe/Berlin"),
    ],
)
def test_a_rule_is_said_in_words(days: tuple[int, ...], said: str) -> None:
    assert say_rule(Rule(time(9), days, "Europe/Berlin")) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "in a moment"),
        (3, "today at 16:00"),
        (20, "tomorrow at 09:00"),
        (44, "Monday 23 November at 09:00"),
    ],
)
def test_the_next_time_is_said_in_the_rules_zone(hours: int, said: str) -> None:
    assert say_next(NOW + timedelta(hours=hours), "Europe/Berlin", NOW) == said


@given(HOSTILE)
def test_hostile_text_is_understood_or_refused(typed: str) -> None:
    for parse in (parse_time, parse_days, split_when):
        with suppress(RequestError):
            parse(typed)
    assert len(complete_times(typed)) <= 25


def test_hostile_text_is_repeated_short_and_visible() -> None:
    with pytest.raises(RequestError) as caught:
        parse_time("\x1b[31m\u202e" + "9" * 70)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 160


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.sets(st.integers(0, 6), min_size=1))
def test_what_is_said_is_understood(at: time, days: set[int]) -> None:
    rule = Rule(at, tuple(sorted(days)), "Europe/Berlin")
    assert split_when(say_rule(rule)) == When("", rule.at, rule.days, rule.zone)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "Factory" and name != "MST"])
def test_a_rule_in_every_zone_is_understood_as_it_is_said(name: str) -> None:
    zone = find_zone(name)
    assert split_when(f"agents {say_rule(Rule(time(9), (0,), zone))}") == When("agents", time(9), (0,), zone)
