"""What the glossary remembers: terms told to a channel, words asked for in vain, a workspace's own terms."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.store.rows import refused_by_sqlite, to_text

_LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Glossary:
    """The `terms_told`, `words_wanted` and `own_terms` tables."""

    db: Database

    def told(self, channel: str, since: datetime, before: datetime) -> frozenset[str]:
        """Slugs of the terms that were explained to the channel in [since, before)."""
        rows = self.db.execute(
            "select distinct slug from terms_told where channel = ? and told_at >= ? and told_at < ?",
            [channel, to_text(since), to_text(before)],
        )
        return frozenset(row[0] for row in rows)

    def remember(self, channel: str, slugs: Iterable[str], at: datetime) -> None:
        """Note that these terms were explained to the channel."""
        with self.db.atomic():
            self.db.conn.executemany(
                "insert into terms_told (channel, slug, told_at) values (?, ?, ?) on conflict do nothing",
                [(channel, slug, to_text(at)) for slug in slugs],
            )

    def count_wanted(self, word: str, at: datetime) -> None:
        """Count one more question for a word that nobody could answer; StoreError where another writes."""
        with refused_by_sqlite("counting a wanted word"), self.db.atomic():
            self.db.execute(
                "insert into words_wanted (word, asked, last_asked) values (?, 1, ?) on conflict (word)"
                " do update set asked = asked + 1, last_asked = excluded.last_asked",
                [word.lower()[:_LONGEST_WORD], to_text(at)],
            )

    def wanted(self, most: int) -> tuple[tuple[str, int], ...]:
        """Words asked for in vain with how often, most wanted first."""
        rows = self.db.execute(
            "select word, asked from words_wanted order by asked desc, last_asked desc, word limit ?", [most]
        )
        return tuple((row[0], row[1]) for row in rows)

    def changes(self, workspace: str) -> Mapping[str, dict[str, Any] | None]:
        """A workspace's own terms as data, by slug; None where it hides one."""
        rows = self.db.execute(
            "select slug, data from own_terms where workspace = ? order by slug", [workspace]
        )
        return {slug: json.loads(data) if data else None for slug, data in rows}

    def change(self, workspace: str, slug: str, data: dict[str, Any] | None) -> None:
        """Add or change a term of a workspace, or hide one with None."""
        with self.db.atomic():
            self.db.execute(
                "insert into own_terms (workspace, slug, data) values (?, ?, ?) on conflict (workspace, slug)"
                " do update set data = excluded.data",
                [workspace, slug, None if data is None else json.dumps(data, ensure_ascii=False)],
            )

    def restore(self, workspace: str, slug: str) -> bool:
        """Take a workspace's change of a term back; whether there was one."""
        with self.db.atomic():
            found = self.db.execute(
                "delete from own_terms where workspace = ? and slug = ?", [workspace, slug]
            )
            return bool(found.rowcount)
