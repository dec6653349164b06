"""What Discord's client does before it sends a command: finds it, takes only what options allow. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire.discord import shapes
from tests.wire.discord.entities import DM, Channel, Json, User
from tests.wire.discord.permissions import BITS

SUB, SUB_GROUP, TEXT, WHOLE, YES_NO, PERSON, CHANNEL, NUMBER = 1, 2, 3, 4, 5, 6, 7, 10
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
TYPES: Mapping[int, type | tuple[type, ...]] = {
    TEXT: str,
    WHOLE: int,
    YES_NO: bool,
    PERSON: User,
    CHANNEL: Channel,
    NUMBER: (int, float),
}


class CannotDo(AssertionError):
    """Discord's client would not let a person do this."""


def find(commands: Sequence[Json], kind: int, name: str) -> Json:
    """The command of a kind by name."""
    for command in commands:
        if (command["type"], command["name"]) == (kind, name):
            return command
    raise CannotDo(f"no command is called {name!r}; there are {[item['name'] for item in commands]}")


def context(channel: Channel, with_bot: bool = True) -> int:
    """Where a command is used."""
    if channel.guild:
        return IN_GUILD
    return IN_BOT_DM if channel.type == DM and with_bot else IN_PRIVATE


def check_shown(command: Json, channel: Channel, permissions: int) -> None:
    """Refuse a command that is not shown to this person in this place."""
    place = context(channel)
    contexts, kinds = command.get("contexts"), command.get("integration_types") or [0]
    if contexts is not None and place not in contexts:
        raise CannotDo(f"/{command['name']} is not offered in context {place}")
    if channel.guild and not channel.guild.joined and 1 not in kinds:
        raise CannotDo(f"/{command['name']} is not user-installed, and the bot is not in this server")
    needed = command.get("default_member_permissions")
    if needed is None or not channel.guild or permissions & BITS["administrator"]:
        return
    if int(needed) == 0 or permissions & int(needed) != int(needed):
        raise CannotDo(f"/{command['name']} is hidden from this person")


def data(command: Json, path: Sequence[str], given: Mapping[str, Any], focus: str = "") -> Json:
    """The `data` of a command interaction; `focus` names the option being completed."""
    options, wrap = command.get("options") or [], []
    for name in path:
        inner = next((item for item in options if item["name"] == name and item["type"] in (1, 2)), None)
        if inner is None:
            raise CannotDo(f"/{command['name']} has no subcommand {name!r}")
        wrap.append(inner)
        options = inner.get("options") or []
    if any(item["type"] in (SUB, SUB_GROUP) for item in options):
        raise CannotDo(f"/{command['name']} needs one of its subcommands")
    filled = _filled(options, given, focus)
    for inner in reversed(wrap):
        filled = [{"type": inner["type"], "name": inner["name"], "options": filled}]
    sent: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "options": filled}
    resolved = _resolved(given)
    return sent | ({"resolved": resolved} if resolved else {})


def _filled(options: Sequence[Json], given: Mapping[str, Any], focus: str) -> list[Json]:
    known = {option["name"]: option for option in options}
    unknown = set(given) - set(known)
    if unknown:
        raise CannotDo(f"no such options: {sorted(unknown)}; there are {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in given]
    if missing and not focus:
        raise CannotDo(f"required: {missing}")
    filled = []
    for name, value in given.items():
        if name == focus:
            if not known[name].get("autocomplete"):
                raise CannotDo(f"{name!r} has no completion")
            filled.append({"name": name, "type": known[name]["type"], "value": value, "focused": True})
        else:
            filled.append({"name": name, "type": known[name]["type"], "value": _value(known[name], value)})
    return filled


def _value(option: Json, value: Any) -> Any:
    wanted = TYPES.get(option["type"], object)
    if not isinstance(value, wanted) or (option["type"] == WHOLE and isinstance(value, bool)):
        raise CannotDo(f"{option['name']} takes {wanted}, not {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise CannotDo(f"{option['name']} is one of {choices}, not {value!r}")
    if isinstance(value, Channel):
        kinds = option.get("channel_types") or []
        if kinds and value.type not in kinds:
            raise CannotDo(f"{option['name']} takes channels of types {kinds}, not {value.type}")
    size = len(value) if isinstance(value, str) else value
    if isinstance(size, int | float) and not isinstance(value, bool):
        least = option.get("min_length", option.get("min_value"))
        most = option.get("max_length", option.get("max_value", 6000 if isinstance(value, str) else None))
        if (least is not None and size < least) or (most is not None and size > most):
            raise CannotDo(f"{option['name']} is out of its limits: {size}")
    return str(value.id) if isinstance(value, Channel | User) else value


def _resolved(given: Mapping[str, Any]) -> Json:
    found: Json = {}
    for value in given.values():
        if isinstance(value, Channel):
            found.setdefault("channels", {})[str(value.id)] = shapes.channel(value) | {"permissions": "0"}
        elif isinstance(value, User):
            found.setdefault("users", {})[str(value.id)] = shapes.user(value)
    return found
