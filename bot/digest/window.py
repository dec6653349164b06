"""Windows of time: since when a digest tells, and which articles are news in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model import Article, Story
from bot.stories.known import once_a_story

FIRST = timedelta(hours=24)
WEEKEND = timedelta(hours=96)
LONGEST = timedelta(days=7)  # after a longer silence, older news is no news
LATE = timedelta(hours=72)  # how old a report may be when we first see it and still be told
A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` (excluded) to `end`; `follows` where a digest was sent at `start`."""

    start: datetime
    end: datetime
    follows: bool = False

    @property
    def reach(self) -> datetime:
        """The earliest publication that can be news here: late reports and day-only dates included."""
        return self.start - (LATE if self.follows else A_DAY)


def window_since(last: datetime | None, now: datetime, since: datetime | None = None) -> Window:
    """The window of a digest at `now`: since the last one sent, or as asked, or the last 24 hours."""
    if since is not None:
        return Window(since, now)
    if last is not None:
        return Window(max(last, now - LONGEST), now, follows=True)
    return Window(now - FIRST, now)


def widened(window: Window, zone: ZoneInfo) -> Window | None:
    """One more day back for a first digest on a weekend or Monday, up to 96 hours; else None.

    Little is published from Friday evening to Monday, so a first look then would be nearly empty.
    """
    restful = window.end.astimezone(zone).weekday() in (5, 6, 0)
    if window.follows or not restful or window.end - window.start + A_DAY > WEEKEND:
        return None
    return Window(window.start - A_DAY, window.end)


def is_news(article: Article, window: Window) -> bool:
    """Whether the article was published in the window, or came to us in it not too late.

    A report of which only the day is known counts for its whole day.
    """
    at = article.published
    if at > window.end:
        return False
    if at > window.start or (names_a_day_only(at) and at + A_DAY > window.start):
        return True
    seen_here = window.start < article.first_seen <= window.end
    return window.follows and seen_here and at > window.start - LATE


def names_a_day_only(at: datetime) -> bool:
    """Whether a feed gave only the day: it then says midnight."""
    return at.hour == at.minute == at.second == 0


def news_in(stories: Iterable[Story], window: Window) -> tuple[Story, ...]:
    """The stories that have at least one article that is news in the window."""
    return tuple(story for story in stories if _is_news(story, window))


@once_a_story
def _last_seen(story: Story) -> datetime:
    return max(article.first_seen for article in story.articles)


def _is_news(story: Story, window: Window) -> bool:
    if window.start < story.articles[-1].published <= window.end:
        return True  # most are: their latest report is
    if story.articles[-1].published + A_DAY <= window.start and _last_seen(story) <= window.start:
        return False
    return any(is_news(article, window) for article in story.articles)
