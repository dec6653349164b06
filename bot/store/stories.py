"""Stories by id, which articles they hold, and the old ids they can still be looked up by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.rows import to_text


@dataclass(frozen=True, slots=True)
class Stories:
    """The `stories` table and the articles' `story_id` column."""

    db: Database

    def place(self, story_of: Mapping[int, str], merged: Mapping[str, str], now: datetime) -> None:
        """Write where articles belong and which stories (old id -> kept id) became one; all or none."""
        with self.db.atomic():
            self.db.conn.executemany(
                "insert into stories (id, founded) values (?, ?) on conflict (id) do nothing",
                [(story_id, to_text(now)) for story_id in dict.fromkeys(story_of.values())],
            )
            self.db.conn.executemany(
                "update articles set story_id = ? where id = ?",
                [(story_id, article_id) for article_id, story_id in story_of.items()],
            )
            for old, kept in merged.items():
                self._merge(old, kept)

    def _merge(self, old: str, kept: str) -> None:
        self.db.execute("update articles set story_id = ? where story_id = ?", [kept, old])
        self.db.execute(
            "update stories set merged_into = ? where id = ? or merged_into = ?", [kept, old, old]
        )

    def resolve(self, story_id: str) -> str:
        """Return the id under which a story is kept now, or "" where there never was such a story.

        The beginning of an id is enough where only one story has it.
        """
        rows = list(
            self.db.query(
                "select id, merged_into from stories where id >= ? and id < ? limit 2",
                [story_id, story_id + "\U0010ffff"],
            )
        )
        exact = [row for row in rows if row["id"] == story_id]
        found = exact or rows
        if len({row["merged_into"] or row["id"] for row in found}) != 1 or not story_id:
            return ""
        return str(found[0]["merged_into"] or found[0]["id"])

    def ids(self) -> frozenset[str]:
        """Every id that was ever given."""
        return frozenset(row[0] for row in self.db.execute("select id from stories"))
