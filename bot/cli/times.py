"""Times and spans as people type them at the terminal."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import RequestError

_SPAN = re.compile(r"(\d+)\s*(m|min|h|d|w)", re.IGNORECASE)
_UNITS = {"m": 1, "min": 1, "h": 60, "d": 60 * 24, "w": 60 * 24 * 7}


def parse_now(text: str | None, zone: ZoneInfo) -> datetime:
    """The moment `text` names, the clock's where it is None; a bare date means the end of that day."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    moment = _iso(text)
    if moment is None:
        raise RequestError(
            f"{text!r} is no time; want 2026-11-22, 2026-11-22T08:00 or with a zone, +01:00 or Z"
        )
    if "T" not in text and " " not in text.strip():
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def parse_since(text: str | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The start that `text` names: a span before `now` ("24h", "3d"), or a moment."""
    if text is None:
        return None
    if match := _SPAN.fullmatch(text.strip()):
        return now - timedelta(minutes=int(match[1]) * _UNITS[match[2].lower()])
    moment = _iso(text)
    if moment is None:
        raise RequestError(
            f"{text!r} is no start; want a span such as 24h or 3d, or a time such as 2026-11-21T09:00"
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
