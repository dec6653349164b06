"""The Web API's chat methods: post, update, delete, and the message only one person sees."""

from tests.wire.slack import shapes
from tests.wire.slack.call import Call
from tests.wire.slack.entities import PUBLIC, Channel, Json
from tests.wire.slack.errors import ApiError


def post(call: Call) -> Json:
    """chat.postMessage; a `client_msg_id` does not make it happen once."""
    channel = _writable(call)
    body = _said(call)
    thread_ts = _thread(call, channel)
    message = call.world.say(channel, call.team.bot, body, thread_ts=thread_ts)
    return {"channel": channel.id, "ts": message.ts, "message": shapes.message(message)}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel, user = _writable(call), call.user()
    if user.id not in channel.members and channel.kind != PUBLIC:
        raise ApiError("user_not_in_channel")
    message = call.world.say(channel, call.team.bot, _said(call), only_for=user)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update."""
    channel = _open(call)
    message = call.message(channel)
    if message.author is not call.team.bot:
        raise ApiError("cant_update_message")
    body = _said(call)
    if "text" in body and "blocks" not in body:
        body["blocks"] = []  # a text alone takes the blocks away
    call.world.edit(message, body)
    shown = shapes.message(message)
    return {"channel": channel.id, "ts": message.ts, "text": shown["text"], "message": shown}


def delete(call: Call) -> Json:
    """chat.delete."""
    channel = _open(call)
    message = call.message(channel)
    if message.author is not call.team.bot:
        raise ApiError("cant_delete_message")
    call.world.unsay(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    domain, ts = call.team.domain, message.ts.replace(".", "")
    return {"channel": channel.id, "permalink": f"https://{domain}.slack.com/archives/{channel.id}/p{ts}"}


def _said(call: Call) -> Json:
    body = call.said()
    if not str(body.get("text") or "").strip() and not (body.get("blocks") or body.get("attachments")):
        raise ApiError("no_text")
    return body


def _thread(call: Call, channel: Channel) -> str:
    ts = str(call.args.get("thread_ts") or "")
    if ts and (ts not in channel.messages or channel.messages[ts].thread_ts):
        raise ApiError("cannot_reply_to_message")
    return ts


def _open(call: Call) -> Channel:
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _writable(call: Call) -> Channel:
    channel = _open(call)
    scopes = call.grant.scopes if call.grant else ()
    if call.team.bot.id not in channel.members and "chat:write.public" not in scopes:
        raise ApiError("not_in_channel")
    if channel.restricted:
        raise ApiError("restricted_action")
    return channel
