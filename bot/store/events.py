"""Events that a platform has handed to us: each id once, for as long as the platform may repeat it."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.rows import to_text


@dataclass(frozen=True, slots=True)
class Events:
    """The `events` table."""

    db: Database

    def note(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event; False where it was noted before."""
        made = self.db.execute(
            "insert into events (platform, event, at) values (?, ?, ?) on conflict do nothing",
            [platform, event, to_text(now)],
        )
        return bool(made.rowcount)
