"""Whole copies of the database file: one written while the bot runs, one put back in its place.

Beside `database.py`, for `bot/keeping/backup.py`. A copy is one file without companions, checked before it
takes its name. What is put back is prepared beside the store and takes its place in one rename; the file
that was there is kept. Nothing here merges two stores.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from bot.errors import StoreError
from bot.store.database import FILE_NAME, locked, refuse_newer
from bot.store.deliveries import Deliveries
from bot.store.rows import to_text
from bot.store.schema import migrations
from bot.store.secrets import RESTORED_AT, Secrets

_BESIDE = ("-wal", "-shm", "-journal")
_KEPT = f"{FILE_NAME}.before-restore"


@dataclass(frozen=True, slots=True)
class PutBack:
    """A restored store: where the file it replaced is kept (None: there was none), open ledger rows."""

    kept: Path | None
    unknown: int


def write_copy(source: Path, target: Path) -> None:
    """Write the database, as it is at one moment, to `target`: compact, whole, readable by its owner alone.

    Others may write to the source meanwhile. Nothing that was deleted from it is in the copy. Raises
    StoreError where either cannot be done; `target` is then as it was.
    """
    made, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    os.close(made)
    part = Path(name)
    try:
        with _opened(source) as db:
            db.execute("vacuum into ?", [name])
        with _opened(part) as copy:
            _check_whole(copy, part)
        _sync(part)
        part.replace(target)
    except sqlite3.Error as error:
        raise StoreError(f"{source} could not be copied: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def put_back(file: Path, folder: Path, now: datetime) -> PutBack:
    """Make a copy the store of `folder`, brought up to this version; the file that was there is kept.

    What the ledger holds open becomes unknown: the store that was lost may have sent it. Raises StoreError,
    with nothing changed, where another process uses the folder, or the file is damaged, not a store, or
    a newer one.
    """
    with locked(folder):
        new = folder / f"{FILE_NAME}.restoring"
        try:
            _take(file, new)
            unknown = _prepare(file, new, now)
            _sync(new)
            kept = _set_aside(folder / FILE_NAME)
            new.replace(folder / FILE_NAME)
            _sync(folder)
        finally:
            _remove(new)
    return PutBack(kept, unknown)


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """A database that must be there, opened without changing it."""
    db = Database(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True))
    try:
        db.execute("pragma busy_timeout = 5000")
        yield db
    finally:
        db.close()


def _take(file: Path, new: Path) -> None:
    """Copy a database file, with the log of one that was copied by hand while it was open."""
    _remove(new)
    log = file.with_name(f"{file.name}-wal")
    if log.exists():
        shutil.copyfile(log, f"{new}-wal")
    shutil.copyfile(file, new)


def _prepare(file: Path, new: Path, now: datetime) -> int:
    """Check the copy that will be the store, bring it up to date and reopen its ledger."""
    try:
        with _opened(new) as db:
            db.execute("pragma journal_mode = delete")  # takes in the log, so that one file is all
            _check_whole(db, new)
            if not migrations.applied(db):
                raise StoreError("it is not a Tidings store")
            refuse_newer(db, file)
            migrations.apply(db)
            with db.atomic():
                Secrets(db).put(RESTORED_AT, to_text(now))
                return Deliveries(db).doubt(now)
    except (sqlite3.Error, StoreError) as error:
        raise StoreError(f"{file} cannot be restored: {error}. Nothing was changed") from error


def _check_whole(db: Database, path: Path) -> None:
    """Raise StoreError where SQLite finds damage, or the file ends inside a page."""
    found = db.execute("pragma integrity_check(3)").fetchall()
    if found != [("ok",)]:
        raise StoreError(f"it is damaged ({'; '.join(str(row[0]) for row in found)})")
    if path.stat().st_size % db.execute("pragma page_size").fetchone()[0]:
        raise StoreError("it is damaged (cut off)")


def _set_aside(path: Path) -> Path | None:
    """Keep the store's file under a free name too; its own name stays until the new file takes it."""
    if not path.exists():
        return None
    names = (path.with_name(_KEPT if n == 1 else f"{_KEPT}-{n}") for n in count(1))
    kept = next(name for name in names if not name.exists())
    _close(path)
    for end in _BESIDE:
        beside = Path(f"{path}{end}")
        if beside.exists():  # the file is too damaged for its log to be taken in
            shutil.copyfile(beside, f"{kept}{end}")
            beside.unlink()
    try:
        kept.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, kept)
    return kept


def _close(path: Path) -> None:
    """Take the log into the file, where it is whole enough; StoreError where a process has it open.

    SQLite leaves the WAL mode only for who is alone, so this also shows that nobody reads.
    """
    try:
        with _opened(path) as db:
            db.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreError(f"another process reads {path}; stop it first. Nothing was changed") from error


def _remove(path: Path) -> None:
    for end in ("", *_BESIDE):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until a file, or a folder's names, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and writes names through
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
