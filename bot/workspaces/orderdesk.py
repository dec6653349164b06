"""What people can do with standing orders: subscribe, unsubscribe, see how they stand, resume.

Beside `newsdesk.py`: gathers from the store, decides by pure functions, applies, and says back what was
understood. It plans and sends nothing; `bot/delivery` finds what is due by what is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import blake2b

from bot.app import App
from bot.delivery.slots import next_slot
from bot.desk.when import say_next
from bot.digest.words import counted
from bot.document import Action, Actions, Block, Document, paragraph
from bot.errors import RequestError
from bot.orders import EVERY_DAY, Rule, Subscription, Wish
from bot.ports import Caller
from bot.workspaces.standing import Standing, change_action, say_order, say_spread, typed_order
from bot.workspaces.wishes import say_topics
from bot.workspaces.workspaces import home_of, listed_feeds, manages, place_of, zone_of, zone_was_said

MOST_OF_CHANNEL = 25
MOST_OF_WORKSPACE = 200
POPULAR = 60  # subscriptions of a platform at one time in one zone; a new one beyond is spread
SPREAD_S = 300
_DEFAULT_AT = time(9)
_SHOWN = 10
_ROWS_LOOKED_AT = 8  # ledger rows: the parts of the newest slot


@dataclass(frozen=True, slots=True)
class Order:
    """A digest as asked for; what was not said is None, and "" where a text has that meaning."""

    channel: str
    subscription: str = ""
    topics: tuple[str, ...] | None = None
    at: time | None = None
    days: tuple[int, ...] | None = None
    zone: str = ""
    stories: int | None = None
    language: str | None = None
    quiet: bool | None = None
    thread: str | None = None
    publish: bool | None = None


def subscribe(app: App, caller: Caller, order: Order, now: datetime) -> Document:
    """Make a standing order, or change the one that is meant; returns what was understood.

    Raises RequestError where the channel is another workspace's, or too many are there already.
    """
    store, home = app.store, home_of(app, caller)
    named = _named(app, caller, order.subscription) if order.subscription else None
    here = store.subscriptions.of_channel(caller.platform, named.channel if named else order.channel)
    if any(one.workspace != home.id for one in here):
        raise RequestError(
            "That channel belongs to another server. Nothing was changed; pick one of this server's channels."
        )
    known = named or _same(here, order.topics or ())
    if known is None:
        _check_room(len(here), len(store.subscriptions.of_workspace(home.id)))
    rule = _rule(order, known, str(zone_of(app, caller)))
    crowded = store.subscriptions.at_minute(caller.platform, rule.at, rule.zone) >= POPULAR
    if known:
        made = changed(known, order, rule, crowded, now)
        if made.wish.topics != known.wish.topics:
            _check_not_another(here, made)
        store.subscriptions.save(made)
    else:
        made = _new(caller, home.id, order, rule, now, store.subscriptions.new_id(), crowded)
        store.workspaces.save(replace(home, joined_at=home.joined_at or now, lost_at=None))
        store.subscriptions.add(made)
    others = len([one for one in here if one.id != made.id])
    unsaid = not (order.zone or known or zone_was_said(app, caller))
    return _understood(made, known, place_of(app, caller, made.channel), now, others, unsaid)


def _same(here: Sequence[Subscription], topics: tuple[str, ...]) -> Subscription | None:
    return next((one for one in here if set(one.wish.topics) == set(topics)), None)


def _check_not_another(here: Sequence[Subscription], made: Subscription) -> None:
    other = _same([one for one in here if one.id != made.id], made.wish.topics)
    if other:
        raise RequestError(
            f"There is a digest with {say_topics(made.wish.topics)} there already, {other.id}."
            " Nothing was changed; change that one, or remove it first."
        )


def _check_room(in_channel: int, in_workspace: int) -> None:
    if in_channel >= MOST_OF_CHANNEL:
        full = f"A channel holds {MOST_OF_CHANNEL} digests at most"
    elif in_workspace >= MOST_OF_WORKSPACE:
        full = f"A server holds {MOST_OF_WORKSPACE} digests at most"
    else:
        return
    raise RequestError(f"{full}. Nothing was changed; `unsubscribe` one first.")


def _rule(order: Order, known: Subscription | None, zone: str) -> Rule:
    before = known.rule if known else Rule(_DEFAULT_AT, EVERY_DAY, zone)
    return Rule(
        at=before.at if order.at is None else order.at,
        days=order.days or before.days,
        zone=order.zone or before.zone,
    )


def _new(
    caller: Caller, home: str, order: Order, rule: Rule, now: datetime, subscription_id: str, crowded: bool
) -> Subscription:
    empty = Subscription(
        id=subscription_id, workspace=home, platform=caller.platform, channel=order.channel, rule=rule,
        wish=_wish(Wish(), order), created_by=caller.person, created_at=now, next_due_at=now,
    )  # fmt: skip
    return _timed(empty, crowded, now)


def changed(known: Subscription, order: Order, rule: Rule, crowded: bool, now: datetime) -> Subscription:
    """A standing order with what was asked for in place of what it was; one that rested resumes. Pure."""
    awake = replace(known, wish=_wish(known.wish, order), rule=rule, parked="", parked_at=None)
    if rule == known.rule and not known.parked:
        return awake
    same_minute = (rule.at, rule.zone) == (known.rule.at, known.rule.zone)
    return _timed(awake, bool(known.offset_s) if same_minute else crowded, now)


def _timed(subscription: Subscription, crowded: bool, now: datetime) -> Subscription:
    """The order with its place in a popular minute and its next time, never twice on one local date."""
    offset_s = spread(subscription.id) if crowded else 0
    slot = next_slot(subscription.rule, now, subscription.last_slot)
    return replace(subscription, offset_s=offset_s, next_due_at=slot.at + timedelta(seconds=offset_s))


def spread(subscription_id: str) -> int:
    """Seconds after its minute at which a subscription posts: the same for the same id, SPREAD_S at most."""
    return int.from_bytes(blake2b(subscription_id.encode(), digest_size=4).digest()) % (SPREAD_S + 1)


def _wish(known: Wish, order: Order) -> Wish:
    return replace(
        known,
        topics=known.topics if order.topics is None else order.topics,
        language=known.language if order.language is None else order.language,
        stories=known.stories if order.stories is None else order.stories,
        quiet=known.quiet if order.quiet is None else order.quiet,
        thread=known.thread if order.thread is None else order.thread,
        publish=known.publish if order.publish is None else order.publish,
    )


def _understood(
    made: Subscription, known: Subscription | None, place: str, now: datetime, others: int, unsaid: bool
) -> Document:
    first = "Next one" if known else "First one"
    said = f"{say_order(made, place)}. {first} {say_next(made.next_due_at, made.rule.zone, now)}."
    notes = [
        "It rested and is resumed." if known and known.parked else "",
        f"Many share that minute: it {say_spread(made)}." if say_spread(made) else "",
        f"Nobody said a zone, so this is {made.rule.zone}; `settings zone:Berlin` sets yours."
        if unsaid
        else "",
        f"It stands beside {counted(others, 'other digest')} {place}." if others else "",
    ]
    ours = (
        Action("Preview", f"preview {made.id}"),
        change_action(made.id),
        Action("All digests", "subscriptions"),
    )
    zone = (Action("Set the zone", "settings"),) if unsaid else ()
    actions = Actions((*ours, *zone, Action("Unsubscribe", f"unsubscribe {made.id}")))
    quiet = [paragraph(note, quiet=True) for note in notes if note]
    return Document(_title(made, known), (paragraph(said), *quiet, actions))


def _title(made: Subscription, known: Subscription | None) -> str:
    if known is None:
        return "Subscribed"
    same = (made.rule, made.wish, made.parked) == (known.rule, known.wish, known.parked)
    return "Subscribed already" if same else "Digest changed"


def unsubscribe(app: App, caller: Caller, subscription_id: str) -> Document:
    """Remove one standing order, or the only one of the channel; says how to get it back."""
    gone = _named(app, caller, subscription_id) if subscription_id else _only(app, caller)
    app.store.subscriptions.remove(gone.id)
    line, place = typed_order(gone), place_of(app, caller, gone.channel)
    again = Action("Subscribe again", line)
    return Document(
        "Unsubscribed",
        (
            paragraph(f"Removed: {say_order(gone, place)}. What was posted stays."),
            paragraph(f"To get it back: `{line}`", quiet=True),
            *((Actions((again,)),) if gone.channel == caller.channel else ()),
        ),
    )


def listing(app: App, caller: Caller, now: datetime) -> Document:
    """How the standing orders stand: a manager sees the workspace's, others the channel's."""
    found = visible(app, caller)
    if not found:
        whose = "here" if not manages(caller) else "yet"
        return Document(
            "No digests",
            (
                paragraph(f"There is no digest {whose}. One command sets up a daily one: subscribe."),
                Actions((Action("Set up a daily digest", "subscribe"),)),
            ),
        )
    feeds = listed_feeds(app, caller.home)
    blocks: list[Block] = []
    for one in found[:_SHOWN]:
        rows = app.store.deliveries.of_subscription(one.id, _ROWS_LOOKED_AT)
        place = place_of(app, caller, one.channel)
        blocks += Standing(one, rows, place, now).blocks(feeds, manages(caller))
    if hidden := found[_SHOWN:]:
        blocks.append(paragraph(f"{len(hidden)} more: {', '.join(one.id for one in hidden)}", quiet=True))
    resting = sum(bool(one.parked) for one in found)
    note = counted(len(found), "digest") + (f", {resting} resting" if resting else "")
    return Document("Digests", tuple(blocks), note)


def resume(app: App, caller: Caller, subscription_id: str, now: datetime) -> Document:
    """Let a parked standing order post again from its next time on."""
    if not manages(caller):
        raise RequestError(
            "Only people who manage this server can resume a digest. Nothing was changed; ask one."
        )
    known = _named(app, caller, subscription_id)
    made = changed(known, Order(known.channel), known.rule, bool(known.offset_s), now)
    app.store.subscriptions.save(made)
    next_one = say_next(made.next_due_at, made.rule.zone, now)
    said = f"{say_order(made, place_of(app, caller, made.channel))}. Next one {next_one}."
    since = f"It rested: {known.parked}." if known.parked else "It was not resting; nothing was changed."
    return Document(
        "Resumed" if known.parked else "Not resting", (paragraph(said), paragraph(since, quiet=True))
    )


def visible(app: App, caller: Caller) -> tuple[Subscription, ...]:
    """The orders a caller may see, the channel's first: a manager the workspace's, others the channel's."""
    ours = app.store.subscriptions.of_workspace(caller.home)
    if not manages(caller):
        return tuple(one for one in ours if one.channel == caller.channel)
    return tuple(sorted(ours, key=lambda one: one.channel != caller.channel))


def _named(app: App, caller: Caller, subscription_id: str) -> Subscription:
    """The workspace's order of an id. Raises RequestError where it has none of that id."""
    found = app.store.subscriptions.get(subscription_id.strip().lower())
    if found is None or found.workspace != caller.home:
        raise RequestError(
            f"There is no digest {subscription_id[:20]!r} here. Nothing was changed;"
            " `subscriptions` lists them."
        )
    return found


def _only(app: App, caller: Caller) -> Subscription:
    ours = [one for one in visible(app, caller) if one.channel == caller.channel]
    if len(ours) == 1:
        return ours[0]
    if not ours:
        raise RequestError(
            "There is no digest in this channel. Nothing was changed; `subscriptions` lists others."
        )
    shown = ", ".join(f"{one.id} ({say_topics(one.wish.topics)})" for one in ours[:5])
    raise RequestError(f"There are {len(ours)} digests here. Nothing was changed; name one: {shown}.")
