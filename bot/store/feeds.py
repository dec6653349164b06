"""Users' own feeds, and what they switched of the catalogue's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from bot.model import Feed, Tier
from bot.store.rows import marks, to_json, to_strings

PAUSED = "paused"
REMOVED = "removed"

_COLUMNS = ("id", "kind", "url", "title", "publisher", "family", "tier", "topics", "language", "hosts")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


@dataclass(frozen=True, slots=True)
class Feeds:
    """The `feeds` and `feed_switches` tables."""

    db: Database

    def own(self) -> tuple[Feed, ...]:
        """Feeds that the user added, in the order they came."""
        return tuple(_feed(row) for row in self.db.query("select * from feeds order by rowid"))

    def switches(self) -> Mapping[str, str]:
        """Feed ids that are paused or removed."""
        return {row["feed_id"]: row["state"] for row in self.db.query("select * from feed_switches")}

    def configured(self, catalogue: Iterable[Feed]) -> tuple[Feed, ...]:
        """The catalogue's feeds and the user's own, without removed ones, paused ones marked."""
        switches = self.switches()
        feeds = {feed.id: feed for feed in (*catalogue, *self.own())}
        return tuple(
            replace(feed, paused=switches.get(feed.id) == PAUSED)
            for feed in feeds.values()
            if switches.get(feed.id) != REMOVED
        )

    def add(self, feeds: Iterable[Feed]) -> None:
        """Add feeds of the user's, or replace those of the same id; all or none."""
        with self.db.atomic():
            for feed in feeds:
                self.db.execute(
                    f"insert into feeds ({', '.join(_COLUMNS)}) values ({marks(len(_COLUMNS))})"
                    f" on conflict (id) do update set {_REPLACED}",
                    _row(feed),
                )
                self.db.execute("delete from feed_switches where feed_id = ?", [feed.id])

    def remove(self, feed: Feed) -> None:
        """Forget a feed of the user's; hide one of the catalogue's."""
        with self.db.atomic():
            self.db.execute("delete from feeds where id = ?", [feed.id])
            self.switch(feed.id, REMOVED if feed.origin == "catalogue" else "")

    def switch(self, feed_id: str, state: str) -> None:
        """Mark a feed PAUSED or REMOVED; an empty state takes the mark away."""
        with self.db.atomic():
            self.db.execute("delete from feed_switches where feed_id = ?", [feed_id])
            if state:
                self.db.execute("insert into feed_switches (feed_id, state) values (?, ?)", [feed_id, state])


def _row(feed: Feed) -> list[str]:
    return [
        feed.id, feed.kind, feed.url, feed.title, feed.publisher, feed.family, feed.tier.value,
        to_json(feed.topics), feed.language, to_json(feed.hosts),
    ]  # fmt: skip


def _feed(row: Mapping[str, Any]) -> Feed:
    return Feed(
        id=row["id"], kind=row["kind"], url=row["url"], title=row["title"], publisher=row["publisher"],
        family=row["family"], tier=Tier(row["tier"]), topics=to_strings(row["topics"]),
        language=row["language"], hosts=to_strings(row["hosts"]), origin="user",
    )  # fmt: skip
