"""The ledger's state machine: what becomes of a row when something happens. Pure; docs/delivery.md draws it.

The sender says what happened, a function here says what the row is now, and `store.deliveries.change` writes
it where the row is still the worker's. Whole seconds, as the store keeps them: waits are rounded up.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.orders import Delivery, State
from bot.ports import Pace

LEASE_S = 30.0  # a call may take half of it, less a second: Pace.timeout_s is 14 s at most
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 900.0
_LONGEST_REASON = 300


def accepted(row: Delivery, message_id: str) -> Delivery:
    """The platform has it: its own answer says so, or the channel's history."""
    return _ended(row, State.SENT, "", message_id=message_id)


def refused(row: Delivery, reason: str) -> Delivery:
    """The platform will never take it."""
    return _ended(row, State.FAILED, reason)


def skipped(row: Delivery, reason: str) -> Delivery:
    """It will not be sent, and surely was not."""
    return _ended(row, State.SKIPPED, reason)


def held(row: Delivery, reason: str) -> Delivery:
    """Nobody could find out whether it was sent, and its life is over."""
    return _ended(row, State.HELD, reason)


def unsure(row: Delivery, reason: str) -> Delivery:
    """It may have been accepted or not."""
    return _ended(row, State.UNKNOWN, reason)


def postponed(row: Delivery, now: datetime, retry_after_s: float, reason: str) -> Delivery:
    """Surely not accepted: planned again, after what the platform asked for and our own growing wait."""
    wait = max(retry_after_s, back_off_s(row.attempts))
    return _ended(row, State.PLANNED, reason, due_at=_whole_second(now + timedelta(seconds=wait)))


def absent(row: Delivery, now: datetime) -> Delivery:
    """The channel's history shows that it never came: planned again, due now."""
    return _ended(row, State.PLANNED, "it had not arrived", due_at=now)


def back_off_s(attempts: int) -> float:
    """How long to wait after so many tries: doubling from a second to a quarter of an hour."""
    return min(FIRST_WAIT_S * 2.0 ** min(max(attempts - 1, 0), 20), LONGEST_WAIT_S)


def may_resend(row: Delivery, now: datetime, pace: Pace) -> bool:
    """Whether the platform itself would still know a second try for the first, by its key."""
    return row.first_try is not None and 0 <= (now - row.first_try).total_seconds() < pace.same_key_s


def lease_covers(row: Delivery, now: datetime, timeout_s: float) -> bool:
    """Whether a whole call fits into what is left of the lease; never where the clock was set back."""
    if row.lease_until is None or row.last_try is None or now < row.last_try:
        return False
    return now + timedelta(seconds=timeout_s) <= row.lease_until


def _ended(
    row: Delivery, state: State, reason: str, message_id: str = "", due_at: datetime | None = None
) -> Delivery:
    return replace(
        row,
        state=state,
        reason=reason[:_LONGEST_REASON],
        lease_until=None,
        message_id=message_id or row.message_id,
        due_at=due_at or row.due_at,
    )


def _whole_second(at: datetime) -> datetime:
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
