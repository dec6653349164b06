"""Standing orders and ledger rows to test with, with only what a test cares about set."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.document import Document, paragraph
from bot.model import Telling
from bot.orders import EVERY_DAY, Delivery, Parcel, Rule, State, Subscription, Wish, delivery_key

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)
NINE = Rule(time(9), EVERY_DAY, "UTC")


def subscription(subscription_id: str = "aaaaaaaa", **changes: Any) -> Subscription:
    """A subscription for every day at 09:00 UTC, due now."""
    plain = Subscription(
        id=subscription_id, workspace="console:terminal", platform="console", channel="terminal", rule=NINE,
        wish=Wish(), created_by="me", created_at=NOW - timedelta(days=9), next_due_at=NOW,
        last_slot=TODAY - timedelta(days=1),
    )  # fmt: skip
    return replace(plain, **changes)


def delivery(subscription_id: str = "aaaaaaaa", part: int = 0, day: date = TODAY, **changes: Any) -> Delivery:
    """A planned row of the slot of `day` at 09:00 UTC."""
    at = datetime.combine(day, time(9), UTC)
    plain = Delivery(
        key=delivery_key(subscription_id, day, part), subscription=subscription_id, slot=day, part=part,
        parts=0, platform="console", channel="terminal", state=State.PLANNED, slot_at=at, due_at=at,
        expires_at=at + timedelta(hours=12),
    )  # fmt: skip
    return replace(plain, **changes)


def parcel(text: str = "Halden-4 is out.", story: str = "7f3a01") -> Parcel:
    """A parcel that tells one story and explains one term."""
    told = {story: Telling(NOW, frozenset({1, 2}), "Halden-4 is out")}
    return Parcel(Document("AI news", (paragraph(text),)), NOW, told, ("agent",))
