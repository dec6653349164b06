"""Retention's rows: what can be deleted, looked at a page at a time and deleted in small transactions.

For `bot/keeping/retention.py`, which says how long things are kept and lets others work. Tables are
walked by their primary keys, so that a step costs the same however large the table is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.rows import marks, to_day, to_text

_OPEN = "state in ('planned', 'sending', 'unknown')"


@dataclass(frozen=True, slots=True)
class Key:
    """A key under which a feed showed an entry, and the day (UTC, as text) when it last did."""

    key: str
    article_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Every table that grows with time."""

    db: Database

    def stories(self, after: str, most: int) -> tuple[str, ...]:
        """Ids that stories were ever given, in order."""
        return self._column("select id from stories where id > ? order by id limit ?", after, most)

    def spent(self, ids: Sequence[str], before: datetime) -> tuple[str, ...]:
        """Those of the stories whose reports are all from before, and those merged into a forgotten one.

        The story of the newest article always stays: article ids go on from it.
        """
        old = to_text(before)
        return self._column(
            f"select s.id from stories s where s.id in ({marks(len(ids))}) and s.founded < ? and case"
            " when s.merged_into is not null"
            " then not exists (select 1 from stories k where k.id = s.merged_into)"
            " else not exists (select 1 from articles a where a.story_id = s.id and"
            " (a.published >= ? or a.first_seen >= ? or a.id = (select max(id) from articles))) end",
            *ids,
            old,
            old,
            old,
        )

    def forget_stories(self, ids: Collection[str]) -> int:
        """Delete stories with their articles, the articles' embeddings and places in the search."""
        chosen = f"({marks(len(ids))})"
        with self.db.atomic():
            self._delete(
                f"meanings where article_id in (select id from articles where story_id in {chosen})", *ids
            )
            articles = self._delete(f"articles where story_id in {chosen}", *ids)
            self._delete(f"stories where id in {chosen}", *ids)
        return articles

    def next_channel(self, table: str, after: str) -> str:
        """The next channel of a memory table (tellings, digests, terms_told), "" at the end."""
        return self._first(f"select min(channel) from {table} where channel > ?", after)

    def forget_tellings(self, channel: str, before: datetime) -> int:
        """Delete what a channel was told before, of stories that are forgotten."""
        return self._delete(
            "tellings where channel = ? and told_at < ?"
            " and not exists (select 1 from stories s where s.id = tellings.story_id)",
            channel,
            to_text(before),
        )

    def forget_digests(self, channel: str, before: datetime) -> int:
        """Delete when a channel was sent digests before, all but the last."""
        return self._delete(
            "digests where channel = ? and told_at < ?"
            " and told_at < (select max(told_at) from digests where channel = ?)",
            channel,
            to_text(before),
            channel,
        )

    def forget_terms(self, channel: str, before: datetime) -> int:
        """Delete which terms were explained to a channel before."""
        return self._delete("terms_told where channel = ? and told_at < ?", channel, to_text(before))

    def next_feed(self, after: str) -> str:
        """The next feed that has keys, "" at the end."""
        return self._first("select min(feed_id) from entry_keys where feed_id > ?", after)

    def keys(self, feed_id: str, after: str, most: int) -> tuple[Key, ...]:
        """Keys of a feed's entries, in order."""
        rows = self.db.execute(
            "select key, article_id, shown from entry_keys where feed_id = ? and key > ?"
            " order by key limit ?",
            [feed_id, after, most],
        )
        return tuple(Key(*row) for row in rows.fetchall())

    def forget_keys(self, feed_id: str, keys: Collection[str], before: str) -> int:
        """Delete these keys of a feed, where not shown since that day and their articles are forgotten."""
        return self._delete(
            f"entry_keys where feed_id = ? and shown < ? and key in ({marks(len(keys))})"
            " and not exists (select 1 from articles a where a.id = entry_keys.article_id)",
            feed_id,
            before,
            *keys,
        )

    def next_ledger(self, after: str) -> str:
        """The next subscription that has ledger rows, "" at the end."""
        return self._first("select min(subscription) from deliveries where subscription > ?", after)

    def forget_deliveries(self, subscription: str, before: datetime) -> int:
        """Delete a subscription's ledger rows of slots before, none that is open."""
        return self._delete(
            f"deliveries where subscription = ? and slot < ? and not ({_OPEN})",
            subscription,
            to_day(before),
        )

    def parcels(self, after: str, most: int) -> tuple[str, ...]:
        """Names of parcels, in order."""
        return self._column("select hash from parcels where hash > ? order by hash limit ?", after, most)

    def forget_parcel(self, name: str, before: datetime) -> int:
        """Delete a parcel that no open ledger row and none of a slot since `before` names."""
        return self._delete(
            "parcels where hash = ?"
            f" and not exists (select 1 from deliveries where parcel = ? and (slot >= ? or {_OPEN}))",
            name,
            name,
            to_day(before),
        )

    def forget_words(self, before: datetime) -> int:
        """Delete words that nobody has asked for since."""
        return self._delete("words_wanted where last_asked < ?", to_text(before))

    def forget_events(self, before: datetime) -> int:
        """Delete ids of events that came before."""
        return self._delete("events where at < ?", to_text(before))

    def forget_health(self, feed_ids: Collection[str]) -> int:
        """Delete the health of these feeds."""
        return self._delete(f"health where feed_id in ({marks(len(feed_ids))})", *feed_ids)

    def _delete(self, what: str, *values: str) -> int:
        return self.db.execute(f"delete from {what}", values).rowcount

    def _first(self, query: str, after: str) -> str:
        return str(self.db.execute(query, [after]).fetchone()[0] or "")

    def _column(self, query: str, *values: str | int) -> tuple[str, ...]:
        return tuple(row[0] for row in self.db.execute(query, values).fetchall())
