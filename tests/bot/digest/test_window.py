"""Windows: since when a digest tells, weekends, late reports, day-only dates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.window import LONGEST, Window, is_news, widened, window_since
from tests.samples import NOW, article

BERLIN = ZoneInfo("Europe/Berlin")
H = timedelta(hours=1)


def test_the_first_window_is_a_day_and_later_ones_follow_the_last_digest() -> None:
    assert window_since(None, NOW) == Window(NOW - 24 * H, NOW)
    assert window_since(NOW - 30 * H, NOW) == Window(NOW - 30 * H, NOW, follows=True)
    assert window_since(NOW - timedelta(days=90), NOW).start == NOW - LONGEST
    assert window_since(NOW - 30 * H, NOW, NOW - 2 * H) == Window(NOW - 2 * H, NOW)


def test_a_first_look_on_a_weekend_or_monday_widens_to_96_hours_and_no_further() -> None:
    sunday = window_since(None, NOW)
    spans = []
    wider: Window | None = sunday
    while wider is not None:
        spans.append((wider.end - wider.start) / H)
        wider = widened(wider, BERLIN)
    assert spans == [24, 48, 72, 96]
    wednesday = window_since(None, NOW + timedelta(days=3))
    assert widened(wednesday, BERLIN) is None
    assert widened(replace(sunday, follows=True), BERLIN) is None


def test_an_article_is_news_from_after_the_start_to_the_end() -> None:
    window = Window(NOW - 24 * H, NOW)
    assert not is_news(article(published=NOW - 24 * H), window)
    assert is_news(article(published=NOW - 23 * H), window)
    assert is_news(article(published=NOW), window)
    assert not is_news(article(published=NOW + H), window)


def test_a_late_report_counts_once_in_the_window_in_which_it_came() -> None:
    window = Window(NOW - 24 * H, NOW, follows=True)
    late = article(published=NOW - 40 * H, first_seen=NOW - 2 * H)
    assert is_news(late, window)
    assert not is_news(late, replace(window, follows=False))
    assert not is_news(late, Window(NOW, NOW + 24 * H, follows=True))
    assert not is_news(replace(late, published=NOW - 100 * H), window)


def test_a_date_without_a_time_counts_for_its_whole_day() -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    window = Window(datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert is_news(article(published=midnight), window)
    assert not is_news(article(published=midnight - timedelta(days=1)), window)
    assert not is_news(article(published=midnight + H), window)
