"""Dates as feeds write them, read strictly: a date that is not plainly there is None, never a guess.

Pure. The written rule is in docs/sources.md; holding a date to the moment of fetching is `clean`'s work.
feedparser's own reading is not used: it takes digits of a Unix time for a day of the year.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
FUTURE_LEEWAY = timedelta(days=1)

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_FULL_MONTHS = {
    "january", "february", "march", "april", "june", "july",
    "august", "september", "sept", "october", "november", "december",
}  # fmt: skip
# RFC 822 names, and the few others that feeds really use; unknown names count as UTC (RFC 2822, 4.3).
_ZONE_HOURS = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "jst": 9, "kst": 9,
}  # fmt: skip

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_TIME = _CLOCK + r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|(?:GMT|UTC)?\s?[+-]\d{1,2}:?(?:\d{2})?)"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_WEEKDAY = r"(?:[A-Za-z]{2,9}\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
        rf"(?:(?:\s*[Tt]\s*|\s+){_TIME}(?:\s*{_ZONE})?|Z)?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        rf"(?:T(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE}?)?",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
        rf"(?:,?\s+{_TIME}(?:\s*{_ZONE})?)?",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
        rf"(?:,?(?:\s+at)?\s+{_TIME}(?:\s*{_ZONE})?)?",
        rf"[A-Za-z]{{3}}\s+{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})",
    )
)
_UNIX_S = re.compile(r"\d{10}", re.ASCII)
_UNIX_MS = re.compile(r"\d{13}", re.ASCII)


def read_date(text: str) -> datetime | None:
    """Return the aware UTC time that `text` plainly states, or None; no zone means UTC.

    Reads ISO 8601 / W3CDTF from the day on, RFC 822 and 2822, asctime, English "Feb 3, 2026", and Unix
    times of 10 (s) or 13 (ms) digits. A month or a year alone is not a date.
    """
    text = " ".join(text[:80].split())
    if _UNIX_S.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if _UNIX_MS.fullmatch(text):
        return datetime.fromtimestamp(int(text) // 1000, UTC)
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _built(match)
    return None


def claimed_date(text: str, now: datetime) -> datetime | None:
    """Return the date a feed claims, or None where the date rule (docs/sources.md) does not believe it."""
    date = read_date(text) if text else None
    if date is None or date > now + FUTURE_LEEWAY or date < EARLIEST:
        return None
    return date


def _built(match: re.Match[str]) -> datetime | None:
    """Return the time a matched form spells, or None for days and hours that do not exist."""
    parts = match.groupdict()
    month = _month(parts["month"])
    offset = _offset(parts["zone"] or "")
    if month is None or offset is None:
        return None
    hour = int(parts["hour"] or 0)
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        day = datetime(_year(parts["year"]), month, int(parts["day"]), tzinfo=offset)
        if hour == 24 and int(parts["minute"]) == 0:  # ISO 8601: the end of the day
            return (day + timedelta(days=1)).astimezone(UTC)
        second = min(int(parts["second"] or 0), 59)  # a leap second is the second before it
        return day.replace(hour=hour, minute=int(parts["minute"] or 0), second=second).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    """Return the year; two digits are read as RFC 2822 says."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _month(text: str) -> int | None:
    """Return the month of a number or an English name, full or of three letters."""
    if text.isdigit():
        return int(text)
    name = text.lower()
    return _MONTHS.get(name[:3]) if len(name) == 3 or name in _FULL_MONTHS else None


def _offset(zone: str) -> timezone | None:
    """Return the offset of a zone as written; "" and unknown names are UTC, impossible offsets None."""
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if match is None:
        return timezone(timedelta(hours=_ZONE_HOURS.get(zone.lower(), 0)))
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
