"""When: times of day, days of the week and zones as people type them, and how a rule is said back.

Between what is typed and a `Rule` (orders.py); the commands ask here, `zones.py` knows the zones. Every
word must be understood: what is not raises RequestError, and is never dropped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from bot.desk.zones import complete_zones, find_zone, is_near_zone, known_zone, shown
from bot.digest.words import day, listed
from bot.errors import RequestError
from bot.orders import EVERY_DAY, WEEKDAYS, Rule
from bot.ports import Choice
from bot.stories.topics import topic_slugs

__all__ = (
    "When",
    "complete_times",
    "complete_zones",
    "find_zone",
    "parse_days",
    "parse_time",
    "say_next",
    "say_rule",
    "split_when",
)

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("mo|mon", "tu|tue|tues", "we|wed|weds", "th|thu|thur|thurs", "fr|fri", "sa|sat", "su|sun")
_DAYS = {
    spelled: (number,)
    for number, (name, short) in enumerate(zip(_DAY_NAMES, _SHORT, strict=True))
    for spelled in (*short.split("|"), name.casefold(), f"{name.casefold()}s")
}
_GROUPS = {
    **dict.fromkeys(("daily", "everyday", "every day", "each day", "all days", "all week"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays", "working days"), WEEKDAYS),
    **dict.fromkeys(("weekend", "weekends"), (5, 6)),
}
_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NAMED = {time(12): "noon", time(0): "midnight"}
_LONGEST, _LONGEST_LINE = 80, 600  # characters of days or a time, and of a whole line

_A_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_ITEM = rf"(?:{'|'.join(_GROUPS)}|(?:{_A_DAY})(?: ?(?:-|to|through|thru|till|until) ?(?:{_A_DAY}))?)\b"
_JOINED = r"(?: ?[,&+/] ?(?:and )?| and | )(?:(?:on|every|each) )?"
_DAYS_PHRASE = re.compile(rf"(?<![\w-])(?:on )?(?:(?:every|each) )?{_ITEM}(?:{_JOINED}{_ITEM})*(?![\w-])")
_AN_ITEM = re.compile(rf"\b{_ITEM}")
_RANGE = re.compile(rf"({_A_DAY}) ?(?:-|to|through|thru|till|until) ?({_A_DAY})")
_BETWEEN = re.compile(r"\b(?:on|every|each|and)\b|[,&+/ ]")

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2})|h| ?o ?clock)? ?(am|pm)?|(\d{2})(\d{2}) ?h?"
_TIME = re.compile(_CLOCK)
_PLAIN_TIME = r"\d{1,2}(?:(?:[:.h]\d{2})? ?[ap]m|[:.h]\d{2}|h| ?o ?clock)|\d{4}|" + "|".join(_TIMES)
_TIME_PHRASE = re.compile(
    rf"(?<![\w:./+-])(?:(?:at|@) ?(?:{_PLAIN_TIME}|\d{{1,2}})|{_PLAIN_TIME})(?![\w:/+-]|\.\d)"
)
_AT = re.compile(r"(?:^| )(?:at |@ ?)(.+)")
_MARK = "\0"  # where a time or days were taken out of a line
_FILLERS = re.compile(
    r"^(?:(?:about|and|for|in|on|please|topics?|to|with)(?: |$)|[,;:.] ?)+|(?:[ ,;:]|(?: |^)in$)+$"
)
_WORD = re.compile(r"\w+")
_WORDS_OF_A_ZONE = 5
_EXAMPLE = "type topics, then a time, a city and days, as in: agents, safety at 9am Berlin weekdays"


@dataclass(frozen=True, slots=True)
class When:
    """What a typed line says: the words that are left for topics, and a rule's parts.

    What was not typed is None (`time`), empty (`days`) or "" (`zone`, `topics_text`).
    """

    topics_text: str
    time: "time | None"
    days: tuple[int, ...]
    zone: str


def parse_time(text: str) -> time:
    """A time of day: "9am", "9:30 pm", "09:00", "0900", "21.15", "9h30", "noon"; a bare 9 is 09:00.

    Raises RequestError for anything else.
    """
    plain = _plain(text, _LONGEST).removeprefix("at ").removeprefix("@").strip()
    if plain in _TIMES:
        return _TIMES[plain]
    if match := _TIME.fullmatch(plain):
        hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
        if match[3] and not 1 <= hour <= 12:
            hour = 24
        elif match[3]:
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise RequestError(f"{shown(text)} is no time of day; type one like 9am, 09:00 or 21:15.")


def parse_days(text: str) -> tuple[int, ...]:
    """Days of the week, Monday 0: "weekdays", "daily", "weekends", "mon wed fri", "Mon-Fri", "on Tuesdays".

    Raises RequestError for anything else.
    """
    plain = _plain(text, _LONGEST)
    if not _AN_ITEM.search(plain) or _BETWEEN.sub("", _AN_ITEM.sub("", plain)):
        raise RequestError(
            f"{shown(text)} names no days; type weekdays, every day, weekends, or names: Mon, Wed and Fri."
        )
    return _days_in([plain])


def split_when(text: str) -> When:
    """Split a line such as "agents, safety at 9am Berlin weekdays" into topics and a rule's parts.

    Raises RequestError where a part is there twice, or what follows a time is not understood.
    """
    line = _plain(text, _LONGEST_LINE)
    days = _days_in(match[0] for match in _DAYS_PHRASE.finditer(line))
    line = _DAYS_PHRASE.sub(_MARK, line)
    times = [match[0] for match in _TIME_PHRASE.finditer(line)]
    if len(times) > 1:
        raise RequestError(
            f"{shown(times[0])} and {shown(times[1])} are two times; make a subscription for each."
        )
    zones, words = _zones_and_words(_TIME_PHRASE.sub(_MARK, line).split(_MARK))
    if len(zones) > 1:
        raise RequestError(f"{zones[0]} and {zones[1]} are two time zones; name one.")
    at = parse_time(times[0]) if times else None
    return When(words, at, days, "".join(zones))


def complete_times(typed: str, most: int = 25) -> tuple[Choice, ...]:
    """Times of day that what is typed may become: what it is already, then full hours before quarters."""
    plain = _plain(typed[:_LONGEST], _LONGEST).removeprefix("at ").strip()
    try:
        exact = [parse_time(plain)]
    except RequestError:
        exact = []
    begun = (at for at in _OFFERED if any(form.startswith(plain) for form in _forms(at)))
    times = tuple(dict.fromkeys((*exact, *begun)))[:most]
    return tuple(Choice(f"{at:%H:%M}", f"{at:%H:%M} ({_NAMED.get(at) or _twelve(at)})") for at in times)


def say_rule(rule: Rule) -> str:
    """A rule in words: "Every weekday at 09:00 Europe/Berlin"."""
    return f"Every {_say_days(rule.days)} at {rule.at:%H:%M} {rule.zone}"


def say_next(at: datetime, rule_zone: str, now: datetime) -> str:
    """When that is, in the rule's zone: "tomorrow at 09:00", "Monday 23 November at 09:00"."""
    zone = ZoneInfo(rule_zone)
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if at <= now:
        return "in a moment"
    named = {0: "today", 1: "tomorrow"}.get(days) or day(at, zone)
    return f"{named} at {local:%H:%M}"


