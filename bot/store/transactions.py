"""A connection whose transactions take the write lock when they begin.

The chat and the collector write over two connections of one process. A transaction that first reads and then
writes would fail at once where the other wrote in between (SQLITE_BUSY_SNAPSHOT, sqlite.org/isolation.html),
and no busy_timeout helps; one that has the lock from its beginning waits for it instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


class Connection(Database):
    """sqlite-utils' Database with immediate transactions."""

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        """All or none; a block inside another is a savepoint of it."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("begin immediate")
        with self.conn:  # commits, or rolls back and lets the error go on
            yield self
