"""Opening the store: the data folder, its lock, the connection's settings and the migrations."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from bot.errors import StoreError
from bot.store.articles import Articles
from bot.store.deliveries import Deliveries
from bot.store.events import Events
from bot.store.feeds import Feeds
from bot.store.glossary import Glossary
from bot.store.health import HealthBook
from bot.store.kept import Kept
from bot.store.schema import migrations
from bot.store.secrets import Secrets
from bot.store.stories import Stories
from bot.store.subscriptions import Subscriptions
from bot.store.tellings import Tellings
from bot.store.transactions import Connection
from bot.store.workspaces import Workspaces

FILE_NAME = "tidings.sqlite3"
LOCK_NAME = "tidings.lock"
HOLDER_NAME = "tidings.pid"


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, one attribute a noun."""

    db: Database
    feeds: Feeds
    health: HealthBook
    articles: Articles
    stories: Stories
    tellings: Tellings
    glossary: Glossary
    workspaces: Workspaces
    subscriptions: Subscriptions
    deliveries: Deliveries
    secrets: Secrets
    events: Events

    def kept(self, adapter: str) -> Kept:
        """What an adapter keeps between starts."""
        return Kept(self.db, adapter)

    def damage(self) -> str:
        """What SQLite finds wrong with the file, or ""."""
        found = self.db.execute("pragma integrity_check(3)").fetchall()
        return "" if found == [("ok",)] else "; ".join(row[0] for row in found)


@contextmanager
def open_store(folder: Path, writing: bool = True) -> Iterator[Store]:
    """Open the store in `folder`, made on first use; a writer holds the folder's lock until it closes.

    Raises StoreError where the folder cannot be used, another process holds the lock, the file is not
    ours, or it was written by a newer Tidings.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error
    with locked(folder) if writing else nullcontext(), _connected(folder) as db:
        if migrations.pending(db):
            with nullcontext() if writing else locked(folder):
                migrations.apply(db)
        yield _store(db)


def _store(db: Database) -> Store:
    return Store(
        db=db,
        feeds=Feeds(db),
        health=HealthBook(db),
        articles=Articles(db),
        stories=Stories(db),
        tellings=Tellings(db),
        glossary=Glossary(db),
        workspaces=Workspaces(db),
        subscriptions=Subscriptions(db),
        deliveries=Deliveries(db),
        secrets=Secrets(db),
        events=Events(db),
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which one process at a time can; StoreError names who else has it."""
    holder = folder / HOLDER_NAME
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"another Tidings (process {_read(holder)}) is using {folder}; "
            "stop it first, or set TIDINGS_DATA_DIR to another folder"
        ) from None
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        _note_holder(holder, folder)
        yield
    finally:
        lock.release()


def _note_holder(holder: Path, folder: Path) -> None:
    try:
        holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
    except OSError as error:
        raise _unusable(folder, error) from error


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8").strip()
    except OSError:
        return "unknown"


def _unusable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"the data folder {folder} cannot be used ({error.strerror or error});"
        " set TIDINGS_DATA_DIR to one that can"
    )


@contextmanager
def _connected(folder: Path) -> Iterator[Database]:
    path = folder / FILE_NAME
    try:
        db = Connection(path)
        db.execute("pragma busy_timeout = 5000")
        db.enable_wal()
        db.execute("pragma synchronous = full")
        refuse_newer(db, path)
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened as Tidings' database: {error}") from error
    try:
        yield db
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a fault of ours, to be seen whole
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} failed: {error}. `tidings doctor` says what is wrong with it") from error
    finally:
        db.close()


def refuse_newer(db: Database, path: Path) -> None:
    """Raise StoreError where a Tidings with later migrations than ours wrote the database."""
    known = {step.name for step in migrations.pending(Database(memory=True))}
    if newer := {step.name for step in migrations.applied(db)} - known:
        raise StoreError(
            f"{path} was written by a newer Tidings ({', '.join(sorted(newer))}); update this one"
        )
