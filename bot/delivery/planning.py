"""Planning: subscriptions whose slot has come become rows of the ledger, and move on to their next slot.

The ticker calls `plan_due`; the sender takes it from there. `plan_one` decides, the store applies a batch in
one transaction, and between batches the event loop has its turn. Nothing is composed or sent here.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.delivery.ledger import skipped
from bot.delivery.slots import Slot, life, newest_missed, next_slot
from bot.orders import Delivery, State, Subscription, delivery_key
from bot.store import Store
from bot.store.secrets import RESTORED_AT

log = structlog.get_logger()

BATCH = 50  # subscriptions or rows in one transaction: about 10 ms on a small machine
_CLOCK_SLACK = timedelta(minutes=1)  # a clock that is put right by seconds was not set back
_HALF_A_DAY = timedelta(hours=12)
_A_SECOND = timedelta(seconds=1)
_NO_SLOT = "its time or zone is not known here; set it again"


@dataclass(frozen=True, slots=True)
class Plan:
    """What planning does for one subscription: the rows to insert, and the subscription as it moves on."""

    rows: tuple[Delivery, ...]
    subscription: Subscription


async def plan_due(store: Store, now: datetime) -> int:
    """Plan what is due, and skip what is too late; returns how many rows were planned."""
    restored_at = _restored_at(store)
    await _follow_clock(store, now)
    planned = 0
    while due := store.subscriptions.due(now, BATCH):
        plans = _plans(store, due, now, lambda one: plan_one(one, now, restored_at))
        rows = [row for plan in plans for row in plan.rows]
        store.deliveries.plan(rows, [plan.subscription for plan in plans])
        planned += sum(row.state is not State.SKIPPED for row in rows)
        await asyncio.sleep(0)
    while over := store.deliveries.expired(now, BATCH):
        store.deliveries.change_all((row, skipped(row, why_skipped(row))) for row in over)
        await asyncio.sleep(0)
    return planned


def plan_one(subscription: Subscription, now: datetime, restored_at: datetime | None = None) -> Plan:
    """Plan the newest slot that has come; of those missed before it, one row says how many there were.

    What was due by `restored_at` may have been sent by the store that was lost: its row starts UNKNOWN.
    Raises ValueError or KeyError for a rule without a day or a zone that does not exist.
    """
    rule, spread = subscription.rule, timedelta(seconds=subscription.offset_s)
    since = subscription.next_due_at - spread - _A_SECOND
    newest, missed = newest_missed(rule, subscription.last_slot, since, now - spread)
    last = newest.day if newest else subscription.last_slot
    upcoming = next_slot(rule, now - spread, last)
    rows = []
    if newest:
        rows.append(_row(subscription, newest, now, restored_at))
    if newest and missed > 1:
        before, _ = newest_missed(rule, subscription.last_slot, since, newest.at - _A_SECOND)
        if before:
            reason = f"missed while nothing could be sent, {missed - 1} in all; the next digest covers it"
            rows.append(replace(_row(subscription, before, now), state=State.SKIPPED, reason=reason))
    return Plan(tuple(rows), replace(subscription, next_due_at=upcoming.at + spread, last_slot=last))


def rewound(subscription: Subscription, now: datetime) -> Plan:
    """The subscription as the clock now says, after it was set back: due at its first slot of half a day ago.

    A date that was planned ahead keeps its row, so it is not sent twice; one that was passed over comes.
    The last date goes two days back, as a slot can be on the date after its own (bot/delivery/slots.py).
    """
    spread = timedelta(seconds=subscription.offset_s)
    last = now.astimezone(ZoneInfo(subscription.rule.zone)).date() - timedelta(days=2)
    since = max(now - spread - _HALF_A_DAY, subscription.created_at)
    upcoming = next_slot(subscription.rule, since, last)
    return Plan((), replace(subscription, next_due_at=upcoming.at + spread, last_slot=last))


def why_skipped(row: Delivery) -> str:
    """Why a row whose life is over was not sent."""
    return f"not sent in time{': ' + row.reason if row.reason else ''}"


def _row(
    subscription: Subscription, slot: Slot, now: datetime, restored_at: datetime | None = None
) -> Delivery:
    """The first part of a slot's digest."""
    due_at = slot.at + timedelta(seconds=subscription.offset_s)
    row = Delivery(
        key=delivery_key(subscription.id, slot.day, 0), subscription=subscription.id, slot=slot.day,
        part=0, parts=0, platform=subscription.platform, channel=subscription.channel, state=State.PLANNED,
        slot_at=slot.at, due_at=due_at, expires_at=slot.at + life(subscription.rule, slot),
    )  # fmt: skip
    if row.expires_at <= now:
        return skipped(row, "not sent in time; the next digest covers it")
    if restored_at and due_at <= restored_at:
        doubt = "a backup was restored; it may have been sent before"
        return replace(row, state=State.UNKNOWN, first_try=slot.at, last_try=restored_at, reason=doubt)
    return row


def _plans(
    store: Store, subscriptions: Sequence[Subscription], now: datetime, plan: Callable[[Subscription], Plan]
) -> list[Plan]:
    """The plans of all; a subscription whose rule cannot be read is parked, so that it is not in the way."""
    plans = []
    for subscription in subscriptions:
        try:
            plans.append(plan(subscription))
        except (KeyError, ValueError, OSError):  # what zoneinfo raises for a name that is no zone
            log.warning("subscription without a slot", id=subscription.id, zone=subscription.rule.zone)
            store.subscriptions.save(replace(subscription, parked=_NO_SLOT, parked_at=now))
    return plans


async def _follow_clock(store: Store, now: datetime) -> None:
    """Undo what a clock that ran ahead would keep waiting for hours."""
    store.deliveries.clamp_times(now, _CLOCK_SLACK)
    while ahead := store.subscriptions.ahead(now + _CLOCK_SLACK, BATCH):
        plans = _plans(store, ahead, now, lambda one: rewound(one, now))
        store.deliveries.plan((), [plan.subscription for plan in plans])
        await asyncio.sleep(0)


def _restored_at(store: Store) -> datetime | None:
    text = store.secrets.find(RESTORED_AT)
    return datetime.fromisoformat(text) if text else None
