"""Times and spans as people type them at the terminal."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import RequestError

_YEARS = range(1990, 2101)
_SPAN = re.compile(r"(\d{1,4})\s*(m|min|h|d|w)", re.IGNORECASE)
_UNITS = {"m": 1, "min": 1, "h": 60, "d": 60 * 24, "w": 60 * 24 * 7}


def parse_now(text: str | None, zone: ZoneInfo) -> datetime:
    """The moment `text` names, the clock's where it is None; a bare date means the end of that day."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    moment = _moment(text, zone, time(23, 59, 59))
    if moment is None:
        raise RequestError(
            f"{text!r} is no time; want 2026-11-22, 2026-11-22T08:00 or with a zone, +01:00 or Z"
        )
    return moment


def parse_since(text: str | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The start that `text` names: a span before `now` ("24h", "3d"), or a moment."""
    if text is None:
        return None
    if match := _SPAN.fullmatch(text.strip()):
        start: datetime | None = now - timedelta(minutes=int(match[1]) * _UNITS[match[2].lower()])
    else:
        start = _moment(text, zone, time(0))
    if start is None:
        raise RequestError(
            f"{text!r} is no start; want a span such as 24h or 3d, or a time such as 2026-11-21T09:00"
        )
    if start >= now:
        raise RequestError(f"{text!r} is not before the digest's own time")
    return start


def _moment(text: str, zone: ZoneInfo, of_a_day: time) -> datetime | None:
    """The moment that `text` writes, a bare date at the time `of_a_day`; None where it writes none."""
    try:
        moment = datetime.combine(date.fromisoformat(text.strip()), of_a_day)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.strip().upper())
        except ValueError:
            return None
    if moment.year not in _YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
