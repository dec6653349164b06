"""Export and import of one workspace: its settings, standing orders, own terms, own sources and switches.

Beside `workspaces.py`, for the verbs and the privacy command. `transfer_file.py` says what a file may hold.
News, and what channels were told, are not in it: `backup.py` copies the whole store.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from bot.delivery.slots import next_slot
from bot.errors import RequestError
from bot.feeds import known_as
from bot.glossary.check import own_term_problems
from bot.glossary.lexicon import term_of
from bot.keeping.transfer_file import FORMAT, SubscriptionPart, WorkspaceFile, checked, problem
from bot.model import Feed, Tier
from bot.orders import Rule, Subscription, Wish, Workspace
from bot.sources import catalogue
from bot.sources.own import own_feed
from bot.store import Store
from bot.store.feeds import PAUSED
from bot.store.rows import to_text
from bot.workspaces.orderdesk import MOST_OF_CHANNEL, MOST_OF_WORKSPACE
from bot.workspaces.sourcedesk import MOST_ADDED

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: orders that are new and those that were there, terms, sources."""

    workspace: str
    added: int = 0
    changed: int = 0
    terms: int = 0
    sources: int = 0


def find_workspace(store: Store, name: str) -> str:
    """The id of a workspace that has set anything; RequestError with those there are."""
    known = [one.id for one in store.workspaces.all()]
    if name in known or store.glossary.changes(name) or store.feeds.choices(name):
        return name
    near = get_close_matches(name, known, _MOST_NAMED) or known[:_MOST_NAMED]
    there = f"there are: {', '.join(near)}" if near else "none has set anything yet"
    raise RequestError(f"there is no workspace {name!r} here; {there}")


