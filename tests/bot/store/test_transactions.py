"""Two connections of one process write side by side: nobody is refused, each waits its turn."""

import sqlite3
import threading
from pathlib import Path

import pytest

from bot.store import Store, open_store

_ROUNDS = 100


def _count_up(store: Store) -> None:
    """Read, then write what follows from it, as a transaction that an intake makes."""
    with store.db.atomic():
        ((asked,),) = store.db.execute("select count(*) from digests").fetchall()
        with store.db.atomic():
            store.db.execute("insert into digests (channel, told_at) values ('c', ?)", [f"{asked:06}"])


def test_reading_before_writing_is_no_reason_to_fail(tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def beside() -> None:
        try:
            with open_store(tmp_path, writing=False) as second:
                for _ in range(_ROUNDS):
                    _count_up(second)
        except BaseException as error:
            faults.append(error)

    with open_store(tmp_path) as first:
        thread = threading.Thread(target=beside)
        thread.start()
        for _ in range(_ROUNDS):
            _count_up(first)
        thread.join()
        assert not faults
        assert first.db.execute("select count(*) from digests").fetchone() == (2 * _ROUNDS,)


def test_what_fails_is_taken_back_whole(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(sqlite3.IntegrityError), store.db.atomic():
            _count_up(store)
            store.db.execute("insert into digests (channel, told_at) values ('c', '000000')")
        assert not store.db.conn.in_transaction
        assert store.db.execute("select count(*) from digests").fetchone() == (0,)
        with store.db.atomic():
            _count_up(store)
            with pytest.raises(sqlite3.IntegrityError), store.db.atomic():
                store.db.execute("insert into digests (channel, told_at) values ('c', '000000')")
        assert store.db.execute("select count(*) from digests").fetchone() == (1,)
