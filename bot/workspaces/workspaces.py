"""Workspaces as commands and delivery see them: zone, sources and taste; and who came and who left.

Between the desk and the store: gathers what a workspace set, fills what it left open from the settings, and
notes its coming and going. It sends nothing and decides nothing about news.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.app import App
from bot.digest.choose import Taste
from bot.document import Action, Actions, Document, paragraph
from bot.model import Feed
from bot.orders import Wish, Workspace
from bot.ports import Caller
from bot.store.feeds import ADDED, PAUSED, REMOVED

LEFT = "put out of this workspace"  # why the subscriptions of a lost workspace rest
KEPT = timedelta(days=30)  # how long a lost workspace's settings wait for its return


def home_of(app: App, caller: Caller) -> Workspace:
    """The caller's workspace; one that set nothing yet is made here, and stored by whoever changes it."""
    return app.store.workspaces.get(caller.home) or Workspace(caller.home, caller.platform)


def zone_of(app: App, caller: Caller) -> ZoneInfo:
    """The zone the caller's times are in: the workspace's, else the person's, else the settings'."""
    for name in (home_of(app, caller).zone, caller.zone):
        if name and (zone := _zone(name)):
            return zone
    return app.settings.tz


def place_of(app: App, caller: Caller, channel: str) -> str:
    """Where something is posted, as the caller would say it: "here" or "in #news"."""
    return "here" if channel == caller.channel else f"in {app.called(caller.platform, channel)}"


def zone_was_said(app: App, caller: Caller) -> bool:
    """Whether anybody ever chose the zone that `zone_of` gives."""
    said = home_of(app, caller).zone or (caller.zone and _zone(caller.zone))
    return bool(said) or "zone" in app.settings.model_fields_set


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def manages(caller: Caller) -> bool:
    """Whether the caller may change what the place has; in direct messages everyone may, it is their own."""
    return caller.manager or not caller.workspace


def feeds_of(app: App, home: str) -> tuple[Feed, ...]:
    """The feeds whose news a workspace sees: everyone's less those it paused or removed, and its own.

    The very tuple of `App.feeds` where it changed nothing, so that caches can be shared.
    """
    choices = app.choices(home)
    if not choices:
        return app.feeds
    return tuple(feed for feed in (*app.feeds, *app.added(home)) if choices.get(feed.id, ADDED) == ADDED)


def listed_feeds(app: App, home: str) -> tuple[Feed, ...]:
    """The feeds a workspace can name: as `feeds_of`, with those it paused marked so."""
    choices = app.choices(home)
    return tuple(
        replace(feed, paused=feed.paused or choices.get(feed.id) == PAUSED)
        for feed in (*app.feeds, *app.added(home))
        if choices.get(feed.id) != REMOVED
    )


def taste_of(app: App, workspace: Workspace, wish: Wish) -> Taste:
    """What a subscription wants to read; what it leaves open is its workspace's, then the settings'."""
    spoken = wish.language or workspace.language or app.settings.language
    return Taste(
        topics=wish.topics,
        boosted=wish.boosted,
        muted=wish.muted,
        languages=() if spoken == "any" else (spoken,),
        most_stories=wish.stories or workspace.stories or app.settings.digest_stories,
        per_publisher=app.settings.per_publisher,
        liked_sources=wish.liked_sources,
        muted_sources=wish.muted_sources,
    )


def joined(app: App, platform: str, workspace: str, name: str, now: datetime) -> Document:
    """Note that a workspace has us (again) and return the welcome; what it had ordered before resumes."""
    store, home = app.store, f"{platform}:{workspace}"
    known = store.workspaces.get(home) or Workspace(home, platform, joined_at=now)
    store.workspaces.save(replace(known, name=name or known.name, lost_at=None))
    back = len(store.subscriptions.of_workspace(home)) if known.lost_at else 0
    if known.lost_at:
        store.subscriptions.unpark_workspace(home, LEFT)
    return welcome_back(back) if back else welcome()


def left(app: App, platform: str, workspace: str, now: datetime) -> None:
    """Note that a workspace has put us out: its subscriptions rest, its settings are kept for 30 days."""
    store, home = app.store, f"{platform}:{workspace}"
    if known := store.workspaces.get(home):
        store.workspaces.save(replace(known, lost_at=known.lost_at or now))
    store.subscriptions.park_workspace(home, LEFT, now)


def forget_lost(app: App, now: datetime) -> int:
    """Forget the workspaces that were lost more than 30 days ago; returns how many."""
    lost: Sequence[Workspace] = app.store.workspaces.lost_before(now - KEPT)
    for workspace in lost:
        app.store.workspaces.forget(workspace.id)
    if lost:
        app.store.feeds.forget_unwanted()
    return len(lost)


def welcome() -> Document:
    """What a workspace reads first: what this is, and the one command to start with."""
    return Document(
        "Tidings reads the AI news and tells you what matters",
        (
            paragraph(
                "One command sets up a daily digest in this channel: subscribe. It posts at 09:00 with all"
                " topics; time, zone and topics can be changed at once or later."
            ),
            Actions(
                (
                    Action("Set up a daily digest", "subscribe"),
                    Action("See today's news", "digest"),
                    Action("Everything I can do", "help"),
                )
            ),
            paragraph("Nothing is posted until somebody asks for it, and nobody is ever pinged.", quiet=True),
        ),
    )


def welcome_back(subscriptions: int) -> Document:
    """What a workspace reads that has us again within 30 days."""
    digests = "1 digest resumes" if subscriptions == 1 else f"{subscriptions} digests resume"
    return Document(
        "Welcome back",
        (
            paragraph(f"Your settings were kept: {digests} at the usual time."),
            Actions((Action("See them", "subscriptions"),)),
        ),
    )
