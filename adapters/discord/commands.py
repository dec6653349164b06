"""The table of commands as Discord's: slash commands with typed options, and the menu of a message. Pure.

Between the desk's declarations and Discord's registry, which client.py compares with what is made here and
writes only where something differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.discord.places import TEXT_KINDS
from bot.ports import Command, Kind, Option, Who

EXPLAIN_MENU = "Explain AI terms"
_SLASH, _MESSAGE_MENU = 1, 3
_STRING, _INTEGER, _BOOLEAN, _CHANNEL = 3, 4, 5, 7
_TYPES = {Kind.TEXT: _STRING, Kind.NUMBER: _INTEGER, Kind.SWITCH: _BOOLEAN, Kind.CHANNEL: _CHANNEL}
_SERVER, _PERSON = 0, 1  # where we are installed
_IN_SERVER, _IN_DM, _IN_PRIVATE = 0, 1, 2
_MANAGE_GUILD = 1 << 5
_SENTENCE_MOST = 100
_TEXT_MOST = 6_000
# What only reads the news: people may bring these along to places that have not installed us.
_BROUGHT_ALONG = frozenset({"explain", "news", "search", "digest"})
_COMPARED = (
    "type", "name", "description", "options", "default_member_permissions", "contexts", "integration_types",
)  # fmt: skip
_OPTION_COMPARED = (
    "type", "name", "description", "required", "choices", "autocomplete", "min_value", "max_value",
    "min_length", "max_length", "channel_types",
)  # fmt: skip


def payloads(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """Every command as Discord registers it, and the menu "Explain AI terms" on messages."""
    menu: dict[str, Any] = {"type": _MESSAGE_MENU, "name": EXPLAIN_MENU, **_places(brought_along=True)}
    return [*(_payload(command) for command in commands), menu]


def same(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord has these commands already, whatever it adds to them."""
    return _compared(ours) == _compared(theirs)


def _payload(command: Command) -> dict[str, Any]:
    options = sorted(command.options, key=lambda one: not one.required)
    made: dict[str, Any] = {
        "type": _SLASH,
        "name": command.name,
        "description": command.sentence[:_SENTENCE_MOST],
        "options": [_option(one) for one in options],
        **_places(command.name in _BROUGHT_ALONG, command.anywhere),
    }
    if command.who is Who.MANAGER:
        made["default_member_permissions"] = _MANAGE_GUILD
    return made


def _places(brought_along: bool, anywhere: bool = True) -> dict[str, Any]:
    if brought_along:
        return {"integration_types": [_SERVER, _PERSON], "contexts": [_IN_SERVER, _IN_DM, _IN_PRIVATE]}
    return {"integration_types": [_SERVER], "contexts": [_IN_SERVER, _IN_DM] if anywhere else [_IN_SERVER]}


def _option(option: Option) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": _TYPES[option.kind],
        "name": option.name,
        "description": option.sentence[:_SENTENCE_MOST],
        "required": option.required,
    }
    if option.choices:
        made["choices"] = [{"name": one.name, "value": one.value} for one in option.choices]
        return made
    if option.completes:
        made["autocomplete"] = True
    match option.kind:
        case Kind.NUMBER:
            made |= {"min_value": option.least, "max_value": option.most}
        case Kind.TEXT:
            made["max_length"] = min(option.most, _TEXT_MOST)
            if option.least:
                made["min_length"] = option.least
        case Kind.CHANNEL:
            made["channel_types"] = list(TEXT_KINDS)
        case Kind.SWITCH:
            pass
    return made


def _compared(commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What we set of each command, what is empty left out: Discord answers without it."""
    found = [_kept(one, _COMPARED) for one in commands]
    for one in found:
        one["options"] = [_kept(option, _OPTION_COMPARED) for option in one.get("options", ())]
        for option in one["options"]:
            choices = option.get("choices", ())
            option["choices"] = [{"name": each["name"], "value": each["value"]} for each in choices]
        one["default_member_permissions"] = str(one.get("default_member_permissions", ""))  # either way
        for name in ("contexts", "integration_types"):
            one[name] = sorted(one.get(name, ()))
    return sorted(found, key=lambda one: (one.get("type", _SLASH), one["name"]))


def _kept(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if given.get(name) not in (None, False, "", [])}
