"""What adapters keep between starts: text under a name, each adapter's own; we do not look into it."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """One adapter's rows of the `kept` table: the Keep of `bot/ports.py`."""

    db: Database
    adapter: str

    def get(self, name: str) -> str | None:
        """The text under a name, None where there is none."""
        found = self.db.execute("select text from kept where adapter = ? and name = ?", [self.adapter, name])
        row = found.fetchone()
        return str(row[0]) if row else None

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of what was there."""
        self.db.execute(
            "insert into kept (adapter, name, text) values (?, ?, ?)"
            " on conflict (adapter, name) do update set text = excluded.text",
            [self.adapter, name, text],
        )

    def remove(self, name: str) -> None:
        """Forget what is under a name."""
        self.db.execute("delete from kept where adapter = ? and name = ?", [self.adapter, name])

    def names(self, beginning: str = "") -> tuple[str, ...]:
        """The names that begin like this, sorted."""
        found = self.db.execute("select name from kept where adapter = ? order by name", [self.adapter])
        return tuple(str(name) for (name,) in found.fetchall() if name.startswith(beginning))
