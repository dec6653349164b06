"""Standing orders, found by their workspace, their channel, and above all by when they are due."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlite_utils import Database

from bot.orders import Rule, Subscription, Wish
from bot.store.rows import to_json, to_text, to_time

_COLUMNS = (
    "id", "workspace", "platform", "channel", "at", "days", "zone", "wish", "created_by", "created_at",
    "next_due_at", "offset_s", "last_slot", "told_until", "parked", "parked_at",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 8  # with a date and a part it makes a key of at most 25 characters (orders.delivery_key)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The `subscriptions` table."""

    db: Database

    def new_id(self) -> str:
        """An id nobody has: 8 random characters of a-z2-7."""
        while True:
            made = "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))
            if self.get(made) is None:
                return made

    def get(self, subscription_id: str) -> Subscription | None:
        """The subscription of an id, or None."""
        return next(iter(self._found("where id = ?", subscription_id)), None)

    def of_workspace(self, workspace: str) -> tuple[Subscription, ...]:
        """A workspace's subscriptions, oldest first."""
        return self._found("where workspace = ? order by created_at, id", workspace)

    def of_channel(self, platform: str, channel: str) -> tuple[Subscription, ...]:
        """A channel's subscriptions, oldest first."""
        return self._found("where platform = ? and channel = ? order by created_at, id", platform, channel)

    def due(self, now: datetime, most: int) -> tuple[Subscription, ...]:
        """Subscriptions whose next slot is due and that are not parked, longest due first."""
        return self._found(
            "where parked = '' and next_due_at <= ? order by next_due_at limit ?", to_text(now), most
        )

    def next_due(self) -> datetime | None:
        """When the next subscription is due; None where there is none that is not parked."""
        row = self.db.execute("select min(next_due_at) from subscriptions where parked = ''").fetchone()
        return to_time(row[0]) if row[0] else None

    def count(self) -> int:
        """How many there are, parked ones included."""
        return int(self.db.execute("select count(*) from subscriptions").fetchone()[0])

    def at_minute(self, platform: str, at: time, zone: str) -> int:
        """How many subscriptions of a platform share a time and a zone, whatever their days."""
        row = self.db.execute(
            "select count(*) from subscriptions where platform = ? and at = ? and zone = ?",
            [platform, f"{at:%H:%M}", zone],
        ).fetchone()
        return int(row[0])

    def add(self, subscription: Subscription) -> None:
        """Add a subscription under its new id."""
        with self.db.atomic():
            self.db.execute(
                f"insert into subscriptions ({', '.join(_COLUMNS)})"
                f" values ({', '.join(':' + name for name in _COLUMNS)})",
                _row(subscription),
            )
            self._note_channel(subscription)

    def save(self, subscription: Subscription) -> None:
        """Write a subscription that is there, in place of what it was."""
        changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS[1:])
        with self.db.atomic():
            self.db.execute(f"update subscriptions set {changes} where id = :id", _row(subscription))
            self._note_channel(subscription)

    def remove(self, subscription_id: str) -> None:
        """Delete a subscription with its ledger rows; what its channel was told stays with the channel."""
        with self.db.atomic():
            self.db.execute("delete from deliveries where subscription = ?", [subscription_id])
            self.db.execute("delete from subscriptions where id = ?", [subscription_id])

    def told(self, subscription_id: str, until: datetime) -> None:
        """Note that a subscription's channel has had all there was until then; never moves back."""
        self.db.execute(
            "update subscriptions set told_until = ? where id = ? and (told_until is null or told_until < ?)",
            [to_text(until), subscription_id, to_text(until)],
        )

    def park(self, platform: str, channel: str, why: str, at: datetime) -> None:
        """Let a channel's subscriptions rest; those that rest already keep their reason."""
        self._park("platform = ? and channel = ?", [platform, channel], why, at)

    def park_workspace(self, workspace: str, why: str, at: datetime) -> None:
        """Let a workspace's subscriptions rest; those that rest already keep their reason."""
        self._park("workspace = ?", [workspace], why, at)

    def unpark(self, platform: str, channel: str) -> None:
        """Resume a channel's subscriptions."""
        self.db.execute(
            "update subscriptions set parked = '', parked_at = null where platform = ? and channel = ?",
            [platform, channel],
        )

    def unpark_workspace(self, workspace: str, why: str) -> None:
        """Resume those of a workspace's subscriptions that rest for this reason."""
        self.db.execute(
            "update subscriptions set parked = '', parked_at = null where workspace = ? and parked = ?",
            [workspace, why],
        )

    def channels(self, platform: str) -> tuple[str, ...]:
        """The channels for which there are subscriptions, resting ones included."""
        rows = self.db.execute(
            "select distinct channel from subscriptions where platform = ? order by channel", [platform]
        )
        return tuple(str(row[0]) for row in rows.fetchall())

    def resting(self, platform: str, but: str) -> tuple[str, ...]:
        """The channels whose subscriptions rest for any reason but this one."""
        rows = self.db.execute(
            "select distinct channel from subscriptions where platform = ? and parked not in ('', ?)"
            " order by channel",
            [platform, but],
        )
        return tuple(str(row[0]) for row in rows.fetchall())

    def forget_person(self, platform: str, person: str) -> None:
        """Take a person's id off what they ordered; the orders go on."""
        self.db.execute(
            "update subscriptions set created_by = '' where platform = ? and created_by = ?",
            [platform, person],
        )

    def ahead(self, now: datetime, most: int) -> tuple[Subscription, ...]:
        """Active subscriptions that were planned further than `now`: the clock was set back since."""
        return self._found(
            "where id in (select d.subscription from deliveries d where d.slot_at > ? and exists"
            " (select 1 from subscriptions s where s.id = d.subscription and s.last_slot >= d.slot"
            " and s.parked = '') limit ?)",
            to_text(now),
            most,
        )

    def _park(self, where: str, values: list[str], why: str, at: datetime) -> None:
        self.db.execute(
            f"update subscriptions set parked = ?, parked_at = ? where parked = '' and {where}",
            [why, to_text(at), *values],
        )

    def _note_channel(self, subscription: Subscription) -> None:
        self.db.execute(
            "insert into workspace_channels (workspace, platform, channel) values (?, ?, ?)"
            " on conflict do nothing",
            [subscription.workspace, subscription.platform, subscription.channel],
        )

    def _found(self, where: str, *values: str | int) -> tuple[Subscription, ...]:
        rows = self.db.execute(f"select {', '.join(_COLUMNS)} from subscriptions {where}", values).fetchall()
        return tuple(_subscription(dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def _row(subscription: Subscription) -> dict[str, str | int | None]:
    one = subscription
    return {
        "id": one.id, "workspace": one.workspace, "platform": one.platform, "channel": one.channel,
        "at": f"{one.rule.at:%H:%M}", "days": to_json(one.rule.days), "zone": one.rule.zone,
        "wish": json.dumps(asdict(one.wish), ensure_ascii=False), "created_by": one.created_by,
        "created_at": to_text(one.created_at), "next_due_at": to_text(one.next_due_at),
        "offset_s": one.offset_s, "last_slot": one.last_slot.isoformat() if one.last_slot else None,
        "told_until": to_text(one.told_until) if one.told_until else None, "parked": one.parked,
        "parked_at": to_text(one.parked_at) if one.parked_at else None,
    }  # fmt: skip


def _subscription(row: Mapping[str, Any]) -> Subscription:
    rule = Rule(time.fromisoformat(row["at"]), tuple(json.loads(row["days"])), row["zone"])
    return Subscription(
        id=row["id"], workspace=row["workspace"], platform=row["platform"], channel=row["channel"], rule=rule,
        wish=_wish(row["wish"]), created_by=row["created_by"], created_at=to_time(row["created_at"]),
        next_due_at=to_time(row["next_due_at"]), offset_s=row["offset_s"],
        last_slot=date.fromisoformat(row["last_slot"]) if row["last_slot"] else None,
        told_until=to_time(row["told_until"]) if row["told_until"] else None, parked=row["parked"],
        parked_at=to_time(row["parked_at"]) if row["parked_at"] else None,
    )  # fmt: skip


def _wish(text: str) -> Wish:
    said: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    return Wish(**values)
