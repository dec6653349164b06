"""Zones by the names people type, and what is offered while they do."""

from datetime import UTC, datetime
from importlib.resources import files
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.zones import complete_zones, find_zone, known_zone
from bot.errors import RequestError

NAMES = sorted(set(files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"})
ASKED_BACK = {"MST"}  # the name of a zone, and of what two places call their clock
AS_PEOPLE_MEAN = {"EST"}  # the name of a zone without summer time, which who types it does not mean


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("port au prince", "America/Port-au-Prince"),
        ("munchen", "Europe/Berlin"),
        ("Wroclaw", "Europe/Warsaw"),
        ("san francisco", "America/Los_Angeles"),
        ("India", "Asia/Kolkata"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("New York, USA", "America/New_York"),
        ("utc", "UTC"),
        ("UTC+0", "UTC"),
        ("EST", "America/New_York"),
        ("Pacific Time", "America/Los_Angeles"),
        ("Eastern standard time", "America/New_York"),
        ("CEST", "CET"),
        ("Etc/GMT-2", "Etc/GMT-2"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(typed: str, zone: str) -> None:
    assert find_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("CST", ("America/Chicago", "Asia/Shanghai")),
        ("ist", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
        ("BST", ("Europe/London", "Asia/Dhaka")),
        ("Georgia", ("Asia/Tbilisi", "America/New_York")),
        ("korea", ("Asia/Seoul", "Asia/Pyongyang")),
        ("Spain", ("Europe/Madrid", "Atlantic/Canary")),
    ],
)
def test_what_may_be_several_zones_is_asked_back(typed: str, zones: tuple[str, ...]) -> None:
    with pytest.raises(RequestError) as caught:
        find_zone(typed)
    assert all(zone in str(caught.value) for zone in zones)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("UTC+2", "Berlin, Athens or Cairo, or Etc/GMT-2"),
        ("gmt-5", "New York, Chicago or Bogotá, or Etc/GMT\\+5"),
        ("+05:30", "such as Kolkata\\.$"),
        ("UTC+14", "a city near you, or Etc/GMT-14"),
        ("UTC+99", "a city near you\\.$"),
    ],
)
def test_an_offset_is_answered_with_what_to_type_instead(typed: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        find_zone(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Belrin", "Berlin"), ("Athens, Georgia", "Athens"), ("", "a large city"), ("x" * 900, "a large city")],
)
def test_an_unknown_zone_is_answered_with_the_nearest(typed: str, says: str) -> None:
    with pytest.raises(RequestError, match=says) as caught:
        find_zone(typed)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ASKED_BACK])
def test_every_iana_name_is_found_in_any_case_and_shows_the_same_time(name: str) -> None:
    found = find_zone(name)
    assert find_zone(name.upper()) == find_zone(found) == found
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
    if name not in AS_PEOPLE_MEAN:
        assert [at.astimezone(ZoneInfo(found)).utcoffset() for at in months] == [
            at.astimezone(ZoneInfo(name)).utcoffset() for at in months
        ]


@given(st.text(max_size=80))
def test_hostile_text_is_a_zone_or_refused(typed: str) -> None:
    try:
        assert ZoneInfo(find_zone(typed))
    except RequestError as refused:
        assert str(refused).isprintable()
    assert len(complete_zones(typed)) <= 25


def test_every_zone_that_is_offered_exists_and_is_found_by_its_value() -> None:
    for typed in ("", *"abcdefghijklmnopqrstuvwxyz", "america/", "europe/", "cst", "new"):
        choices = complete_zones(typed)
        assert len(choices) <= 25
        assert len({choice.value for choice in choices}) == len(choices)
        for choice in choices:
            assert known_zone(choice.value) == choice.value
            assert len(choice.name) <= 100


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("b", "Berlin (Europe/Berlin)"),
        ("mila", "Milan (Europe/Rome)"),
        ("york", "New York (America/New_York)"),
        ("america/ne", "New York (America/New_York)"),
        ("utc", "UTC"),
        ("ist", "Kolkata (Asia/Kolkata)"),
        ("são", "Sao Paulo (America/Sao_Paulo)"),
    ],
)
def test_the_likeliest_zone_is_offered_first(typed: str, first: str) -> None:
    assert complete_zones(typed)[0].name == first


def test_completion_is_fast() -> None:
    complete_zones("b")
    start = process_time()
    for _ in range(20):
        for typed in ("", "a", "s", "am", "america/", "new y"):
            complete_zones(typed)
    assert (process_time() - start) / 120 < 0.002
