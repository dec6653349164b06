"""Reads for the shared view of recent news (bot/newsroom/news.py): what was written, in small steps.

A row is (article id, story id or None, then the columns of an article), as SQLite gives it: equal rows are
equal articles. Every read here is short, so that the chat's loop is never held long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model import Article
from bot.store.articles import COLUMNS, to_article
from bot.store.rows import marks, to_text

Row = tuple[Any, ...]
_STEP = 250


@dataclass(frozen=True, slots=True)
class Recent:
    """The `articles` table, read by time."""

    db: Database

    def version(self) -> tuple[int, int]:
        """Changes whenever this or another connection has written."""
        (theirs,) = self.db.execute("pragma data_version").fetchone()
        return theirs, self.db.conn.total_changes

    def since(self, start: datetime) -> Iterator[list[Row]]:
        """Rows published at or after `start`, by time, a step at a time."""
        at, row_id = to_text(start), 0
        while True:
            rows = self.db.execute(
                f"select published, id, story_id, {COLUMNS} from articles"
                " where published >= ? and (published > ? or id > ?) order by published, id limit ?",
                [at, at, row_id, _STEP],
            ).fetchall()
            if not rows:
                return
            at, row_id = rows[-1][:2]
            yield [row[1:] for row in rows]

    def before(self, start: datetime, story_ids: Sequence[str]) -> Iterator[list[Row]]:
        """Rows of these stories that were published before `start`, a step at a time."""
        for first in range(0, len(story_ids), _STEP):
            asked = story_ids[first : first + _STEP]
            yield self.db.execute(
                f"select id, story_id, {COLUMNS} from articles"
                f" where story_id in ({marks(len(asked))}) and published < ?",
                [*asked, to_text(start)],
            ).fetchall()


def published(row: Row) -> tuple[str, int]:
    """What rows of a story are ordered by."""
    return row[_PUBLISHED], row[0]


def article(row: Row) -> Article:
    """The article of a row."""
    return to_article(row[2:])


_PUBLISHED = 2 + COLUMNS.split(", ").index("published")
