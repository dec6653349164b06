"""Health after each kind of try: intervals, back-off, what servers ask for, and plain words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError, ParseError, SourceError
from bot.sources.caching import Validators
from bot.sources.health import (
    DAY_S,
    HOUR_S,
    LONGEST_S,
    SHORTEST_S,
    WEEK_S,
    Health,
    State,
    after_failure,
    after_not_modified,
    after_stored,
    after_success,
    for_address,
    interval_s,
    is_due,
    sentence,
    state,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NEW = Health("lab")
KNOWN = Validators(etag='"1"')


def wait_s(health: Health) -> float:
    assert health.next_try
    return (health.next_try - NOW).total_seconds()


def every(hours: float, count: int) -> list[datetime]:
    return [NOW - timedelta(hours=hours * (number + 0.5)) for number in range(count)]


def test_a_busy_feed_is_asked_often_and_a_slow_one_seldom() -> None:
    assert interval_s(every(0.1, 30), NOW) == SHORTEST_S
    assert interval_s(every(24, 10), NOW) == pytest.approx(6 * HOUR_S, rel=0.1)
    assert interval_s(every(24 * 60, 10), NOW) == LONGEST_S
    assert interval_s([], NOW) is None
    assert interval_s([NOW + timedelta(days=3)], NOW) is None


def test_an_undated_feed_is_asked_sooner_when_it_changes_and_later_when_not() -> None:
    health = NEW
    for _ in range(20):
        health = after_not_modified(health, KNOWN, NOW, 0.0)
    assert wait_s(health) == LONGEST_S
    for _ in range(20):
        health = after_success(health, KNOWN, [], NOW, 0.0)
    assert wait_s(health) == SHORTEST_S


def test_what_the_server_asks_for_is_a_floor_of_a_day_at_most() -> None:
    busy = every(0.1, 30)
    assert wait_s(after_success(NEW, KNOWN, busy, NOW, 0.0, asked_s=2 * HOUR_S)) == 2 * HOUR_S
    assert wait_s(after_success(NEW, KNOWN, busy, NOW, 0.0, asked_s=1.0)) == SHORTEST_S
    assert wait_s(after_not_modified(NEW, KNOWN, NOW, 0.0, asked_s=400 * DAY_S)) == DAY_S


def test_failures_back_off_to_a_day_and_never_further() -> None:
    health, waits = NEW, []
    for _ in range(60):
        health = after_failure(health, ParseError("no feed"), NOW, 0.0)
        waits.append(wait_s(health))
    assert waits[:4] == [900, 1800, 3600, 7200]
    assert waits == sorted(waits) and waits[-1] == DAY_S
    assert health.failures == 60 and health.last_error == "no feed"


def test_jitter_spreads_feeds_that_failed_together() -> None:
    assert wait_s(after_failure(NEW, ParseError("x"), NOW, 0.99)) < wait_s(
        after_failure(NEW, ParseError("x"), NOW, 0.0)
    )


def test_retry_after_is_obeyed_up_to_a_week() -> None:
    def asked(seconds: float) -> float:
        return wait_s(after_failure(NEW, FetchError("429", status=429, retry_after_s=seconds), NOW, 0.5))

    assert asked(5 * HOUR_S) == 5 * HOUR_S
    assert asked(90 * DAY_S) == WEEK_S
    assert asked(0) > 0


def test_a_feed_that_is_gone_is_asked_weekly_and_says_so() -> None:
    gone = after_failure(NEW, FetchError("https://x.example answered 410: it is gone", status=410), NOW, 0.0)
    assert wait_s(gone) == WEEK_S
    assert "gone" in sentence(gone, NOW) and "in 7 days" in sentence(gone, NOW)


def test_success_ends_a_failure() -> None:
    failed = after_failure(NEW, ParseError("no feed"), NOW, 0.0)
    good = after_success(failed, KNOWN, every(24, 3), NOW, 0.0)
    assert (good.failures, good.last_error, good.last_good, good.validators) == (0, "", NOW, KNOWN)
    assert state(failed, NOW) is State.FAILING and state(good, NOW) is State.GOOD


def test_a_learned_address_that_keeps_failing_is_forgotten() -> None:
    health = replace(NEW, learned_from="https://a", learned_url="https://b", validators=KNOWN)
    for _ in range(2):
        health = after_failure(health, FetchError("404", status=404), NOW, 0.0)
    assert health.learned_url == "https://b"
    health = after_failure(health, FetchError("404", status=404), NOW, 0.0)
    assert (health.learned_url, health.validators) == ("", Validators())


def test_a_changed_configuration_voids_what_was_learned() -> None:
    health = replace(NEW, learned_from="https://a", learned_url="https://b", validators=KNOWN)
    assert for_address(health, "https://a") is health
    assert for_address(health, "https://c") == replace(NEW, learned_from="https://c")


def test_due_when_new_when_planned_and_when_the_plan_is_absurd() -> None:
    assert is_due(NEW, NOW)
    assert is_due(replace(NEW, next_try=NOW), NOW)
    assert not is_due(replace(NEW, next_try=NOW + timedelta(minutes=1)), NOW)
    assert is_due(replace(NEW, next_try=NOW + timedelta(days=400)), NOW)


def test_each_state_has_its_sentence() -> None:
    good = after_success(NEW, KNOWN, every(24, 9), NOW, 0.0)
    assert sentence(NEW, NOW) == "new: not asked yet"
    assert sentence(good, NOW) == "good: last read 0 min ago; asked again in 6 h"
    later = NOW + timedelta(days=3)
    assert state(good, later) is State.LATE
    assert sentence(good, later) == "late: last asked 3 days ago; asked again at the next collect"
    failed = after_failure(good, ParseError("no entries."), NOW + timedelta(hours=5), 0.0)
    expected = "failing: failed once, last read 5 h ago: no entries; asked again in 15 min"
    assert sentence(failed, NOW + timedelta(hours=5)) == expected


def test_new_entries_are_noted() -> None:
    assert after_stored(NEW, 0, NOW).last_new is None
    assert after_stored(NEW, 3, NOW).last_new == NOW


ERRORS = st.one_of(
    st.just(ParseError("x")),
    st.builds(
        lambda status, wait: FetchError("x", status=status, retry_after_s=wait),
        st.integers(0, 599),
        st.none() | st.floats(0, 1e12),
    ),
)


@given(st.lists(ERRORS | st.none() | st.floats(0, 1e12), max_size=30), st.floats(0, 1, exclude_max=True))
def test_no_feed_is_ever_switched_off(tries: list[SourceError | float | None], jitter: float) -> None:
    health = NEW
    for one in tries:
        if isinstance(one, SourceError):
            health = after_failure(health, one, NOW, jitter)
        else:
            health = after_not_modified(health, KNOWN, NOW, jitter, one)
        assert 0 < wait_s(health) <= WEEK_S
        assert is_due(health, NOW + timedelta(seconds=WEEK_S))
        assert sentence(health, NOW)