def _plain(text: str, longest: int) -> str:
    """Fold case, width, gaps and dashes, and write a.m. as am; raises RequestError for what is too long."""
    if len(text) > longest:
        raise RequestError(f"That is too long; keep it under {longest} characters.")
    visible = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    folded = " ".join(unicodedata.normalize("NFKC", visible).casefold().split())
    folded = re.sub("[‐‑‒–—−]", "-", folded).replace("o'clock", "oclock").replace("o’clock", "oclock")
    return re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", folded)


def _days_in(phrases: Iterable[str]) -> tuple[int, ...]:
    """The days that plain phrases name together, in order."""
    items = (item for phrase in phrases for item in _AN_ITEM.findall(phrase))
    return tuple(sorted({number for item in items for number in _days_of(item)}))


def _days_of(item: str) -> Sequence[int]:
    if item in _GROUPS:
        return _GROUPS[item]
    if match := _RANGE.fullmatch(item):
        first, last = _DAYS[match[1]][0], _DAYS[match[2]][0]
        return [number % 7 for number in range(first, last + 1 if last >= first else last + 8)]
    return _DAYS[item]


def _zones_and_words(pieces: Sequence[str]) -> tuple[list[str], str]:
    """The zones in what is left around times and days, and the words that are topics.

    Topics stand before; words after are topics only where there are none before and they name no zone.
    """
    zones: list[str] = []
    left: list[str] = []
    for number, piece in enumerate(pieces):
        words = _FILLERS.sub("", piece.strip())
        if lost := _AT.search(words):
            parse_time(lost[1])
        zone, words = _take_zone(words, at_end=number == 0)
        zones += [zone] if zone else []
        if words and number and is_near_zone(words) and not _topic_words() & set(_WORD.findall(words)):
            zones.append(find_zone(words))
        elif words and number and left:
            raise RequestError(f"I do not understand {shown(words)}; {_EXAMPLE}.")
        elif words:
            left.append(words)
    return zones, ", ".join(left)


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(word for slug in topic_slugs() for word in slug.split("-"))


def _take_zone(words: str, at_end: bool) -> tuple[str, str]:
    """The zone with which the words end (or begin), and the words without it."""
    listed_words = words.split(" ")
    for count in range(min(len(listed_words), _WORDS_OF_A_ZONE), 0, -1):
        cut = len(listed_words) - count if at_end else count
        head, tail = " ".join(listed_words[:cut]), " ".join(listed_words[cut:])
        part, rest = (tail, head) if at_end else (head, tail)
        if zone := known_zone(part.strip(",;: ")):
            return zone, _FILLERS.sub("", rest)
    return "", words


def _say_days(days: Sequence[int]) -> str:
    if tuple(days) == EVERY_DAY:
        return "day"
    if tuple(days) == WEEKDAYS:
        return "weekday"
    if len(days) > 3 and days[-1] - days[0] == len(days) - 1:
        return f"{_DAY_NAMES[days[0]]} to {_DAY_NAMES[days[-1]]}"
    return listed([_DAY_NAMES[number] for number in days], len(_DAY_NAMES))


def _offered() -> Iterator[time]:
    """Every quarter hour: full hours first, halves next, and among them the day before the night."""
    for minutes in ((0,), (30,), (15, 45)):
        for hour in (*range(6, 24), *range(6)):
            yield from (time(hour, minute) for minute in minutes)


def _forms(at: time) -> tuple[str, ...]:
    """The ways in which a time may be begun."""
    twelve = _twelve(at)
    return (
        f"{at:%H:%M}",
        f"{at.hour}:{at:%M}",
        f"{at:%H%M}",
        f"{at:%H}.{at:%M}",
        twelve,
        twelve.replace(" ", ""),
    )


def _twelve(at: time) -> str:
    """The time by the twelve-hour clock: "9 am", "9:30 pm"."""
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


_OFFERED = tuple(_offered())
