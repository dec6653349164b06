"""Buttons, selects and modals as Discord's client has them: found by id or label, checked, filled. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire.discord import shapes
from tests.wire.discord.entities import Channel, Json, Message, every_component
from tests.wire.discord.slash import CannotDo

BUTTON, SELECT, TEXT_INPUT, CHANNEL_SELECT, LABEL, ROW = 2, 3, 4, 8, 18, 1
SELECTS = (3, 5, 6, 7, 8)


def control(message: Message, name: str, kinds: Sequence[int]) -> Json:
    """A message's button or select, by custom id, label or placeholder."""
    found = [item for item in every_component(message.body.get("components")) if item["type"] in kinds]
    for item in found:
        if name in (item.get("custom_id"), item.get("label"), item.get("placeholder")):
            if item.get("disabled"):
                raise CannotDo(f"{name!r} is disabled")
            if not item.get("custom_id"):
                raise CannotDo(f"{name!r} is a link")
            return item
    names = [item.get("label") or item.get("placeholder") or item.get("custom_id") for item in found]
    raise CannotDo(f"the message has no {name!r}; it has {names}")


def selected(select: Json, values: Sequence[str | Channel]) -> Json:
    """The `data` of a select: its values, or its options by label, within its limits."""
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most:
        raise CannotDo(f"select {least} to {most}, not {len(values)}")
    ids = [str(value.id) if isinstance(value, Channel) else _option(select, value) for value in values]
    data: Json = {"custom_id": select["custom_id"], "component_type": select["type"], "values": ids}
    channels = {str(value.id): shapes.channel(value) for value in values if isinstance(value, Channel)}
    return data | ({"resolved": {"channels": channels}} if channels else {})


def _option(select: Json, value: str) -> str:
    if select["type"] != SELECT:
        return value
    for option in select.get("options") or ():
        if value in (option["value"], option["label"]):
            return str(option["value"])
    raise CannotDo(f"{value!r} is not an option of {[item['label'] for item in select.get('options') or ()]}")


def submitted(modal: Json, given: Mapping[str, Any]) -> Json:
    """The `data` of a modal's submission; fields go by custom id or label, others keep what was filled in."""
    left = dict(given)
    components = [_answered(top, left) for top in modal["components"]]
    if left:
        raise CannotDo(f"the form has no fields {sorted(left)}")
    return {"custom_id": modal["custom_id"], "components": components, "resolved": _channels(given)}


def _channels(given: Mapping[str, Any]) -> Json:
    every = [item for value in given.values() if isinstance(value, list | tuple) for item in value]
    found = {str(item.id): shapes.channel(item) for item in every if isinstance(item, Channel)}
    return {"channels": found} if found else {}


def _answered(top: Json, left: dict[str, Any]) -> Json:
    if top["type"] == LABEL:
        return {"type": LABEL, "id": 1, "component": _field(top["component"], top["label"], left)}
    if top["type"] == ROW:
        fields = [_field(item, item.get("label", ""), left) for item in top["components"]]
        return {"type": ROW, "id": 1, "components": fields}
    return {"type": top["type"], "id": 1}


def _field(item: Json, label: str, left: dict[str, Any]) -> Json:
    key = next((name for name in (item["custom_id"], label) if name in left), None)
    value = left.pop(key) if key is not None else None
    about = {"type": item["type"], "id": 1, "custom_id": item["custom_id"]}
    if item["type"] in SELECTS:
        return about | {"values": _values(item, value)}
    if item["type"] != TEXT_INPUT:
        raise CannotDo(f"this client cannot fill in a field of type {item['type']}")
    text = value if value is not None else item.get("value") or ""
    least, most = item.get("min_length") or 0, item.get("max_length") or 4000
    if item.get("required", True) and not text:
        raise CannotDo(f"{label or item['custom_id']!r} must be filled in")
    if text and not least <= len(text) <= most:
        raise CannotDo(f"{label or item['custom_id']!r} takes {least} to {most} characters")
    return about | {"value": text}


def _values(item: Json, value: Any) -> list[str]:
    if value is None:
        preset = [option["value"] for option in item.get("options") or () if option.get("default")]
        preset += [chosen["id"] for chosen in item.get("default_values") or ()]
        if not preset and item.get("required", True) and item.get("min_values", 1):
            raise CannotDo(f"{item['custom_id']!r} must be chosen")
        return preset
    given = value if isinstance(value, list | tuple) else [value]
    return list(selected(item, given)["values"])
