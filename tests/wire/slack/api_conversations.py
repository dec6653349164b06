"""The Web API's conversations: their lists, members and messages; joining, and opening direct messages."""

from collections.abc import Sequence
from typing import Any

from tests.wire.slack import shapes
from tests.wire.slack.call import Call
from tests.wire.slack.entities import IM, PRIVATE, PUBLIC, Channel, Json, Message
from tests.wire.slack.errors import ApiError
from tests.wire.slack.methods import OF_KIND, PAST, READ

TYPES = {"public_channel": PUBLIC, "private_channel": PRIVATE, "im": IM, "mpim": "mpim"}
PAGE, MOST, LIMITED_PAGE, NO_END = 100, 999, 15, "9" * 12


def history(call: Call) -> Json:
    """conversations.history: the newest first, without replies."""
    channel = _readable(call)
    inside = [message for message in channel.messages.values() if not message.thread_ts]
    found = [message for message in inside if _is_between(call, message)]
    return _messages(call, found[::-1])


def replies(call: Call) -> Json:
    """conversations.replies: a thread, the oldest first."""
    channel = _readable(call)
    parent = channel.messages.get(call.text("ts"))
    if parent is None:
        raise ApiError("thread_not_found")
    found = [reply for reply in channel.threads.get(parent.ts, ()) if _is_between(call, reply)]
    return _messages(call, [parent, *found])


def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.channel()
    _need(call, channel, READ)
    return {"channel": shapes.channel(channel)}


def join(call: Call) -> Json:
    """conversations.join, of public channels only."""
    channel = call.channel()
    if channel.kind != PUBLIC:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    was_in = call.team.bot.id in channel.members
    call.world.join(channel, call.team.bot)
    return {"channel": shapes.channel(channel)} | ({"warning": "already_in_channel"} if was_in else {})


def listed(call: Call) -> Json:
    """conversations.list."""
    every = [channel for channel in call.team.channels.values() if _is_listed(call, channel)]
    page, cursor = _page(call, every, PAGE, 1000)
    return {"channels": [shapes.channel(channel) for channel in page], **cursor}


def of_user(call: Call) -> Json:
    """users.conversations: those a person, or the bot, is in."""
    user = call.user() if call.args.get("user") else call.team.bot
    every = [
        channel
        for channel in call.team.channels.values()
        if user.id in channel.members and _is_listed(call, channel)
    ]
    page, cursor = _page(call, every, PAGE, 999)
    return {"channels": [shapes.channel(channel) for channel in page], **cursor}


def opened(call: Call) -> Json:
    """conversations.open, with one person."""
    names = call.text("users").split(",")
    user = call.team.users.get(names[0])
    if len(names) > 1:
        raise ApiError("method_not_supported_for_channel_type")
    if user is None:
        raise ApiError("user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    channel = call.world.dm(user)
    return {"channel": shapes.channel(channel) if call.flag("return_im") else {"id": channel.id}}


def members(call: Call) -> Json:
    """conversations.members."""
    channel = call.channel()
    _need(call, channel, READ)
    page, cursor = _page(call, list(channel.members), PAGE, 1000)
    return {"members": page, **cursor}


def _need(call: Call, channel: Channel, scopes: Sequence[str]) -> None:
    """Refuse unless the token may see channels of this kind."""
    needed = scopes[OF_KIND[channel.kind]]
    mine = call.grant.scopes if call.grant else ()
    if needed not in mine:
        raise ApiError("missing_scope", needed=needed, provided=",".join(mine))


def _readable(call: Call) -> Channel:
    channel = call.channel()
    _need(call, channel, PAST)
    if call.team.bot.id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _is_listed(call: Call, channel: Channel) -> bool:
    types = [TYPES.get(name.strip()) for name in str(call.args.get("types") or "public_channel").split(",")]
    if None in types:
        raise ApiError("invalid_types")
    if channel.kind not in types or (channel.archived and call.flag("exclude_archived")):
        return False
    return channel.kind == PUBLIC or call.team.bot.id in channel.members


def _is_between(call: Call, message: Message) -> bool:
    oldest, latest = str(call.args.get("oldest") or "0"), str(call.args.get("latest") or NO_END)
    try:
        first, last, at = _moment(oldest), _moment(latest), _moment(message.ts)
    except ValueError as error:
        raise ApiError("invalid_ts_oldest") from error
    return first <= at <= last if call.flag("inclusive") else first < at < last


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, micros = ts.partition(".")
    return int(seconds), int(f"{micros:0<6}"[:6] or 0)


def _messages(call: Call, found: list[Message]) -> Json:
    most = LIMITED_PAGE if call.state.settings.limited_history else MOST
    page, cursor = _page(call, found, min(PAGE, most), most)
    metadata = call.flag("include_all_metadata")
    shown = [shapes.message(message, metadata) for message in page]
    return {"messages": shown, "has_more": bool(cursor["response_metadata"]["next_cursor"])} | cursor


def _page(call: Call, items: list[Any], default: int, most: int) -> tuple[list[Any], Json]:
    given = str(call.args.get("cursor") or "")
    if given and not given.removeprefix("next:").isdecimal():
        raise ApiError("invalid_cursor")
    start = int(given.removeprefix("next:")) if given else 0
    end = start + call.number("limit", default, most)
    cursor = f"next:{end}" if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": cursor}}
