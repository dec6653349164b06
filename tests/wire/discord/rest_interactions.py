"""Answers to interactions: the callback, then the little webhook of its token.

The callback is refused when late (10062) or repeated (40060); the webhook when the token is past its time
(50027) or was never answered (10015). The first followup to a deferred answer takes its place, as Discord
keeps it for old bots.
"""

from typing import Any

from tests.wire.discord import rules, shapes
from tests.wire.discord.call import Call, check_message, said
from tests.wire.discord.entities import EPHEMERAL, LOADING, V2, Json, Message
from tests.wire.discord.errors import ApiError, Problem
from tests.wire.discord.interaction import (
    CHOICES,
    COMMAND,
    DEFER,
    DEFER_UPDATE,
    MAY_ANSWER,
    MESSAGE,
    MODAL,
    UPDATE,
    Interaction,
)

FOLLOWUPS_ABROAD = 5
SLASH_ANSWER, REPLY, MENU_ANSWER = 20, 19, 23


def callback(call: Call) -> Json | None:
    """POST /interactions/{}/{}/callback."""
    asked = call.state.interactions.get(call.number("interaction_id"))
    if asked is None or asked.token != call.params["interaction_token"]:
        raise ApiError(10062)
    if asked.callback:
        raise ApiError(40060)
    if call.world.clock.now() > asked.at + call.state.settings.ack_s:
        raise ApiError(10062)
    kind, data = call.body.get("type"), call.body.get("data") or {}
    if kind not in MAY_ANSWER[asked.kind] or (kind in (DEFER_UPDATE, UPDATE) and not asked.source):
        raise ApiError(50035, [Problem(("type",), f"Type {kind} cannot answer this interaction.")])
    _check(kind, data, asked)
    asked.callback, asked.data = kind, data
    asked.ack_ms = (call.world.clock.now() - asked.at) * 1000
    _apply(call, asked, kind, data)
    return _resource(asked) if call.query.get("with_response", "").lower() in ("1", "true") else None


def _check(kind: int, data: Json, asked: Interaction) -> None:
    problems = []
    if kind == MODAL:
        problems = rules.modal(data)
    elif kind == CHOICES:
        problems = rules.choices(data)
    elif kind == MESSAGE:
        check_message(data)
    elif kind == UPDATE and asked.source:
        check_message(data, asked.source.body, asked.source.flags)
    if problems:
        raise ApiError(50035, problems)


def _apply(call: Call, asked: Interaction, kind: int, data: Json) -> None:
    flags = data.get("flags") or 0
    if kind == MESSAGE:
        asked.message = _say(call, asked, data, flags & (V2 | EPHEMERAL))
    elif kind == DEFER:
        asked.message = _say(call, asked, {}, flags & EPHEMERAL | LOADING)
    elif asked.source and kind in (UPDATE, DEFER_UPDATE):
        asked.message = asked.source
        if kind == UPDATE:
            call.world.edit(asked.source, said(data), asked.source.flags | flags & V2)


def _resource(asked: Interaction) -> Json:
    about: Json = {"id": str(asked.id), "type": asked.kind}
    answer: Json = {"interaction": about, "resource": {"type": asked.callback}}
    if asked.message and asked.callback != DEFER_UPDATE:
        about["response_message_id"] = str(asked.message.id)
        about["response_message_loading"] = bool(asked.message.flags & LOADING)
        about["response_message_ephemeral"] = asked.is_ephemeral
        answer["resource"]["message"] = shapes.message(asked.message)
    return answer


def _say(call: Call, asked: Interaction, body: Any, flags: int) -> Message:
    kinds = {COMMAND: SLASH_ANSWER if asked.payload["data"].get("type") == 1 else MENU_ANSWER}
    about = {
        "id": str(asked.id),
        "type": asked.kind,
        "user": shapes.user(asked.person),
        "authorizing_integration_owners": asked.payload["authorizing_integration_owners"],
    }
    only_for = asked.person.id if flags & EPHEMERAL else 0
    kind = kinds.get(asked.kind, REPLY)
    return call.world.say(
        asked.channel,
        call.world.bot,
        said(body),
        flags=flags,
        type=kind,
        interaction=about,
        only_for=only_for,
    )


def followup(call: Call) -> Json:
    """POST /webhooks/{}/{}."""
    asked = _asked(call)
    check_message(call.body)
    if asked.callback == DEFER and asked.is_deferred and asked.message:
        return _changed(call, asked, asked.message)
    if not asked.installed_here and len(asked.followups) >= FOLLOWUPS_ABROAD:
        raise ApiError(40094)
    message = _say(call, asked, call.body, (call.body.get("flags") or 0) & (V2 | EPHEMERAL))
    asked.followups.append(message)
    return shapes.message(message)


def shown(call: Call) -> Json:
    """GET /webhooks/{}/{}/messages/{}."""
    return shapes.message(_message(call, _asked(call)))


def edit(call: Call) -> Json:
    """PATCH /webhooks/{}/{}/messages/{}."""
    asked = _asked(call)
    message = _message(call, asked)
    was = {} if message.flags & LOADING else message.body
    check_message(call.body, was, message.flags | EPHEMERAL)
    return _changed(call, asked, message)


def delete(call: Call) -> None:
    """DELETE /webhooks/{}/{}/messages/{}."""
    asked = _asked(call)
    message = _message(call, asked)
    asked.removed = asked.removed or message is asked.message
    call.world.unsay(message)


def _changed(call: Call, asked: Interaction, message: Message) -> Json:
    flags = message.flags & ~LOADING | (call.body.get("flags") or 0) & V2
    call.world.edit(message, said(call.body), flags)
    asked.edits += 1
    return shapes.message(message)


def _asked(call: Call) -> Interaction:
    asked = call.state.by_token.get(call.params["webhook_token"])
    if asked is None or call.number("webhook_id") != call.world.bot.id or not asked.callback:
        raise ApiError(10015)
    if call.world.clock.now() > asked.at + call.state.settings.interaction_s:
        raise ApiError(50027)
    return asked


def _message(call: Call, asked: Interaction) -> Message:
    if call.params["message_id"] == "@original":
        message = asked.message
    else:
        wanted = call.number("message_id")
        mine = [*asked.followups, *([asked.message] if asked.message else [])]
        message = next((item for item in mine if item.id == wanted), None)
    if message is None or message.deleted:
        raise ApiError(10008)
    return message
