"""The options of a request, checked against the command's declaration: pure.

Between the desk and a command: what passes here is plain text on one line, within its limits. A fault
is a RequestError that names the option, what it got and what it wants.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress

from bot.errors import RequestError
from bot.ports import Caller, Choice, Command, Kind, Option

MOST_CHOICES = 25  # Discord's and Slack's lists are no longer (platform documentation)
LONGEST_CHOICE = 100  # characters, name and value alike
_JOINERS = "\u200c\u200d"  # of scripts and emoji; nothing else unseen is text
_SWITCHES = {
    "on": "on", "yes": "on", "true": "on", "1": "on", "off": "off", "no": "off", "false": "off", "0": "off",
}  # fmt: skip


def plain(text: str) -> str:
    """The text on one line: any gap is one space, what is unseen or steers a screen is taken out."""
    return " ".join("".join(" " if one.isspace() else one for one in text if _is_text(one)).split())


def _is_text(one: str) -> bool:
    return one.isspace() or one in _JOINERS or unicodedata.category(one) not in ("Cc", "Cf", "Cs")


def checked(command: Command, options: Mapping[str, str]) -> dict[str, str]:
    """The options as the command may have them, blank ones left out. Raises RequestError."""
    known = {option.name: option for option in command.options}
    for name in options:
        if name not in known:
            raise RequestError(_unknown(command, plain(name)))
    given = {name: plain(value) for name, value in options.items()}
    checked_ones = {name: _checked(known[name], value) for name, value in given.items() if value}
    for option in command.options:
        if option.required and option.name not in checked_ones:
            example = f" For example: `{command.examples[0]}`." if command.examples else ""
            raise RequestError(f"`{command.name}` needs {option.name}: {_lowered(option.sentence)}{example}")
    return checked_ones


def passing(command: Command, options: Mapping[str, str]) -> dict[str, str]:
    """Those of half-typed options that may pass as they are; faults are left out."""
    given: dict[str, str] = {}
    for option in command.options:
        if value := plain(options.get(option.name, "")):
            with suppress(RequestError):
                given[option.name] = _checked(option, value)
    return given


def _unknown(command: Command, name: str) -> str:
    names = ", ".join(option.name for option in command.options)
    takes = f"it takes {names}" if names else "it takes none"
    return f"`{command.name}` has no option {name[:40]!r}; {takes}. Nothing was changed."


def _checked(option: Option, value: str) -> str:
    if option.choices:
        return _chosen(option, value)
    match option.kind:
        case Kind.NUMBER:
            return _number(option, value)
        case Kind.SWITCH:
            if value.casefold() not in _SWITCHES:
                raise RequestError(f"{option.name} is on or off, not {value[:40]!r}. Nothing was changed.")
            return _SWITCHES[value.casefold()]
        case Kind.TEXT | Kind.CHANNEL:
            return _text(option, value)


def _chosen(option: Option, value: str) -> str:
    wanted = value.casefold()
    for choice in option.choices:
        if wanted in (choice.value.casefold(), choice.name.casefold()):
            return choice.value
    values = ", ".join(choice.value for choice in option.choices)
    raise RequestError(f"{option.name} cannot be {value[:40]!r}; choose from: {values}. Nothing was changed.")


def _number(option: Option, value: str) -> str:
    try:
        number = int(value) if value.isascii() and len(value) <= 9 else None
    except ValueError:
        number = None
    if number is None or not option.least <= number <= option.most:
        bounds = f"a whole number from {option.least} to {option.most}"
        raise RequestError(f"{option.name} is {bounds}, not {value[:40]!r}. Nothing was changed.")
    return str(number)


def _text(option: Option, value: str) -> str:
    if len(value) > option.most:
        raise RequestError(
            f"{option.name} has {len(value)} characters, {option.most} at most are read. Nothing was changed."
        )
    if len(value) < option.least:
        raise RequestError(f"{option.name} needs {option.least} characters at least. Nothing was changed.")
    return value


def own_channel_only(command: Command, options: Mapping[str, str], caller: Caller) -> None:
    """Refuse a channel that nobody vouches for: typed, or named in a direct message.

    A platform's own picker offers only channels of the workspace; in words anyone could name any.
    """
    for option in command.options:
        named = options.get(option.name, caller.channel)
        if option.kind is Kind.CHANNEL and named != caller.channel:
            raise RequestError(
                "A channel cannot be named in words. Pick it with the command's own option,"
                " or type this in the channel it is for. Nothing was changed."
            )


def offered(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """What may be offered: at most 25, with values that fit and names cut to fit."""
    fitting = (choice for choice in choices if 0 < len(choice.value) <= LONGEST_CHOICE)
    return tuple(Choice(one.value, _cut(plain(one.name) or one.value)) for one in fitting)[:MOST_CHOICES]


def matching(choices: tuple[Choice, ...], typed: str) -> tuple[Choice, ...]:
    """The fixed choices that hold what is typed, those that begin with it first."""
    wanted = plain(typed).casefold()
    found = [choice for choice in choices if wanted in f"{choice.value} {choice.name}".casefold()]
    return tuple(sorted(found, key=lambda choice: not choice.value.casefold().startswith(wanted)))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_CHOICE else f"{name[: LONGEST_CHOICE - 1]}…"


def _lowered(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"
