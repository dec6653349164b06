"""What headers say about time: both forms of Retry-After, freshness by RFC 9111, and never a crash."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.caching import LONGEST_S, Validators, body_hash, fresh_s, retry_after_s, validators_of

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 22 Nov 2026 08:10:00 GMT", 600),
        ("Sunday, 22-Nov-26 08:10:00 GMT", 600),
        ("Sun Nov 22 08:10:00 2026", 600),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 30, LONGEST_S),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": value}, NOW) == seconds


def test_a_date_is_counted_from_the_servers_own_clock() -> None:
    headers = {"retry-after": "Sun, 22 Nov 2026 09:00:30 GMT", "date": "Sun, 22 Nov 2026 09:00:00 GMT"}
    assert retry_after_s(headers, NOW) == 30


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'Max-Age="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "9999"}, 0),
        ({"cache-control": "max-age=60, max-age=600"}, 60),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=10", "expires": "Sun, 22 Nov 2026 09:00:00 GMT"}, 10),
        ({"expires": "Sun, 22 Nov 2026 09:00:00 GMT"}, 3600),
        ({"expires": "0"}, 0),
        ({"expires": "Sun, 22 Nov 2026 09:00:00 GMT", "date": "Sun, 22 Nov 2026 08:59:00 GMT"}, 60),
    ],
)
def test_freshness(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_s(headers, NOW) == seconds


@given(
    st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date", "retry-after"]), st.text())
)
def test_no_header_crashes_and_no_time_is_out_of_bounds(headers: dict[str, str]) -> None:
    for seconds in (fresh_s(headers, NOW), retry_after_s(headers, NOW)):
        assert seconds is None or 0 <= seconds <= LONGEST_S


def test_validators_ask_and_unsendable_ones_are_dropped() -> None:
    kept = validators_of({"etag": 'W/"1"', "last-modified": "Sun, 22 Nov 2026 08:00:00 GMT"}, "h")
    assert kept.headers() == {
        "If-None-Match": 'W/"1"',
        "If-Modified-Since": "Sun, 22 Nov 2026 08:00:00 GMT",
    }
    assert validators_of({"etag": "a\r\nX: y"}, "h") == Validators(body_hash="h")
    assert body_hash(b"a") == body_hash(b"a") != body_hash(b"b")
