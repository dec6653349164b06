"""Buttons, selects and fields as Slack's client has them: found, checked, filled in. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.wire.slack.elements import every_option
from tests.wire.slack.entities import Channel, Json, Message, User, View, every_element

EXTERNAL = ("external_select", "multi_external_select")
TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
PLACES = {
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "users_select": "selected_user",
}


class CannotDo(AssertionError):
    """Slack's client would not let a person do this."""


def names(block: Json, element: Json) -> Iterator[str]:
    """What a person, or a test, may call an element by."""
    yield str(element["action_id"])
    for text in (element.get("text"), element.get("placeholder"), block.get("label")):
        if isinstance(text, dict):
            yield str(text.get("text"))
    if block.get("type") == "input":
        yield str(block["block_id"])


def find(on: Message | View, name: str, block_id: str = "", kinds: Sequence[str] = ()) -> tuple[Json, Json]:
    """An element by action_id, text, placeholder or label (and block), with the block it is in."""
    there = [
        (block, element)
        for block, element in every_element(on.blocks)
        if (not kinds or element["type"] in kinds) and block_id in ("", block["block_id"])
    ]
    for block, element in there:
        if name in names(block, element):
            return block, element
    known = [next(reversed(list(names(*pair)))) for pair in there]
    raise CannotDo(f"there is no {name!r} here; there are {known}")


def option(element: Json, wanted: str, offered: Sequence[Json] = ()) -> Json:
    """An option by value or text, of the element's own or those a completion offered."""
    every = [*every_option(element), *offered]
    for item in every:
        if wanted in (item["value"], item["text"]["text"]):
            return item
    raise CannotDo(f"{wanted!r} is not an option of {[item['text']['text'] for item in every]}")


def filled(element: Json, given: Any, offered: Sequence[Json] = ()) -> Json:
    """An element's state once something is chosen or typed in it."""
    kind = element["type"]
    about: Json = {"type": kind}
    if kind in TYPED:
        return about | {"value": _typed(element, given)}
    if kind in PICKED:
        return about | {PICKED[kind]: given}
    single = kind.removeprefix("multi_")
    many = given if isinstance(given, list | tuple) else [given]
    if single in PLACES:
        ids = [item.id if isinstance(item, Channel | User) else str(item) for item in many]
        key = PLACES[single]
        return about | ({f"{key}s": ids} if kind != single else {key: ids[0]})
    chosen = [item if isinstance(item, dict) else option(element, str(item), offered) for item in many]
    if kind.startswith("multi_") or kind == "checkboxes":
        _check_count(element, len(chosen))
        return about | {"selected_options": chosen}
    return about | {"selected_option": chosen[0] if given is not None else None}


def _check_count(element: Json, count: int) -> None:
    most = element.get("max_selected_items")
    if most and count > most:
        raise CannotDo(f"at most {most} can be chosen, not {count}")


def _typed(element: Json, given: Any) -> str | None:
    text = None if given in (None, "") else str(given)
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if text is not None and not least <= len(text) <= most:
        raise CannotDo(f"{element['action_id']!r} takes {least} to {most} characters")
    return text


def is_empty(state: Json) -> bool:
    """Whether nothing is filled in."""
    return all(value in (None, "", []) for key, value in state.items() if key != "type")


def check_complete(view: View) -> None:
    """Refuse to send a form with an empty field that must be filled in."""
    for block in view.blocks:
        if block.get("type") == "input" and not block.get("optional"):
            state = view.values[block["block_id"]][block["element"]["action_id"]]
            if is_empty(state):
                raise CannotDo(f"{block['label']['text']!r} must be filled in")
