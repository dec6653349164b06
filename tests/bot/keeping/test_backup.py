"""Backup and restore on real files: while others write, of what is damaged, and without doubling a digest."""

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.ledger import accepted
from bot.delivery.planning import plan_due
from bot.errors import StoreError
from bot.keeping.backup import back_up, restore
from bot.orders import EVERY_DAY, Delivery, Rule, State, Subscription, Wish, delivery_key
from bot.store import open_store
from tests.samples import NOW

pytestmark = pytest.mark.anyio
DUE = NOW - timedelta(minutes=30)
DAILY = Rule(time(7, 30), EVERY_DAY, "UTC")
ROOM = Subscription(
    id="aaaaaaaa", workspace="loop:w", platform="loop", channel="room", rule=DAILY, wish=Wish(),
    created_by="p", created_at=NOW - timedelta(days=9), next_due_at=DUE,
)  # fmt: skip


def row(state: State, slot: date, **changes: object) -> Delivery:
    """A ledger row of ROOM."""
    at = DUE + (slot - DUE.date())
    made = Delivery(
        key=delivery_key(ROOM.id, slot, 0), subscription=ROOM.id, slot=slot, part=0, parts=0,
        platform="loop", channel="room", state=state, slot_at=at, due_at=at,
        expires_at=at + timedelta(hours=12),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a store in which ROOM is due and yesterday's row is being sent."""
    made = tmp_path / "data"
    with open_store(made) as store:
        store.subscriptions.add(ROOM)
        store.deliveries.plan([row(State.SENDING, DUE.date() - timedelta(days=1), worker="w")], [])
    return made


def words(folder: Path) -> tuple[tuple[str, int], ...]:
    """What marks one state of a store: its words wanted."""
    with open_store(folder, writing=False) as store:
        return store.glossary.wanted(9)


def test_a_backup_is_one_whole_private_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    with open_store(folder) as store:
        store.glossary.count_wanted("before", NOW)
        size = back_up(folder, target)
        store.glossary.count_wanted("after", NOW)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy")] == ["copy.sqlite3"]
    assert (target.stat().st_size, stat.S_IMODE(target.stat().st_mode)) == (size, 0o600)
    restore(tmp_path / "other", target, NOW)
    assert words(tmp_path / "other") == (("before", 1),)


def test_a_backup_while_another_writes_is_of_one_moment(folder: Path, tmp_path: Path) -> None:
    with _writing(folder):
        for number in range(8):
            back_up(folder, tmp_path / f"{number}.sqlite3")
    for number in range(8):
        restore(tmp_path / "other", tmp_path / f"{number}.sqlite3", NOW)
        with open_store(tmp_path / "other", writing=False) as store:
            left = store.db.execute("select count(*) from digests").fetchone()[0]
            right = store.db.execute("select count(*) from terms_told").fetchone()[0]
            assert left == right
            assert store.damage() == ""


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """A thread with a connection of its own writes a digest and a term in each transaction, on and on."""
    begun, enough = threading.Event(), threading.Event()

    def write() -> None:
        with open_store(folder) as store:
            count = 0
            while not enough.is_set():
                at = NOW + timedelta(seconds=count)
                with store.db.atomic():
                    store.tellings.remember("room", at, {})
                    store.glossary.remember("room", ["term"], at)
                count += 1
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_a_backup_overwrites_only_when_told_to_and_never_the_store(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    target.write_text("mine")
    with pytest.raises(StoreError, match="--force"):
        back_up(folder, target)
    assert target.read_text() == "mine"
    assert back_up(folder, target, replacing=True) > 1000
    for own in (folder / "tidings.sqlite3", folder / "tidings.sqlite3-wal"):
        with pytest.raises(StoreError, match="somewhere else"):
            back_up(folder, own, replacing=True)
    with pytest.raises(StoreError, match="folder that exists"):
        back_up(folder, tmp_path / "no" / "where")
    with pytest.raises(StoreError, match="no store"):
        back_up(tmp_path / "empty", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_damaged_store_gives_no_backup(folder: Path, tmp_path: Path) -> None:
    file = folder / "tidings.sqlite3"
    file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 90_000)
    with pytest.raises(StoreError, match="could not be copied"):
        back_up(folder, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_restore_keeps_what_was_there_each_time_under_its_own_name(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "copy")
    for number, name in enumerate(("tidings.sqlite3.before-restore", "tidings.sqlite3.before-restore-2")):
        with open_store(folder) as store:
            store.glossary.count_wanted(f"later {number}", NOW)
        kept = restore(folder, tmp_path / "copy", NOW).kept
        assert kept == folder / name
        assert words(folder) == ()
    second = restore(tmp_path / "second", folder / "tidings.sqlite3.before-restore", NOW)
    assert second.kept is None
    assert words(tmp_path / "second") == (("later 0", 1),)


def test_a_copy_made_by_hand_of_an_open_store_keeps_its_log(folder: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "by-hand"
    by_hand.mkdir()
    with open_store(folder) as store:
        store.glossary.count_wanted("in the log", NOW)
        for path in folder.glob("tidings.sqlite3*"):
            (by_hand / path.name).write_bytes(path.read_bytes())
    restore(tmp_path / "other", by_hand / "tidings.sqlite3", NOW)
    assert words(tmp_path / "other") == (("in the log", 1),)


@settings(max_examples=25)
@given(body=st.binary(max_size=300), prefix=st.sampled_from([b"", b"SQLite format 3\0"]))
def test_what_is_no_store_is_refused_and_changes_nothing(body: bytes, prefix: bytes) -> None:
    with TemporaryDirectory() as name:
        folder, strange = Path(name) / "data", Path(name) / "strange"
        _kept(folder)
        strange.write_bytes(prefix + body)
        _refused(folder, strange)


@settings(max_examples=25)
@given(keep=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(keep: float) -> None:
    with TemporaryDirectory() as name:
        folder, copy = Path(name) / "data", Path(name) / "copy"
        _kept(folder)
        back_up(folder, copy)
        body = copy.read_bytes()
        copy.write_bytes(body[: int(len(body) * keep)])
        _refused(folder, copy)


def test_a_newer_store_is_refused(folder: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "newer") as store, store.db.atomic():
        store.db.table("_sqlite_migrations").insert(
            {"id": 999, "migration_set": "tidings", "name": "m9999_later", "applied_at": "2030"}
        )
    with pytest.raises(StoreError, match="newer Tidings"):
        restore(folder, tmp_path / "newer" / "tidings.sqlite3", NOW)


def _kept(folder: Path) -> None:
    with open_store(folder) as store:
        store.glossary.count_wanted("kept", NOW)


def _refused(folder: Path, file: Path) -> None:
    with pytest.raises(StoreError, match="Nothing was changed"):
        restore(folder, file, NOW)
    assert words(folder) == (("kept", 1),)
    assert not [path.name for path in folder.iterdir() if "restor" in path.name]


def test_a_store_in_use_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "copy")
    with open_store(folder), pytest.raises(StoreError, match="another Tidings"):
        restore(folder, tmp_path / "copy", NOW)
    with pytest.raises(StoreError, match="the store itself"):
        restore(folder, folder / "tidings.sqlite3", NOW)
    with pytest.raises(StoreError, match="no file"):
        restore(folder, tmp_path / "nothing", NOW)


def test_a_damaged_store_is_replaced_and_kept(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "copy")
    (folder / "tidings.sqlite3").write_bytes(b"broken" * 5000)
    kept = restore(folder, tmp_path / "copy", NOW).kept
    assert kept is not None
    assert kept.read_bytes() == b"broken" * 5000
    with open_store(folder) as store:
        assert store.subscriptions.get(ROOM.id) is not None


async def test_a_slot_that_was_sent_after_the_backup_is_looked_up_not_sent_again(
    folder: Path, tmp_path: Path
) -> None:
    back_up(folder, tmp_path / "copy")
    with open_store(folder) as store:
        assert await plan_due(store, NOW) == 1
        today, yesterday = store.deliveries.of_subscription(ROOM.id, 9)
        store.deliveries.change(today, accepted(today, "message-1"))
    assert restore(folder, tmp_path / "copy", NOW).unknown == 1
    with open_store(folder) as store:
        await plan_due(store, NOW + timedelta(minutes=1))
        rows = store.deliveries.of_subscription(ROOM.id, 9)
        assert [one.key for one in rows] == [today.key, yesterday.key]
        assert {one.state for one in rows} == {State.UNKNOWN}
        assert all(one.first_try and one.first_try <= one.slot_at for one in rows)
        assert not store.deliveries.unprepared("loop", NOW + timedelta(minutes=1), 9)
        tomorrow = NOW + timedelta(days=1)
        await plan_due(store, tomorrow)
        newest = store.deliveries.of_subscription(ROOM.id, 1)[0]
        assert (newest.slot, newest.state) == (tomorrow.date(), State.PLANNED)


async def test_what_was_planned_at_the_backup_may_have_been_sent_too(folder: Path, tmp_path: Path) -> None:
    with open_store(folder) as store:
        await plan_due(store, NOW)
    back_up(folder, tmp_path / "copy")
    assert restore(folder, tmp_path / "copy", NOW).unknown == 2
    with open_store(folder) as store:
        assert store.deliveries.counts() == {State.UNKNOWN: 2}
