"""The ledger's rows: planned, given their parcels, claimed by one worker at a time, and brought to an end.

Every method is one transaction. What a row may become is decided in `bot/delivery/ledger.py`; here a change
is only written where the row still is what the decider saw.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.orders import Delivery, Parcel, State, Subscription, delivery_key
from bot.store.claims import EARLIER_PARTS_SENT, LOOKED_AT, NEWER, READY, RESTS, SUPERSEDE, claim_statement
from bot.store.delivery_rows import COLUMNS, NAMES, delivery, row
from bot.store.glossary import Glossary
from bot.store.parcels import Parcels
from bot.store.rows import hurried, to_text, to_time
from bot.store.subscriptions import Subscriptions
from bot.store.tellings import Tellings

_CHANGED = ", ".join(f"{name} = :{name}" for name in COLUMNS[1:])
_NEVER = "its first part was not sent"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The `deliveries` and `parcels` tables."""

    db: Database

    def plan(self, rows: Sequence[Delivery], subscriptions: Sequence[Subscription]) -> None:
        """Insert rows that are not there yet, and move their subscriptions on; all or none.

        What was planned for older slots of the same subscriptions, and not begun, is skipped.
        """
        with self.db.atomic():
            self.db.conn.executemany(
                f"insert into deliveries ({NAMES}) values ({', '.join(':' + name for name in COLUMNS)})"
                " on conflict do nothing",
                [row(one) for one in rows],
            )
            self.db.conn.executemany(
                SUPERSEDE, [(one.subscription, one.slot.isoformat()) for one in rows if not one.part]
            )
            self.db.conn.executemany(
                "update subscriptions set next_due_at = ?, last_slot = ? where id = ?",
                [
                    (to_text(one.next_due_at), one.last_slot.isoformat() if one.last_slot else None, one.id)
                    for one in subscriptions
                ],
            )

    def unprepared(self, platform: str, now: datetime, most: int) -> tuple[Delivery, ...]:
        """First parts that are due, still worth sending, and have no parcel yet; longest due first."""
        return self._found(
            "where d.platform = :platform and d.state = 'planned' and d.part = 0 and d.parcel = ''"
            f" and d.due_at <= :now and {READY} order by d.due_at limit :most",
            platform=platform,
            now=to_text(now),
            most=most,
        )

    def keep(self, parcels: Iterable[Parcel]) -> tuple[str, ...]:
        """Keep parcels and return their hashes."""
        with self.db.atomic():
            return tuple([Parcels(self.db).put(parcel) for parcel in parcels])

    def prepare(self, first: Delivery, parcels: Sequence[Parcel | str]) -> bool:
        """Give a slot its parcels, one a part; False where the row is no longer planned and unprepared.

        A parcel that is kept already may be given by its hash.
        """
        with hurried(self.db):
            changed = self.db.execute(
                "update deliveries set parcel = ?, parts = ?"
                " where key = ? and state = 'planned' and parcel = ''",
                [self._name(parcels[0]), len(parcels), first.key],
            ).rowcount
            if changed:
                self.db.conn.executemany(
                    f"insert into deliveries ({NAMES}) values ({', '.join(':' + name for name in COLUMNS)})"
                    " on conflict do nothing",
                    [row(later) for later in self._later(first, parcels)],
                )
        return bool(changed)

    def _name(self, parcel: Parcel | str) -> str:
        return parcel if isinstance(parcel, str) else Parcels(self.db).put(parcel)

    def _later(self, first: Delivery, parcels: Sequence[Parcel | str]) -> list[Delivery]:
        return [
            replace(
                first,
                key=delivery_key(first.subscription, first.slot, part),
                part=part,
                parts=len(parcels),
                parcel=self._name(parcel),
            )
            for part, parcel in enumerate(parcels[1:], 1)
        ]

    def parcel(self, name: str) -> Parcel:
        """The parcel of a hash. Raises KeyError where there is none, ValueError where it cannot be read."""
        return Parcels(self.db).get(name)

    def parent(self, one: Delivery) -> str:
        """The message id of the first part of a delivery's digest, "" where it has none."""
        found = self.db.execute(
            "select message_id from deliveries where key = ?",
            [delivery_key(one.subscription, one.slot, 0)],
        ).fetchone()
        return found[0] if found and one.part else ""

    def claim(
        self,
        platform: str,
        worker: str,
        now: datetime,
        lease_s: float,
        most: int,
        without: Collection[str] = (),
    ) -> tuple[Delivery, ...]:
        """Take prepared rows that are due, at most one a channel, none of the channels `without`.

        A part waits until all before it are sent. The rows come as they now stand: SENDING, counted, leased.
        """
        values = [worker, to_text(now + timedelta(seconds=lease_s)), to_text(now), to_text(now)]
        with self.db.atomic():
            found = self.db.execute(
                claim_statement(len(without)),
                [
                    *values,
                    platform,
                    to_text(now),
                    to_text(now),
                    *without,
                    most * LOOKED_AT,
                    most,
                ],
            ).fetchall()
        return tuple(sorted((delivery(one) for one in found), key=lambda one: (one.due_at, one.key)))

    def change(self, before: Delivery, after: Delivery) -> bool:
        """Write what a row has become; False, and nothing written, where it is not `before` any more.

        A SENT row is remembered with its stories and terms by its channel, and by its subscription once all
        parts are sent. A first part that will never be sent takes its later parts with it.
        """
        with self.db.atomic():
            changed = self.db.execute(
                f"update deliveries set {_CHANGED} where key = :key and state = :old_state"
                " and worker = :old_worker and attempts = :old_attempts",
                {
                    **row(after),
                    "old_state": before.state.value,
                    "old_worker": before.worker,
                    "old_attempts": before.attempts,
                },
            ).rowcount
            if changed and after.state is State.SENT:
                self._remember(after)
            if changed and after.state in (State.FAILED, State.SKIPPED, State.HELD):
                self._drop_later_parts(after)
        return bool(changed)

    def _remember(self, sent: Delivery) -> None:
        until = sent.due_at
        if sent.parcel:
            parcel, channel = self.parcel(sent.parcel), f"{sent.platform}:{sent.channel}"
            until = parcel.until
            Tellings(self.db).remember(channel, until, parcel.told)
            Glossary(self.db).remember(channel, parcel.terms, until)
        left = self.db.execute(
            "select count(*) from deliveries where subscription = ? and slot = ? and state <> 'sent'",
            [sent.subscription, sent.slot.isoformat()],
        ).fetchone()
        if not left[0]:
            Subscriptions(self.db).told(sent.subscription, until)

    def _drop_later_parts(self, ended: Delivery) -> None:
        self.db.execute(
            "update deliveries set state = 'skipped', reason = ?"
            " where subscription = ? and slot = ? and part > ? and state = 'planned'",
            [_NEVER, ended.subscription, ended.slot.isoformat(), ended.part],
        )

    def change_all(self, pairs: Iterable[tuple[Delivery, Delivery]]) -> int:
        """Write many changes in one transaction, each as `change` does; returns how many were written."""
        with self.db.atomic():
            return sum([self.change(before, after) for before, after in pairs])

    def on_their_way(self, platform: str, channel: str) -> tuple[Parcel, ...]:
        """What a channel will have heard once all that is prepared for it is sent."""
        found = self.db.execute(
            "select distinct parcel from deliveries where platform = ? and channel = ? and parcel <> ''"
            " and state in ('planned', 'sending', 'unknown')",
            [platform, channel],
        ).fetchall()
        return tuple(self.parcel(name) for (name,) in found)

    def disown(self, platform: str, worker: str) -> int:
        """On a start: make every row that was being sent UNKNOWN, `worker`'s own; returns how many."""
        return self.db.execute(
            "update deliveries set state = 'unknown', worker = ?, lease_until = null,"
            " reason = 'Tidings stopped while it was being sent' where platform = ? and state = 'sending'",
            [worker, platform],
        ).rowcount

    def doubt(self, now: datetime) -> int:
        """After a backup was restored: make every open row UNKNOWN, as the lost store may have sent it."""
        return self.db.execute(
            "update deliveries set state = 'unknown', lease_until = null,"
            " first_try = coalesce(first_try, slot_at), last_try = ?,"
            " reason = 'a backup was restored; it may have been sent before'"
            " where state in ('planned', 'sending', 'unknown')",
            [to_text(now)],
        ).rowcount

    def uncertain(self, platform: str, most: int) -> tuple[Delivery, ...]:
        """Rows of which nobody knows whether they were sent, longest ago tried first."""
        return self._found(
            "where d.platform = :platform and d.state = 'unknown' order by d.last_try, d.key limit :most",
            platform=platform,
            most=most,
        )

    def expired(self, now: datetime, most: int) -> tuple[Delivery, ...]:
        """Planned rows whose life is over, longest over first."""
        return self._found(
            "where d.state = 'planned' and d.expires_at <= :now order by d.expires_at limit :most",
            now=to_text(now),
            most=most,
        )

    def of_subscription(self, subscription_id: str, most: int) -> tuple[Delivery, ...]:
        """A subscription's rows, newest slot first, parts in order."""
        return self._found(
            "where d.subscription = :id order by d.slot desc, d.part limit :most",
            id=subscription_id,
            most=most,
        )

    def next_due(self, platform: str) -> datetime | None:
        """When the next planned row of a platform is due (it may be past); None where there is none.

        Rows that wait for something else (an earlier part, a parked subscription) do not count.
        """
        times = [
            found[0]
            for parcel in ("= ''", "<> ''")  # each has its own index
            for found in self.db.execute(
                f"select d.due_at from deliveries d where d.platform = ? and d.state = 'planned'"
                f" and d.parcel {parcel} and not ({NEWER}) and not {RESTS} and {EARLIER_PARTS_SENT}"
                " order by d.due_at limit 1",
                [platform],
            ).fetchall()
        ]
        return to_time(min(times)) if times else None

    def counts(self) -> Mapping[State, int]:
        """How many rows stand in each state."""
        found = self.db.execute("select state, count(*) from deliveries group by state").fetchall()
        return {State(state): count for state, count in found}

    def open_count(self) -> int:
        """How many rows may still be sent or are on their way; cheap, however long the ledger is."""
        found = self.db.execute(
            "select (select count(*) from deliveries where state = 'planned')"
            " + (select count(*) from deliveries where state = 'sending')"
            " + (select count(*) from deliveries where state = 'unknown')"
        ).fetchone()
        return int(found[0])

    def clamp_times(self, now: datetime, slack: timedelta) -> None:
        """After the clock was set back by more than `slack`: what was tried later than `now` was tried now.

        A slot that was given up ahead of its time is taken out, so that it can be planned when it comes.
        """
        times = {"now": to_text(now), "later": to_text(now + slack)}
        with self.db.atomic():
            for state in ("planned", "sending", "unknown"):  # each has its own index
                self.db.execute(
                    "update deliveries set last_try = :now,"
                    " first_try = case when first_try < :now then first_try else :now end,"
                    " due_at = case when due_at < :now then due_at else :now end"
                    f" where state = '{state}' and last_try > :later",
                    times,
                )
            self.db.execute(
                "delete from deliveries where slot_at > :later and state = 'skipped' and attempts = 0", times
            )

    def _found(self, where: str, **values: str | int) -> tuple[Delivery, ...]:
        found = self.db.execute(f"select {NAMES} from deliveries d {where}", values).fetchall()
        return tuple(delivery(one) for one in found)