def as_text(data: Mapping[str, Any]) -> str:
    """Exported data as the text of a file."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def export_workspace(store: Store, home: str) -> dict[str, Any]:
    """All that a workspace set, as JSON-ready data; one that set nothing gives an empty file."""
    known = store.workspaces.get(home) or Workspace(home, home.partition(":")[0])
    choices = store.feeds.choices(home)
    added = store.feeds.added_by(home)
    own = {feed.id for feed in added}
    return {
        "tidings": FORMAT,
        "workspace": {
            "id": home, "name": known.name, "zone": known.zone, "language": known.language,
            "stories": known.stories, "joined_at": _text(known.joined_at),
        },
        "subscriptions": [_order(one) for one in store.subscriptions.of_workspace(home)],
        "terms": dict(store.glossary.changes(home)),
        "sources": [_source(feed, choices.get(feed.id) == PAUSED) for feed in added],
        "switches": {feed_id: state for feed_id, state in choices.items() if feed_id not in own},
    }  # fmt: skip


def _order(one: Subscription) -> dict[str, Any]:
    return {
        "id": one.id, "channel": one.channel, "time": f"{one.rule.at:%H:%M}", "days": list(one.rule.days),
        "zone": one.rule.zone, **_listed(asdict(one.wish)), "created_by": one.created_by,
        "created_at": _text(one.created_at), "offset_s": one.offset_s,
        "last_slot": one.last_slot.isoformat() if one.last_slot else None,
        "told_until": _text(one.told_until), "parked": one.parked, "parked_at": _text(one.parked_at),
    }  # fmt: skip


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with tuples as lists, as JSON gives them back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _source(feed: Feed, paused: bool) -> dict[str, Any]:
    return {
        "id": feed.id, "url": feed.url, "kind": feed.kind, "title": feed.title, "publisher": feed.publisher,
        "family": feed.family, "tier": feed.tier.value, "topics": list(feed.topics),
        "language": feed.language, "paused": paused,
    }  # fmt: skip


def _text(at: datetime | None) -> str | None:
    return to_text(at) if at else None


def import_workspace(store: Store, data: object, now: datetime) -> Imported:
    """Write an exported workspace into the store, all or none; what the file does not name stays.

    A standing order that is there already (the same id, or the same channel and topics) is changed, not
    doubled. The next digest of each is the first one due after `now`. Raises RequestError that names the
    place in the file, with nothing changed.
    """
    file = checked(data)
    home = file.workspace.id
    with store.db.atomic():
        _write_settings(store, file)
        feed_ids = _write_sources(store, home, file)
        added = sum(_write_order(store, home, place, one, feed_ids, now) for place, one in _orders(file))
        _check_room(store, home)
        _write_terms(store, home, file)
    changed = len(file.subscriptions) - added
    return Imported(home, added, changed, len(file.terms), len(file.sources))


def _orders(file: WorkspaceFile) -> list[tuple[str, SubscriptionPart]]:
    return [(f"subscriptions[{place}]", one) for place, one in enumerate(file.subscriptions)]


def _write_settings(store: Store, file: WorkspaceFile) -> None:
    said = file.workspace
    known = store.workspaces.get(said.id) or Workspace(said.id, said.id.partition(":")[0])
    store.workspaces.save(
        replace(
            known,
            name=said.name,
            zone=said.zone,
            language=said.language,
            stories=said.stories,
            joined_at=known.joined_at or said.joined_at,
        )
    )


def _write_sources(store: Store, home: str, file: WorkspaceFile) -> Mapping[str, str]:
    """Write sources and switches; returns the ids here of the feeds that the file calls otherwise.

    A switch only counts for a feed of everyone's: it must not open another workspace's own.
    """
    everyones = (*catalogue.load(), *store.feeds.own())
    ids: dict[str, str] = {}
    for said in file.sources:
        made = own_feed(
            said.url, said.title, said.publisher, Tier(said.tier), said.kind, said.language,
            tuple(said.topics), said.family,
        )  # fmt: skip
        feed = known_as(made, (*everyones, *store.feeds.of_workspaces()))
        ids[said.id] = feed.id
        if feed.id not in {one.id for one in everyones}:
            store.feeds.add_for(home, feed)
        if said.paused:
            store.feeds.choose(home, feed.id, PAUSED)
    for feed_id, state in file.switches.items():
        if feed_id in {one.id for one in everyones}:
            store.feeds.choose(home, feed_id, state)
    return ids


def _write_order(
    store: Store, home: str, place: str, said: SubscriptionPart, feed_ids: Mapping[str, str], now: datetime
) -> bool:
    """Add one standing order, or change the one that is meant; whether it is new."""
    platform = home.partition(":")[0]
    here = store.subscriptions.of_channel(platform, said.channel)
    if any(one.workspace != home for one in here):
        raise RequestError(
            f"{problem(f'{place}.channel', 'it belongs to another workspace here', said.channel)}."
            " Nothing was changed"
        )
    by_id = store.subscriptions.get(said.id)
    ours = by_id if by_id and by_id.workspace == home else None
    known = ours or next((one for one in here if set(one.wish.topics) == set(said.topics)), None)
    made = _subscription(said, home, feed_ids, known, now)
    if known:
        store.subscriptions.save(made)
    else:
        store.subscriptions.add(replace(made, id=store.subscriptions.new_id()) if by_id else made)
    return known is None


def _subscription(
    said: SubscriptionPart,
    home: str,
    feed_ids: Mapping[str, str],
    known: Subscription | None,
    now: datetime,
) -> Subscription:
    """The order a file tells of, with what is known of it here; never due for the past, nor twice a date."""
    rule = Rule(time.fromisoformat(said.time), tuple(said.days), said.zone)
    today = now.astimezone(ZoneInfo(said.zone)).date()
    told = [until for until in (said.told_until, known.told_until if known else None) if until]
    slots = [min(said.last_slot, today)] if said.last_slot else []
    last = max((*slots, *([known.last_slot] if known and known.last_slot else [])), default=None)
    return Subscription(
        id=known.id if known else said.id,
        workspace=home,
        platform=home.partition(":")[0],
        channel=said.channel,
        rule=rule,
        wish=_wish(said, feed_ids),
        created_by=known.created_by if known else said.created_by,
        created_at=known.created_at if known else min(said.created_at or now, now),
        next_due_at=next_slot(rule, now, last).at + timedelta(seconds=said.offset_s),
        offset_s=said.offset_s,
        last_slot=last,
        told_until=min(max(told), now) if told else None,
        parked=said.parked,
        parked_at=(said.parked_at or now) if said.parked else None,
    )


def _wish(said: SubscriptionPart, feed_ids: Mapping[str, str]) -> Wish:
    return Wish(
        topics=tuple(said.topics),
        boosted=tuple(said.boosted),
        muted=tuple(said.muted),
        liked_sources=tuple(feed_ids.get(one, one) for one in said.liked_sources),
        muted_sources=tuple(feed_ids.get(one, one) for one in said.muted_sources),
        language=said.language,
        stories=said.stories,
        quiet=said.quiet,
        thread=said.thread,
        publish=said.publish,
    )


def _write_terms(store: Store, home: str, file: WorkspaceFile) -> None:
    for slug, said in file.terms.items():
        data = said.model_dump(mode="json", exclude_unset=True) if said else None
        wrong = [f"its slug is {data['slug']!r}"] if data and data["slug"] != slug else []
        if data and (wrong := [*wrong, *own_term_problems(term_of(data))]):
            raise RequestError(f"{problem(f'terms.{slug}', wrong[0])}. Nothing was changed")
        store.glossary.change(home, slug, data)


def _check_room(store: Store, home: str) -> None:
    ours = store.subscriptions.of_workspace(home)
    fullest = max((len(store.subscriptions.of_channel(one.platform, one.channel)) for one in ours), default=0)
    for count, most, what in (
        (len(ours), MOST_OF_WORKSPACE, "digests of this workspace"),
        (fullest, MOST_OF_CHANNEL, "digests in one channel"),
        (len(store.feeds.added_by(home)), MOST_ADDED, "sources of its own"),
    ):
        if count > most:
            raise RequestError(f"that would be {count} {what}, {most} at most. Nothing was changed")
