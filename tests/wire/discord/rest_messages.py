"""Messages over REST: write, read with paging, edit, delete, crosspost.

A message with `nonce` and `enforce_nonce` is written once: a repeat within the window is given the first,
or, where that was deleted meanwhile, Unknown Message.
"""

from tests.wire.discord import shapes
from tests.wire.discord.call import Call, check_message, check_writable, said
from tests.wire.discord.entities import ANNOUNCEMENT, CROSSPOSTED, V2, Channel, Json, Message
from tests.wire.discord.errors import ApiError, Problem

KEPT_FLAGS = 1 << 2 | 1 << 12 | V2  # no link previews, silent, components v2


def create(call: Call) -> Json:
    """POST /channels/{}/messages."""
    channel = call.channel()
    check_message(call.body)
    check_writable(call, channel, call.body)
    nonce = call.body.get("nonce")
    if nonce is not None and call.body.get("enforce_nonce"):
        earlier = _earlier(call, str(nonce))
        if earlier:
            return shapes.message(earlier, with_nonce=True)
    flags = (call.body.get("flags") or 0) & KEPT_FLAGS
    reference = _reference(call, channel)
    message = call.world.say(
        channel, call.world.bot, said(call.body), flags=flags, nonce=nonce, reference=reference
    )
    if nonce is not None:
        call.state.nonces[str(nonce)] = (message, message.at)
    return shapes.message(message, with_nonce=True)


def _earlier(call: Call, nonce: str) -> Message | None:
    message, at = call.state.nonces.get(nonce, (None, 0.0))
    if message is None or at < call.world.clock.now() - call.state.settings.nonce_s:
        return None
    if message.deleted:
        raise ApiError(10008)
    return message


def _reference(call: Call, channel: Channel) -> Json | None:
    asked = call.body.get("message_reference")
    if not asked:
        return None
    if int(asked["message_id"]) not in channel.messages and asked.get("fail_if_not_exists", True):
        raise ApiError(50035, [Problem(("message_reference",), "Unknown message", "REPLIES_UNKNOWN_MESSAGE")])
    return {"type": 0, "message_id": str(asked["message_id"]), "channel_id": str(channel.id)}


def history(call: Call) -> list[Json]:
    """GET /channels/{}/messages: newest first; nothing where the bot may not read history."""
    channel = call.channel()
    limit = call.asked("limit", 50, 1, 100)
    if not call.may(channel, "read_message_history"):
        return []
    paging = [name for name in ("before", "after", "around") if name in call.query]
    if len(paging) > 1:
        raise ApiError(50035, [Problem((), "before, after and around exclude one another.")])
    messages = sorted(channel.messages.values(), key=lambda message: message.id)
    if paging:
        messages = _page(messages, paging[0], int(call.query[paging[0]]), limit)
    return [_shown(call, message) for message in reversed(messages[-limit:])]


def _page(messages: list[Message], how: str, at: int, limit: int) -> list[Message]:
    older = [message for message in messages if message.id < at]
    newer = [message for message in messages if message.id > at]
    if how == "before":
        return older[-limit:]
    if how == "after":
        return newer[:limit]
    middle = [message for message in messages if message.id == at]
    half = limit // 2
    return (older[-half:] if half else []) + middle + newer[: max(0, limit - half - 1)]


def _shown(call: Call, message: Message) -> Json:
    others = message.author is not call.world.bot and message.channel.guild is not None
    hides = others and not call.state.settings.privileged & 1 << 15
    return shapes.message(message, hides=hides)


def one(call: Call) -> Json:
    """GET /channels/{}/messages/{}."""
    return _shown(call, call.message(call.channel()))


def edit(call: Call) -> Json:
    """PATCH /channels/{}/messages/{}."""
    message = call.own(call.message(call.channel()))
    if message.channel.archived:
        raise ApiError(50083)
    check_message(call.body, message.body, message.flags)
    flags = call.body.get("flags")
    kept = message.flags if flags is None else message.flags & (V2 | CROSSPOSTED) | flags & KEPT_FLAGS
    call.world.edit(message, said(call.body), kept)
    return shapes.message(message)


def delete(call: Call) -> None:
    """DELETE /channels/{}/messages/{}."""
    channel = call.channel()
    message = channel.messages.get(call.number("message_id"))
    if message is None:
        raise ApiError(10008)
    if message.author is not call.world.bot:
        call.require(channel, "manage_messages")
    call.world.unsay(message)


def crosspost(call: Call) -> Json:
    """POST /channels/{}/messages/{}/crosspost."""
    channel = call.channel()
    if channel.type != ANNOUNCEMENT:
        raise ApiError(50024)
    message = call.message(channel)
    own = message.author is call.world.bot
    call.require(channel, "send_messages" if own else "manage_messages")
    if message.flags & CROSSPOSTED:
        raise ApiError(40033)
    call.world.edit(message, {}, message.flags | CROSSPOSTED)
    return shapes.message(message)


def typing(call: Call) -> None:
    """POST /channels/{}/typing."""
    call.state.typing.append(call.channel().id)
