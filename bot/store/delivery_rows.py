"""How a delivery is written as a row of the ledger, and read from one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.orders import Delivery, State
from bot.store.rows import to_text, to_time

COLUMNS = (
    "key", "subscription", "slot", "part", "parts", "platform", "channel", "state", "slot_at", "due_at",
    "expires_at", "parcel", "attempts", "worker", "lease_until", "first_try", "last_try", "message_id",
    "reason",
)  # fmt: skip
NAMES = ", ".join(COLUMNS)
_DATES = frozenset({"slot"})
_TIMES = frozenset({"slot_at", "due_at", "expires_at", "lease_until", "first_try", "last_try"})


def row(one: Delivery) -> Mapping[str, Any]:
    """The row of a delivery, by column."""
    return {name: _written(name, getattr(one, name)) for name in COLUMNS}


def delivery(values: Sequence[Any]) -> Delivery:
    """The delivery of a row's values, in the order of COLUMNS."""
    return Delivery(*(_read(name, value) for name, value in zip(COLUMNS, values, strict=True)))


def _written(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return value.isoformat()
    if name in _TIMES:
        return to_text(value)
    if isinstance(value, State):
        return value.value
    return value


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return date.fromisoformat(value)
    if name in _TIMES:
        return to_time(value)
    return State(value) if name == "state" else value
