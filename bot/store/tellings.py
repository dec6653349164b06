"""What was told to which channel, and when: the memory that keeps a story from being told twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.model import Telling
from bot.store.rows import to_json, to_text, to_time


@dataclass(frozen=True, slots=True)
class Tellings:
    """The `tellings` and `digests` tables."""

    db: Database

    def last_digest(self, channel: str, before: datetime) -> datetime | None:
        """When the channel's last digest before `before` was sent; None where there was none."""
        row = next(
            self.db.query(
                "select max(told_at) as at from digests where channel = ? and told_at < ?",
                [channel, to_text(before)],
            )
        )
        return to_time(row["at"]) if row["at"] else None

    def told(self, channel: str, before: datetime) -> Mapping[str, Telling]:
        """The last telling of each story to the channel before `before`, by the story's present id."""
        rows = self.db.query(
            "select coalesce(s.merged_into, t.story_id) as story, t.told_at, t.article_ids, t.headline"
            " from tellings t join stories s on s.id = t.story_id"
            " where t.channel = ? and t.told_at < ? order by t.told_at",
            [channel, to_text(before)],
        )
        return {
            row["story"]: Telling(
                to_time(row["told_at"]), frozenset(json.loads(row["article_ids"])), row["headline"]
            )
            for row in rows
        }

    def remember(self, channel: str, at: datetime, told: Mapping[str, Telling]) -> None:
        """Write that a digest of these stories was sent to the channel at `at`; all or none."""
        with self.db.atomic():
            self.db.execute(
                "insert into digests (channel, told_at) values (?, ?) on conflict do nothing",
                [channel, to_text(at)],
            )
            self.db.conn.executemany(
                "insert into tellings (channel, story_id, told_at, article_ids, headline)"
                " values (?, ?, ?, ?, ?) on conflict do nothing",
                [
                    (
                        channel,
                        story_id,
                        to_text(at),
                        to_json(tuple(sorted(telling.article_ids))),
                        telling.headline,
                    )
                    for story_id, telling in told.items()
                ],
            )
