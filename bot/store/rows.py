"""How values are written in rows: times as sortable UTC text, tuples as JSON."""

import json
from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """Write an aware time as `2026-11-22T08:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_time(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_json(values: tuple[str, ...] | tuple[int, ...]) -> str:
    """Write a tuple as compact JSON text."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def to_strings(text: str) -> tuple[str, ...]:
    """Read a tuple of strings that `to_json` wrote."""
    return tuple(json.loads(text)) if text != "[]" else ()


def marks(count: int) -> str:
    """Return `count` placeholders for an `in (...)`."""
    return ",".join("?" * count)
