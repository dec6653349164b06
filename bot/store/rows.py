"""How values are written in rows: times as sortable UTC text, tuples as JSON."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.errors import StoreError


def to_text(at: datetime) -> str:
    """Write an aware time as `2026-11-22T08:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_day(at: datetime) -> str:
    """Write the UTC day of an aware time as `2026-11-22`."""
    return to_text(at)[:10]


def to_time(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_json(values: tuple[str, ...] | tuple[int, ...]) -> str:
    """Write a tuple as compact JSON text."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def to_strings(text: str) -> tuple[str, ...]:
    """Read a tuple of strings that `to_json` wrote."""
    return tuple(json.loads(text)) if text != "[]" else ()


@contextmanager
def refused_by_sqlite(doing: str) -> Iterator[None]:
    """Turn what SQLite refuses (a lock, a full disk) into a StoreError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(f"{doing} failed: {error}") from error


@contextmanager
def hurried(db: Database) -> Iterator[None]:
    """A transaction that is not waited for until it is on the disk: the next ordinary one makes it so too.

    For what can be made again after a power cut; the death of the process alone undoes nothing.
    """
    db.execute("pragma synchronous = normal")
    try:
        with db.atomic():
            yield
    finally:
        db.execute("pragma synchronous = full")


def marks(count: int) -> str:
    """Return `count` placeholders for an `in (...)`."""
    return ",".join("?" * count)
