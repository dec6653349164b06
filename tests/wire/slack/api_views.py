"""The Web API's views: modals opened and pushed by a trigger, changed by id, and the Home tab."""

from typing import Any

from tests.wire.slack import rules, shapes
from tests.wire.slack.call import Call, State, completed
from tests.wire.slack.entities import Json, User, View
from tests.wire.slack.errors import ApiError, Problem
from tests.wire.slack.interaction import Interaction

STACK = 3


def opened(call: Call) -> Json:
    """views.open."""
    asked = _triggered(call)
    view = new_view(call.state, asked.person, _body(call, "modal"))
    for old in asked.person.views:
        old.is_open = False
    asked.person.views[:] = [view]
    call.state.viewed(view, asked)
    return {"view": shapes.view(view)}


def pushed(call: Call) -> Json:
    """views.push: only upon a modal, and three high at most."""
    asked = _triggered(call)
    view = new_view(call.state, asked.person, _body(call, "modal"))
    push(call.state, view, asked)
    return {"view": shapes.view(view)}


def push(state: State, view: View, asked: Interaction) -> None:
    """Put a view upon the modal its person has open."""
    stack = view.user.views
    if not stack:
        raise ApiError("no_view_to_push_upon")
    if len(stack) >= STACK:
        raise ApiError("push_limit_reached")
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    state.viewed(view, asked)


def updated(call: Call) -> Json:
    """views.update, by view_id or external_id; refused if the hash is no longer the view's."""
    view = _found(call)
    if call.args.get("hash") not in (None, "", view.hash):
        raise ApiError("hash_conflict")
    change(call.state, view, _body(call, view.type))
    call.state.viewed(view)
    return {"view": shapes.view(view)}


def change(state: State, view: View, body: Json) -> None:
    """Show something else in a view; what was filled in stays where block_id and action_id do."""
    old = view.values
    view.body, view.hash, view.errors = body, state.world.hash(), {}
    view.values = initial(body)
    for block_id, actions in view.values.items():
        for action_id in actions:
            actions[action_id] = old.get(block_id, {}).get(action_id, actions[action_id])


def published(call: Call) -> Json:
    """views.publish: the person's Home tab, whole."""
    user = call.user("user_id")
    if not call.state.settings.home:
        raise ApiError("not_enabled")
    body = _body(call, "home")
    if user.home and call.args.get("hash") not in (None, "", user.home.hash):
        raise ApiError("hash_conflict")
    if user.home is None:
        user.home = new_view(call.state, user, body)
    else:
        change(call.state, user.home, body)
    call.state.viewed(user.home)
    return {"view": shapes.view(user.home)}


def new_view(state: State, user: User, body: Json) -> View:
    """A view with an id, and its fields as they were filled in by the bot."""
    external = body.get("external_id")
    if external and any(view.is_open and view.body.get("external_id") == external for view in _all(state)):
        raise ApiError("duplicate_external_id")
    view = View(state.world.ids.next("V"), user, body, state.world.hash(), values=initial(body))
    state.views[view.id] = view
    return view


def checked(body: Any, kind: str, settings_validate: bool = True) -> tuple[Json, list[Problem]]:
    """A view's body, completed, and what is wrong with it."""
    problems = rules.view(body) if settings_validate else []
    if isinstance(body, dict) and body.get("type") != kind:
        problems.append(Problem("view.type", f"must be {kind}", "invalid_arguments"))
    return completed(body if isinstance(body, dict) else {}), problems + rules.said({"blocks": _blocks(body)})


def _blocks(body: Any) -> list[Json]:
    blocks = body.get("blocks") if isinstance(body, dict) else None
    return blocks if isinstance(blocks, list) else []


def initial(body: Json) -> dict[str, dict[str, Json]]:
    """What stands in the fields before anyone touches them."""
    values: dict[str, dict[str, Json]] = {}
    for block in _blocks(body):
        if block.get("type") == "input":
            values[block["block_id"]] = {block["element"]["action_id"]: value_of(block["element"])}
    return values


INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
}
EMPTY: dict[str, Json] = {
    "plain_text_input": {"value": None},
    "static_select": {"selected_option": None},
    "external_select": {"selected_option": None},
    "radio_buttons": {"selected_option": None},
    "checkboxes": {"selected_options": []},
    "multi_static_select": {"selected_options": []},
    "multi_external_select": {"selected_options": []},
    "channels_select": {"selected_channel": None},
    "conversations_select": {"selected_conversation": None},
    "multi_channels_select": {"selected_channels": []},
    "multi_conversations_select": {"selected_conversations": []},
    "timepicker": {"selected_time": None},
    "datepicker": {"selected_date": None},
}


def value_of(element: Json) -> Json:
    """An element's state as it opens."""
    given = {name: element[key] for key, name in INITIAL.items() if element.get(key) is not None}
    return {"type": element["type"], **EMPTY.get(element["type"], {}), **given}


def _all(state: State) -> list[View]:
    return list(state.views.values())


def _body(call: Call, kind: str) -> Json:
    if call.args.get("view") in (None, ""):
        raise ApiError("invalid_arguments", [Problem("view", "missing required field", "invalid_arguments")])
    body, problems = checked(call.args["view"], kind, call.state.settings.validates)
    call.check(problems)
    return body


def _found(call: Call) -> View:
    given = {name: call.args.get(name) for name in ("view_id", "external_id")}
    if not any(given.values()):
        raise ApiError("invalid_arguments", [Problem("view_id", "missing", "invalid_arguments")])
    for view in _all(call.state):
        matches = given["view_id"] == view.id or given["external_id"] == view.body.get("external_id", ())
        if matches and view.is_open and view.user.team is call.team:
            return view
    raise ApiError("not_found")


def _triggered(call: Call) -> Interaction:
    """What a trigger stands for; it is good once, and for three seconds."""
    trigger = call.args.get("trigger_id")
    if not trigger:
        raise ApiError("invalid_arguments", [Problem("trigger_id", "missing", "invalid_arguments")])
    asked = call.state.by_trigger.get(str(trigger))
    if asked is None or asked.person.team is not call.team:
        raise ApiError("invalid_trigger_id")
    if asked.trigger_used:
        raise ApiError("exchanged_trigger_id", [Problem("trigger_id", "used before", "exchanged_trigger_id")])
    if call.now > asked.at + call.state.settings.trigger_s:
        raise ApiError("expired_trigger_id", [Problem("trigger_id", "too late", "expired_trigger_id")])
    asked.trigger_used = True
    return asked
