"""Small values that are made once and kept: the key that signs tokens, when a backup was restored."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

RESTORED_AT = "restored_at"  # UTC text (rows.to_text); what was due until then may have been sent already


@dataclass(frozen=True, slots=True)
class Secrets:
    """The `secrets` table."""

    db: Database

    def get(self, name: str, make: Callable[[], str]) -> str:
        """The value of a name, made and kept where there is none yet."""
        if (found := self.find(name)) is not None:
            return found
        self.db.execute(
            "insert into secrets (name, value) values (?, ?) on conflict do nothing", [name, make()]
        )
        return self.find(name) or ""

    def find(self, name: str) -> str | None:
        """The value of a name, None where there is none."""
        row = self.db.execute("select value from secrets where name = ?", [name]).fetchone()
        return row[0] if row else None

    def put(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of what was there."""
        self.db.execute(
            "insert into secrets (name, value) values (?, ?)"
            " on conflict (name) do update set value = excluded.value",
            [name, value],
        )
