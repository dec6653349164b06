"""A line as people type it: a command's name, then its options in words. Pure.

    /explain recursive self-improvement
    subscribe agents, safety at 9am Berlin weekdays
    news topic:agents count:5
    mute words:"open weights"

`name:value` gives an option, in quotes where the value holds spaces; a value that ends in a comma goes
on. All other words are the first option's. Where a command takes time, days and zone they are found in
those words. What the options mean is checked later (`options.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.desk.options import plain
from bot.desk.when import split_when
from bot.errors import RequestError
from bot.ports import Command

LONGEST_LINE = 2_200  # an address alone may take 2,000
_NEAREST = 3
_WHEN = ("time", "days", "zone")
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
_NAMED = re.compile(r"([A-Za-z][A-Za-z-]*):")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line asks for."""

    command: str
    options: dict[str, str]


def understood(line: str, commands: Sequence[Command]) -> Typed:
    """Read a line. Raises RequestError where it begins with no command's name or gives an option twice."""
    cleaned = plain(line)
    if len(cleaned) > LONGEST_LINE:
        raise RequestError(f"That line has {len(cleaned)} characters; {LONGEST_LINE} at most are read.")
    first, _, rest = cleaned.removeprefix("tidings ").partition(" ")  # as copied from a terminal
    command = _named(first.lstrip("/!").casefold(), commands)
    bare, given = _sorted_words(rest, command)
    return Typed(command.name, with_words(command, bare, given))


def with_words(command: Command, words: str, given: dict[str, str]) -> dict[str, str]:
    """The given options, and the words without a name as what they are. Raises RequestError."""
    if not words:
        return given
    if not command.options:
        raise RequestError(f"`{command.name}` takes no options, and {words[:40]!r} was typed after it.")
    found = _with_when(command, words)
    for name in found:
        if name in given:
            raise RequestError(
                f"{name} was given as {given[name][:40]!r}, and {found[name][:40]!r} stands beside it."
                " Put a value that holds spaces in quotes. Nothing was changed."
            )
    return {**found, **given}


def _with_when(command: Command, words: str) -> dict[str, str]:
    """The first option of the words; where the command has a time, with time, days and zone set apart."""
    first = command.options[0].name
    if not {option.name for option in command.options}.issuperset(_WHEN):
        return {first: words}
    when = split_when(words)
    time = f"{when.time:%H:%M}" if when.time else ""
    days = ", ".join(_DAY_NAMES[day] for day in when.days)
    found = {first: when.topics_text, "time": time, "days": days, "zone": when.zone}
    return {name: value for name, value in found.items() if value}


def _named(word: str, commands: Sequence[Command]) -> Command:
    names = {command.name: command for command in commands}
    if word in names:
        return names[word]
    nearest = get_close_matches(word[:40], names, _NEAREST, 0.5)
    begun = [name for name in names if word and name.startswith(word) and name not in nearest]
    meant = " or ".join(f"`{name}`" for name in [*nearest, *begun][:_NEAREST])
    maybe = f" Did you mean {meant}?" if meant else ""
    raise RequestError(f"I know no command {word[:40]!r}.{maybe} `help` lists all of them.")


def _sorted_words(rest: str, command: Command) -> tuple[str, dict[str, str]]:
    """Words without a name as one text, and the named ones."""
    known = {option.name for option in command.options}
    bare: list[str] = []
    given: dict[str, str] = {}
    for name, value in _pieces(rest, known):
        if name in given:
            raise RequestError(f"{name} was given twice. Nothing was changed; type it once.")
        if name:
            given[name] = value
        else:
            bare.append(value)
    return " ".join(bare), given


def _pieces(rest: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """(option, value) one after another; a word without an option's name comes under ""."""
    at = 0
    while at < len(rest):
        if rest[at] == " ":
            at += 1
            continue
        match = _NAMED.match(rest, at)
        name = match[1].casefold() if match else ""
        if match and name in known:
            value, at = _value(rest, match.end())
            yield name, value
        else:
            value, at = _word(rest, at)
            yield "", value


def _value(rest: str, at: int) -> tuple[str, int]:
    """A named option's value and where it ends; `name: value` is meant as `name:value`."""
    value, at = _word(rest, at + 1 if rest[at : at + 1] == " " else at)
    while value.endswith(",") and rest[at : at + 1] == " ":
        more, at = _word(rest, at + 1)
        value = f"{value} {more}"
    return value, at


def _word(rest: str, at: int) -> tuple[str, int]:
    """One word, or what stands in quotes, and where it ends; a quote that is left open goes to the end."""
    closing = _QUOTES.get(rest[at : at + 1])
    start = at + 1 if closing else at
    end = rest.find(closing or " ", start)
    if end < 0:
        end = len(rest)
    return rest[start:end], min(end + 1, len(rest)) if closing else end
