"""Discord's rules for application commands that its OpenAPI description does not hold. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.wire.discord.entities import Json
from tests.wire.discord.errors import Problem

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
WHOLE = 8000  # names, descriptions and values of one command
CATEGORIES = ("L", "N")


def commands(listed: Sequence[Json]) -> list[Problem]:
    """Problems of a whole list of commands."""
    found = []
    for kind, times in Counter(command.get("type") or SLASH for command in listed).items():
        if times > MOST.get(kind, 0):
            found.append(Problem((), f"{times} commands of type {kind}: at most {MOST.get(kind, 0)}."))
    names = Counter((command.get("type") or SLASH, command.get("name")) for command in listed)
    found += [
        Problem((), f"Application command names must be unique: {name}") for name, n in names.items() if n > 1
    ]
    for at, command in enumerate(listed):
        found += [Problem((at, *problem.where), problem.what) for problem in one(command)]
    return found


def one(command: Json) -> list[Problem]:
    """Problems of one command."""
    if (command.get("type") or SLASH) != SLASH:
        extra = [key for key in ("description", "options") if command.get(key)]
        return [Problem((key,), "Context menu commands cannot have it.") for key in extra]
    found = list(_named(command)) + list(_options(command.get("options") or []))
    if _size(command) > WHOLE:
        found.append(Problem((), f"Command exceeds maximum size ({WHOLE})"))
    return found


def _named(thing: Json) -> Iterator[Problem]:
    name = thing.get("name") or ""
    if not 1 <= len(name) <= 32 or name != name.lower() or not all(_fits(letter) for letter in name):
        yield Problem(("name",), "Command name is invalid", "APPLICATION_COMMAND_INVALID_NAME")
    if not 1 <= len(thing.get("description") or "") <= 100:
        yield Problem(("description",), "Must be between 1 and 100 in length.", "BASE_TYPE_BAD_LENGTH")


def _fits(letter: str) -> bool:
    return letter in "-_'" or unicodedata.category(letter)[0] in CATEGORIES or "\u0900" <= letter <= "\u097f"


def _options(options: Sequence[Json]) -> Iterator[Problem]:
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield Problem(("options",), "Required options must be placed before non-required options")
    if len({option.get("name") for option in options}) != len(options):
        yield Problem(("options",), "Option name already exists")
    for at, option in enumerate(options):
        where = ("options", at)
        nested = [*_named(option), *_options(option.get("options") or [])]
        yield from (Problem((*where, *problem.where), problem.what) for problem in nested)
        if option.get("autocomplete") and option.get("choices"):
            yield Problem(where, "An option has either choices or autocomplete.")
        values = [choice.get("value") for choice in option.get("choices") or ()]
        if len(set(values)) != len(values):
            yield Problem((*where, "choices"), "Choice values must be unique.")


def _size(thing: Json) -> int:
    size = len(thing.get("name") or "") + len(thing.get("description") or "")
    for choice in thing.get("choices") or ():
        size += len(choice.get("name") or "") + len(str(choice.get("value")))
    return size + sum(_size(option) for option in thing.get("options") or ())
