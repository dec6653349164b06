"""Small wording shared by every digest: ages, lists, counts, dates."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.window import names_a_day_only


def age(at: datetime, now: datetime) -> str:
    """How long ago in human units: "just now", "40 min ago", "6 h ago", "3 days ago".

    Where only the day is known: "today", "yesterday".
    """
    if names_a_day_only(at):
        days = (now.astimezone(UTC).date() - at.date()).days
        return f"{days} days ago" if days > 1 else "yesterday" if days else "today"
    passed = now - at
    if passed < timedelta(minutes=2):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(hours=36):
        hours = round(passed.total_seconds() / 3600)
        return f"{hours} h ago"
    return f"{round(passed.total_seconds() / 86400)} days ago"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 story", "5 stories"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str], most: int = 4) -> str:
    """A list as people write it: "A, B and C"; past `most`, "A, B, C and 2 more"."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def day(at: datetime, zone: ZoneInfo) -> str:
    """The date in full: "Sunday 22 November"."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A time near `now`: "09:00", "yesterday 09:00", "Friday 09:00", "14 November 09:00"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"yesterday {local:%H:%M}"
    if 1 < days < 7:
        return f"{local:%A %H:%M}"
    return f"{local.day} {local:%B %H:%M}"
