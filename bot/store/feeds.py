"""Feeds that people added, and what they switched: for everyone, or for one workspace.

A feed of everyone's has no owner. One that a workspace added is stored once, whoever adds it after; it is
seen by those workspaces alone that hold an ADDED or PAUSED mark for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from bot.model import Feed, Tier
from bot.store.rows import marks, to_json, to_strings

ADDED = "added"
PAUSED = "paused"
REMOVED = "removed"

_COLUMNS = ("id", "kind", "url", "title", "publisher", "family", "tier", "topics", "language", "hosts")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def configured(
    catalogue: Iterable[Feed], own: Iterable[Feed], switches: Mapping[str, str]
) -> tuple[Feed, ...]:
    """The feeds that everyone has: catalogue and own, without REMOVED ones, PAUSED ones marked."""
    feeds = {feed.id: feed for feed in (*catalogue, *own)}
    return tuple(
        replace(feed, paused=switches.get(feed.id) == PAUSED)
        for feed in feeds.values()
        if switches.get(feed.id) != REMOVED
    )


@dataclass(frozen=True, slots=True)
class Feeds:
    """The `feeds`, `feed_switches` and `workspace_sources` tables."""

    db: Database

    def own(self) -> tuple[Feed, ...]:
        """Feeds that were added for everyone, in the order they came."""
        return tuple(
            _feed(row) for row in self.db.query("select * from feeds where owner = '' order by rowid")
        )

    def switches(self) -> Mapping[str, str]:
        """Feed ids that are paused or removed."""
        return {row["feed_id"]: row["state"] for row in self.db.query("select * from feed_switches")}

    def configured(self, catalogue: Iterable[Feed]) -> tuple[Feed, ...]:
        """The catalogue's feeds and those added for everyone, without removed ones, paused ones marked."""
        return configured(catalogue, self.own(), self.switches())

    def add(self, feeds: Iterable[Feed]) -> None:
        """Add feeds for everyone, or replace those of the same id; all or none."""
        with self.db.atomic():
            for feed in feeds:
                self.db.execute(
                    f"insert into feeds ({', '.join(_COLUMNS)}) values ({marks(len(_COLUMNS))})"
                    f" on conflict (id) do update set {_REPLACED}, owner = ''",
                    _row(feed),
                )
                self.db.execute("delete from feed_switches where feed_id = ?", [feed.id])
                self.db.execute(
                    "delete from workspace_sources where feed_id = ? and state = ?", [feed.id, ADDED]
                )

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

    def of_workspaces(self) -> tuple[Feed, ...]:
        """Feeds that workspaces added, each once; one that all of them paused is marked so."""
        rows = self.db.query(
            "select f.*, (select count(*) from workspace_sources w where w.feed_id = f.id and w.state = ?)"
            " as readers from feeds f where f.owner <> '' order by f.rowid",
            [ADDED],
        )
        return tuple(replace(_feed(row), paused=not row["readers"]) for row in rows)

    def added_by(self, workspace: str) -> tuple[Feed, ...]:
        """Feeds that the workspace added, in the order they came."""
        rows = self.db.query(
            "select f.* from feeds f join workspace_sources w on w.feed_id = f.id"
            " where f.owner <> '' and w.workspace = ? and w.state in (?, ?) order by f.rowid",
            [workspace, ADDED, PAUSED],
        )
        return tuple(_feed(row) for row in rows)

    def choices(self, workspace: str) -> Mapping[str, str]:
        """What the workspace did to feeds, by their ids: ADDED, PAUSED or REMOVED."""
        rows = self.db.query("select feed_id, state from workspace_sources where workspace = ?", [workspace])
        return {row["feed_id"]: row["state"] for row in rows}

    def add_for(self, workspace: str, feed: Feed) -> None:
        """Add a feed for one workspace; one that another added before stays as it is stored."""
        with self.db.atomic():
            self.db.execute(
                f"insert into feeds ({', '.join(_COLUMNS)}, owner) values ({marks(len(_COLUMNS) + 1)})"
                " on conflict (id) do nothing",
                [*_row(feed), workspace],
            )
            self.choose(workspace, feed.id, ADDED)

    def choose(self, workspace: str, feed_id: str, state: str) -> None:
        """Write what a workspace does to a feed: ADDED, PAUSED or REMOVED; "" forgets its choice."""
        with self.db.atomic():
            self.db.execute(
                "delete from workspace_sources where workspace = ? and feed_id = ?", [workspace, feed_id]
            )
            if state:
                self.db.execute(
                    "insert into workspace_sources (workspace, feed_id, state) values (?, ?, ?)",
                    [workspace, feed_id, state],
                )

    def forget_unwanted(self) -> int:
        """Forget workspaces' feeds that no workspace has any more; returns how many."""
        return self.db.execute(
            "delete from feeds where owner <> ''"
            " and id not in (select feed_id from workspace_sources where state in (?, ?))",
            [ADDED, PAUSED],
        ).rowcount


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
