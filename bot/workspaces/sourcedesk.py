"""What a workspace does with its sources from the chat: look, add, remove, pause, resume, each for itself.

Beside `feeds.py`, which changes the list that everyone has. A feed that a workspace adds is read once for
all who added it, and seen by them alone; what it removes or pauses stays with everyone else.
"""

from bot import feeds
from bot.app import App
from bot.digest.words import counted
from bot.document import Action, Actions, Document, paragraph
from bot.errors import RequestError
from bot.model import Feed
from bot.orders import Workspace
from bot.ports import Caller
from bot.sources.addresses import without_secrets
from bot.store.feeds import ADDED, PAUSED, REMOVED
from bot.workspaces.wishes import sources_named
from bot.workspaces.workspaces import home_of, listed_feeds, manages

MOST_ADDED = 50  # feeds a workspace may add
STATES = {"remove": REMOVED, "pause": PAUSED, "resume": ""}
_SAID = {
    "remove": "removed here; its news is no longer shown",
    "pause": "paused here; its news is not shown until you resume it",
    "resume": "read here again",
}


def _check_may(caller: Caller) -> None:
    if not manages(caller):
        raise RequestError(
            "Sources are changed by people who manage this server. Nothing was changed; ask one of them,"
            " or message me directly for sources of your own."
        )


async def add(app: App, caller: Caller, address: str) -> Document:
    """Add a feed, or the feed of a site, for the caller's workspace. Raises RequestError."""
    _check_may(caller)
    if app.network is None:
        raise RequestError(
            "This terminal reads no network here. Nothing was changed; `tidings sources add ADDRESS` adds it."
        )
    home = home_of(app, caller)
    seen = listed_feeds(app, home.id)
    _check_room(app, home)
    found, entries = await feeds.find(seen, app.network, feeds.Wanted(address))
    _check_room(app, home)  # others of the workspace may have added some meanwhile
    feed = feeds.known_as(found, app.collected())
    app.store.workspaces.save(home)
    _write_added(app, home, feed)
    said = f"{feed.title} is read for this place from now on: {counted(entries, 'entry', 'entries')} now."
    undo = Action("Remove it", f"sources remove:{feed.id}")
    note = paragraph(
        f"Its id is {feed.id}; its news shows in the next digest that it matters for.", quiet=True
    )
    return Document("Source added", (paragraph(said), note, Actions((undo,))))


def _check_room(app: App, home: Workspace) -> None:
    if len(app.added(home.id)) >= MOST_ADDED:
        raise RequestError(
            f"A server adds {MOST_ADDED} sources at most. Nothing was changed; remove one first."
        )


def _write_added(app: App, home: Workspace, feed: Feed) -> None:
    """Everyone's feed that the workspace had removed comes back; any other is the workspace's own."""
    if feed.id in {one.id for one in app.feeds}:
        app.store.feeds.choose(home.id, feed.id, "")
    else:
        app.store.feeds.add_for(home.id, feed)


def switch(app: App, caller: Caller, how: str, named: str) -> Document:
    """Remove, pause or resume a feed for the caller's workspace ("remove", "pause", "resume")."""
    _check_may(caller)
    home = home_of(app, caller)
    own = {feed.id for feed in app.added(home.id)}
    can_name = (*app.feeds, *app.added(home.id)) if how == "resume" else listed_feeds(app, home.id)
    feed, *others = sources_named([named], can_name)
    if others:
        ids = ", ".join(one.id for one in (feed, *others))
        raise RequestError(f"{named[:40]!r} is several sources. Nothing was changed; name one: {ids[:300]}.")
    state = STATES[how]
    app.store.workspaces.save(home)
    if feed.id in own:
        app.store.feeds.choose(home.id, feed.id, "" if how == "remove" else state or ADDED)
        app.store.feeds.forget_unwanted()
    else:
        app.store.feeds.choose(home.id, feed.id, state)
    return _switched(feed, how, own=feed.id in own)


def _switched(feed: Feed, how: str, own: bool) -> Document:
    back = "pause" if how == "resume" else "resume"
    gone = own and how == "remove"
    undo = () if gone else (Actions((Action("Undo", f"sources {back}:{feed.id}"),)),)
    again = f" To have it back, add {without_secrets(feed.url)} again." if gone else ""
    return Document("Sources changed", (paragraph(f"{feed.title} is {_SAID[how]}.{again}"), *undo))
