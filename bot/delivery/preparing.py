"""Preparing: a due row gets what it sends. A digest is made once for all subscriptions that wish the same.

Between planning and sending. It gathers what the subscription wants and its channel has heard, asks newsdesk
for the digest, signs it, splits it as the platform needs, and stores the parts. It sends nothing.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.app import App
from bot.delivery.ledger import skipped
from bot.desk.tokens import key_of, signed
from bot.digest.window import WEEKEND
from bot.digest.words import moment
from bot.document import Block, Document, StoryCard, TermCard, paragraph
from bot.model import Feed, Telling
from bot.newsroom.newsdesk import Asked, Made, Memory, digest, memory_of, telling, window_of
from bot.orders import Delivery, Parcel, Subscription, Workspace
from bot.workspaces.workspaces import feeds_of, taste_of

_K = TypeVar("_K")
_V = TypeVar("_V")
Split = Callable[[Document], tuple[Document, ...]]

LATE = timedelta(minutes=15)
QUIET = "quiet: nothing passed the bar"
_A_MINUTE = timedelta(minutes=1)
_KEPT = 256  # digests, and as many sets of story ids


@dataclass(frozen=True, slots=True)
class _Wanted:
    """All that a digest depends on beside the news itself. Equal ones are the same digest."""

    feeds: tuple[tuple[str, bool], ...]
    asked: Asked
    told: frozenset[tuple[str, Telling]]
    terms: frozenset[str]
    due_at: datetime | None  # where it is late
    platform: str


@dataclass(frozen=True, slots=True)
class _Digest:
    """A digest ready to be sent: the hashes of its parts' parcels, and how many stories it holds."""

    parcels: tuple[str, ...]
    stories: int


class Preparing:
    """Prepares rows for every platform, with a memory of what it has made."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._key = key_of(app.store)
        self._made: OrderedDict[_Wanted, _Digest] = OrderedDict()
        self._ids: OrderedDict[tuple[frozenset[str], datetime, datetime], frozenset[str]] = OrderedDict()

    def prepare(self, row: Delivery, split: Split, now: datetime) -> None:
        """Give a row its parcels, or skip it: a quiet day, an order that is gone."""
        store = self._app.store
        subscription = store.subscriptions.get(row.subscription)
        if subscription is None:
            store.deliveries.change(row, skipped(row, "its subscription was removed"))
            return
        until = now.replace(second=0, microsecond=0)
        made = self._digest(subscription, row, split, until)
        if made.stories or not subscription.wish.quiet:
            store.deliveries.prepare(row, made.parcels)
        elif store.deliveries.change(row, skipped(row, QUIET)):
            store.subscriptions.told(subscription.id, until)

    def _digest(self, subscription: Subscription, row: Delivery, split: Split, until: datetime) -> _Digest:
        feeds = feeds_of(self._app, subscription.workspace)
        asked = self._asked(subscription, until)
        memory = self._memory(feeds, asked, row)
        wanted = _Wanted(
            feeds=tuple((feed.id, feed.paused) for feed in feeds),
            asked=replace(asked, channel=""),
            told=frozenset(memory.told.items()),
            terms=memory.terms,
            due_at=row.slot_at if until - row.due_at > LATE else None,
            platform=row.platform,
        )
        if wanted not in self._made:
            made = digest(self._app.news, feeds, asked, memory)
            document = signed(_with_late_line(made, asked.zone, wanted.due_at), self._key)
            parcels = self._app.store.deliveries.keep(parcels_of(made, split(document), until))
            _keep(self._made, wanted, _Digest(parcels, len(made.chosen.stories)))
        self._made.move_to_end(wanted)
        return self._made[wanted]

    def _asked(self, subscription: Subscription, until: datetime) -> Asked:
        """The digest to ask for; a workspace without own terms is not named, so that digests are shared."""
        store, home = self._app.store, subscription.workspace
        workspace = store.workspaces.get(home) or Workspace(home, subscription.platform)
        return Asked(
            now=until,
            zone=ZoneInfo(subscription.rule.zone),
            taste=taste_of(self._app, workspace, subscription.wish),
            channel=f"{subscription.platform}:{subscription.channel}",
            standing=True,
            told_until=subscription.told_until,
            home=home if store.glossary.changes(home) else "",
        )

    def _memory(self, feeds: tuple[Feed, ...], asked: Asked, row: Delivery) -> Memory:
        """What the channel has heard, or soon will, of the stories that could be chosen."""
        store = self._app.store
        heard = memory_of(store, asked.channel, asked.now + _A_MINUTE)
        told, terms = dict(heard.told), heard.terms
        for parcel in store.deliveries.on_their_way(row.platform, row.channel):
            told |= parcel.told
            terms |= frozenset(parcel.terms)
        possible = self._possible(feeds, asked)
        return Memory({story: one for story, one in told.items() if story in possible}, terms)

    def _possible(self, feeds: tuple[Feed, ...], asked: Asked) -> frozenset[str]:
        """Ids of the stories with a report in the window, however far it is widened."""
        window = window_of(self._app.store, asked)
        start = window.reach if window.follows else window.end - WEEKEND - timedelta(days=1)
        ids = frozenset(feed.id for feed in feeds)
        key = (ids, start, window.end)
        if key not in self._ids:
            found = self._app.news.stories(start, window.end, ids)
            _keep(self._ids, key, frozenset(story.id for story in found))
        return self._ids[key]


def parcels_of(made: Made, parts: tuple[Document, ...], until: datetime) -> tuple[Parcel, ...]:
    """One parcel a part; each tells the stories and explains the terms that it shows."""
    told = {one.story.id: telling(one, until) for one in made.chosen.stories}
    return tuple(
        Parcel(
            document=part,
            until=until,
            told=MappingProxyType(
                {
                    block.story_id: told[block.story_id]
                    for block in part.blocks
                    if isinstance(block, StoryCard) and block.story_id in told
                }
            ),
            terms=tuple(block.slug for block in part.blocks if isinstance(block, TermCard)),
        )
        for part in parts
    )


def _with_late_line(made: Made, zone: ZoneInfo, due_at: datetime | None) -> Document:
    if due_at is None:
        return made.document
    window = made.chosen.window
    late: Block = paragraph(
        f"Late: this was due at {moment(due_at, window.end, zone)};"
        f" it covers everything since {moment(window.start, window.end, zone)}.",
        quiet=True,
    )
    return replace(made.document, blocks=(late, *made.document.blocks))


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)
