"""Dates: what is read, what is refused, and the rule that holds a date to the present."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import claimed_date, read_date

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FIRST = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Tue, 03 Feb 2026 00:00:00 +0000", FIRST),
        ("Tue, 3 Feb 26 00:00 GMT", FIRST),
        ("3 February 2026", FIRST),
        ("Feb 3, 2026", FIRST),
        ("Tuesday, February 3rd, 2026 at 12:00 AM UTC", FIRST),
        ("Tue Feb  3 00:00:00 2026", FIRST),
        ("Tue Feb  3 00:00:00 UTC 2026", FIRST),
        ("2026-02-03", FIRST),
        ("20260203", FIRST),
        ("2026-02-03T00:00:00Z", FIRST),
        ("2026-02-03 00:00:00", FIRST),
        ("2026-02-02T24:00:00Z", FIRST),
        ("2026-02-03T05:30:00.250+05:30", FIRST),
        ("Mon, 02 Feb 2026 19:00:00 EST", FIRST),
        ("Tue, 03 Feb 2026 01:00:00 GMT+0100", FIRST),
        ("Tue, 03 Feb 2026 00:00:00 QQT", FIRST),
        (str(int(FIRST.timestamp())), FIRST),
        (str(int(FIRST.timestamp()) * 1000), FIRST),
        ("31 Dec 1999 23:59:60 GMT", datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_reads(text: str, then: datetime) -> None:
    assert read_date(text) == then


@pytest.mark.parametrize(
    "text",
    [
        "", "garbage", "yesterday", "31 Feb 2026", "2026", "2026-02", "mardi 3 février 2026", "17956",
        "3/2/2026", "2026-02-03T25:00:00Z", "2026-02-03T00:00:00+99:00", "Feb 2026", "0000-00-00 00:00:00",
        "٢٠٢٦-٠٢-٠٣",
    ],
)  # fmt: skip
def test_never_invents(text: str) -> None:
    assert read_date(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_utc_date_or_none(text: str) -> None:
    date = read_date(text)
    assert date is None or date.tzinfo is UTC


@given(st.integers(789_004_800, 1_795_000_000))
def test_reads_back_what_is_written(unix_s: int) -> None:
    date = datetime.fromtimestamp(unix_s, UTC)
    assert claimed_date(date.isoformat(), NOW) == date
    assert claimed_date(date.strftime("%a, %d %b %Y %H:%M:%S +0000"), NOW) == date


def test_the_rule_refuses_the_future_and_the_absurd() -> None:
    assert claimed_date((NOW + timedelta(hours=23)).isoformat(), NOW) == NOW + timedelta(hours=23)
    assert claimed_date((NOW + timedelta(hours=25)).isoformat(), NOW) is None
    assert claimed_date("1970-01-01T00:00:00Z", NOW) is None
    assert claimed_date("", NOW) is None
