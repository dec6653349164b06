"""Values offered while people type: topics, days, sources and digests; commands share them.

Beside `when.py`, which offers times and zones. Best first, at most 25; an option that takes several values
is completed behind its last comma.
"""

from collections.abc import Iterable

from bot.desk.call import Call
from bot.model import Feed
from bot.ports import Choice
from bot.stories.topics import topic_name, topic_slugs
from bot.workspaces.orderdesk import visible
from bot.workspaces.standing import say_order
from bot.workspaces.workspaces import listed_feeds, place_of

_MOST = 25
_LONGEST = 100  # of a value or a name (bot.ports.Choice)
_DAYS = (
    "every day", "weekdays", "weekends",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip


def _fitting(rows: Iterable[tuple[str, str]], typed: str) -> tuple[Choice, ...]:
    """The (value, name) rows that hold what is typed, those that begin with it first."""
    wanted = " ".join(typed.casefold().split())
    found = [(value, name) for value, name in rows if wanted in f"{value} {name}".casefold()]
    found.sort(key=lambda row: not any(text.casefold().startswith(wanted) for text in row))
    return tuple(Choice(value, name[:_LONGEST]) for value, name in found if len(value) <= _LONGEST)[:_MOST]


def topics_offered(typed: str) -> tuple[Choice, ...]:
    """Topics by slug or name, behind those that are typed already."""
    before, comma, last = typed.rpartition(",")
    held = {part.strip() for part in before.split(",")}
    head = f"{before}{comma} " if comma else ""
    rows = ((slug, topic_name(slug)) for slug in topic_slugs() if slug not in held)
    found = _fitting(rows, last)
    whole = (Choice(f"{head}{one.value}", f"{head}{one.name}"[:_LONGEST]) for one in found)
    return tuple(one for one in whole if len(one.value) <= _LONGEST)


def days_offered(typed: str) -> tuple[Choice, ...]:
    """The usual days."""
    return _fitting(((day, day) for day in _DAYS), typed)


def subscriptions_offered(call: Call, typed: str, resting: bool = False) -> tuple[Choice, ...]:
    """The digests the caller sees, this channel's first; with `resting` those that rest."""
    found = (one for one in visible(call.app, call.caller) if one.parked or not resting)
    rows = ((one.id, say_order(one, place_of(call.app, call.caller, one.channel))) for one in found)
    return _fitting(rows, typed)


def sources_offered(call: Call, typed: str, resting: bool = False) -> tuple[Choice, ...]:
    """The sources by id and title; with `resting` those that the place paused or removed."""
    app, home = call.app, call.caller.home
    if not resting:
        return _fitting(map(_called, listed_feeds(app, home)), typed)
    choices = app.choices(home)
    every = (feed for feed in (*app.feeds, *app.added(home)) if choices.get(feed.id, "added") != "added")
    return _fitting(map(_called, every), typed)


def _called(feed: Feed) -> tuple[str, str]:
    """A feed's id, and its title with its publisher where that is another name."""
    known = feed.publisher.casefold() in feed.title.casefold()
    return feed.id, feed.title if known else f"{feed.title} ({feed.publisher})"
