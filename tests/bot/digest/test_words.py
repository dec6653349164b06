"""Ages, lists and dates as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest.words import age, counted, day, listed, moment
from tests.samples import NOW

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (40, "40 min ago"),
        (59, "59 min ago"),
        (60, "1 h ago"),
        (35 * 60, "35 h ago"),
        (36 * 60, "2 days ago"),
        (24 * 60 * 5, "5 days ago"),
    ],
)
def test_ages_are_in_human_units(minutes: int, words: str) -> None:
    assert age(NOW - timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "yesterday"), (4, "4 days ago")])
def test_of_a_day_alone_no_hours_are_made_up(days: int, words: str) -> None:
    midnight = NOW.replace(hour=0) - timedelta(days=days)
    assert age(midnight, NOW) == words


def test_lists_and_counts() -> None:
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
    assert counted(1, "story", "stories") == "1 story"
    assert counted(0, "source") == "0 sources"


def test_days_and_moments_are_in_the_readers_zone() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert day(late, BERLIN) == "Sunday 22 November"
    assert moment(late, NOW, BERLIN) == "00:30"
    assert moment(NOW - timedelta(days=1), NOW, BERLIN) == "yesterday 09:00"
    assert moment(NOW - timedelta(days=2), NOW, BERLIN) == "Friday 09:00"
    assert moment(NOW - timedelta(days=20), NOW, BERLIN) == "2 November 09:00"
