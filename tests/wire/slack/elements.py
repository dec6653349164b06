"""Block Kit by hand: what each block and element must hold, and how long. Pure.

Sources: the reference pages of docs.slack.dev. What the SDK checks too is checked here again: a fake that
trusts the library under test would miss what both forget.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.wire.slack.entities import Json
from tests.wire.slack.errors import Problem

SECTION, FIELD, FIELDS, HEADER, CONTEXT, ACTIONS, ID = 3000, 2000, 10, 150, 10, 25, 255
BUTTON, VALUE, URL, ALT, OPTION, OPTION_VALUE, OPTIONS, OVERFLOW = 75, 2000, 3000, 2000, 75, 150, 100, 5
LABEL, HINT, PLACEHOLDER, INPUT = 2000, 2000, 150, 3000
KINDS = ("mrkdwn", "plain_text")
CHOICES = ("static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes")
SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
INPUTS = (
    *SELECTS,
    *(f"multi_{kind}" for kind in SELECTS),
    "plain_text_input",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "radio_buttons",
    "checkboxes",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
)
ACTIONABLE = ("button", "overflow", "workflow_button", *INPUTS)
CONFIRM: Mapping[str, int] = {"title": 100, "text": 300, "confirm": 30, "deny": 30}


def block(given: Json, where: str) -> Iterator[Problem]:
    """Problems of one block."""
    if len(given.get("block_id") or "") > ID:
        yield Problem(f"{where}.block_id", f"at most {ID} characters")
    check = {
        "section": _section,
        "header": _header,
        "context": _context,
        "actions": _actions,
        "input": _input,
        "image": _image,
    }.get(str(given.get("type")))
    if check:
        yield from check(given, where)


def text(given: Any, where: str, most: int, kinds: tuple[str, ...] = KINDS) -> Iterator[Problem]:
    """Problems of a text object."""
    if (
        not isinstance(given, dict)
        or given.get("type") not in kinds
        or not isinstance(given.get("text"), str)
    ):
        yield Problem(where, f"must be a text object of {' or '.join(kinds)}")
    elif not 1 <= len(given["text"]) <= most:
        yield Problem(where, f"{len(given['text'])} characters: 1 to {most}")


def plain(given: Any, where: str, most: int, error: str = "invalid_blocks") -> Iterator[Problem]:
    """Problems of a plain_text object."""
    for problem in text(given, where, most, ("plain_text",)):
        yield Problem(problem.where, problem.what, error)


def _section(given: Json, where: str) -> Iterator[Problem]:
    fields = given.get("fields")
    if given.get("text") is None and not fields:
        yield Problem(where, "a section needs text or fields")
    if given.get("text") is not None:
        yield from text(given["text"], f"{where}.text", SECTION)
    if fields is not None and not 1 <= len(fields) <= FIELDS:
        yield Problem(f"{where}.fields", f"{len(fields)} fields: 1 to {FIELDS}")
    for at, item in enumerate(fields or ()):
        yield from text(item, f"{where}.fields[{at}]", FIELD)
    if given.get("accessory"):
        yield from element(given["accessory"], f"{where}.accessory", (*ACTIONABLE, "image"))


def _header(given: Json, where: str) -> Iterator[Problem]:
    yield from plain(given.get("text"), f"{where}.text", HEADER)


def _context(given: Json, where: str) -> Iterator[Problem]:
    items = given.get("elements") or []
    if not 1 <= len(items) <= CONTEXT:
        yield Problem(f"{where}.elements", f"{len(items)} elements: 1 to {CONTEXT}")
    for at, item in enumerate(items):
        if item.get("type") == "image":
            yield from _image(item, f"{where}.elements[{at}]")
        else:
            yield from text(item, f"{where}.elements[{at}]", SECTION)


def _actions(given: Json, where: str) -> Iterator[Problem]:
    items = given.get("elements") or []
    if not 1 <= len(items) <= ACTIONS:
        yield Problem(f"{where}.elements", f"{len(items)} elements: 1 to {ACTIONS}")
    for at, item in enumerate(items):
        yield from element(item, f"{where}.elements[{at}]", ACTIONABLE)


def _input(given: Json, where: str) -> Iterator[Problem]:
    yield from plain(given.get("label"), f"{where}.label", LABEL)
    if given.get("hint"):
        yield from plain(given["hint"], f"{where}.hint", HINT)
    yield from element(given.get("element") or {}, f"{where}.element", INPUTS)


def _image(given: Json, where: str) -> Iterator[Problem]:
    if not 1 <= len(given.get("alt_text") or "") <= ALT:
        yield Problem(f"{where}.alt_text", f"1 to {ALT} characters")
    if not given.get("slack_file") and not 1 <= len(given.get("image_url") or "") <= URL:
        yield Problem(f"{where}.image_url", f"1 to {URL} characters")


def element(given: Json, where: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    """Problems of one element, where only some kinds may stand."""
    kind = given.get("type")
    if kind not in kinds:
        yield Problem(where, f"an element of type {kind!r} may not stand here")
        return
    if kind == "image":
        yield from _image(given, where)
        return
    if len(given.get("action_id") or "") > ID:
        yield Problem(f"{where}.action_id", f"at most {ID} characters")
    if given.get("placeholder"):
        yield from plain(given["placeholder"], f"{where}.placeholder", PLACEHOLDER)
    yield from _confirm(given.get("confirm"), where)
    if kind == "button":
        yield from _button(given, where)
    elif kind in CHOICES:
        yield from _choice(given, where)
    elif kind == "plain_text_input":
        yield from _typed(given, where)


def _button(given: Json, where: str) -> Iterator[Problem]:
    yield from plain(given.get("text"), f"{where}.text", BUTTON)
    if len(given.get("value") or "") > VALUE:
        yield Problem(f"{where}.value", f"at most {VALUE} characters")
    url = given.get("url")
    if url is not None and not (len(url) <= URL and url.startswith(("http://", "https://", "mailto:"))):
        yield Problem(f"{where}.url", f"an address of at most {URL} characters")
    if given.get("style") not in (None, "primary", "danger"):
        yield Problem(f"{where}.style", "must be primary or danger")


def _choice(given: Json, where: str) -> Iterator[Problem]:
    groups = given.get("option_groups")
    if groups is not None:
        if not 1 <= len(groups) <= OPTIONS:
            yield Problem(f"{where}.option_groups", f"1 to {OPTIONS} groups")
        for at, group in enumerate(groups):
            yield from plain(group.get("label"), f"{where}.option_groups[{at}].label", OPTION)
    most = OVERFLOW if given["type"] == "overflow" else 10 if given["type"] in CHOICES[3:] else OPTIONS
    for given_options in [given.get("options")] if groups is None else [one.get("options") for one in groups]:
        yield from options(given_options, f"{where}.options", most)
    every = every_option(given)
    for chosen in [given.get("initial_option"), *(given.get("initial_options") or [])]:
        if chosen and chosen not in every:
            yield Problem(f"{where}.initial_option", "must be one of the options")


def every_option(given: Json) -> list[Json]:
    """All options of a choice, those in groups too."""
    grouped = [option for group in given.get("option_groups") or () for option in group.get("options") or ()]
    return [*(given.get("options") or ()), *grouped]


def options(given: Any, where: str, most: int = OPTIONS) -> Iterator[Problem]:
    """Problems of a list of options."""
    if not isinstance(given, list) or not 1 <= len(given) <= most:
        yield Problem(where, f"1 to {most} options")
        return
    for at, option in enumerate(given):
        yield from text(option.get("text"), f"{where}[{at}].text", OPTION)
        if not 1 <= len(str(option.get("value") or "")) <= OPTION_VALUE:
            yield Problem(f"{where}[{at}].value", f"1 to {OPTION_VALUE} characters")
        if option.get("description"):
            yield from text(option["description"], f"{where}[{at}].description", OPTION)


def _typed(given: Json, where: str) -> Iterator[Problem]:
    least, most = given.get("min_length") or 0, given.get("max_length") or INPUT
    if not 0 <= least <= most <= INPUT:
        yield Problem(where, f"min_length and max_length lie between 0 and {INPUT}")
    if given.get("initial_value") is not None and len(given["initial_value"]) > most:
        yield Problem(f"{where}.initial_value", f"at most {most} characters")


def _confirm(given: Any, where: str) -> Iterator[Problem]:
    for key, most in CONFIRM.items() if given else ():
        if given.get(key) is not None:
            yield from text(given[key], f"{where}.confirm.{key}", most)
