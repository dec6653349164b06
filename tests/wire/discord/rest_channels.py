"""Channels, threads, forum posts and direct messages over REST."""

from tests.wire.discord import shapes
from tests.wire.discord.call import Call, check_message, said
from tests.wire.discord.entities import (
    ANNOUNCEMENT,
    FORUM,
    PUBLIC_THREAD,
    REQUIRE_TAG,
    TEXT,
    THREADS,
    V2,
    Channel,
    Json,
    Message,
)
from tests.wire.discord.errors import ApiError, Problem

ARCHIVE_MIN = (60, 1440, 4320, 10080)
ACTIVE_THREADS = 1000
TAGS = 5


def one(call: Call) -> Json:
    """GET /channels/{}."""
    return shapes.channel(call.channel())


def of_guild(call: Call) -> list[Json]:
    """GET /guilds/{}/channels: threads are not among them."""
    return [shapes.channel(channel) for channel in call.guild().channels.values()]


def edit(call: Call) -> Json:
    """PATCH /channels/{}: of a thread its name, archive and tags; of a channel its name."""
    channel = call.channel()
    if not channel.is_thread:
        call.require(channel, "manage_channels")
    else:
        _may_edit_thread(call, channel)
    _check_name(call.body.get("name", channel.name))
    if "applied_tags" in call.body:
        channel.applied_tags = _tags(channel.parent or channel, call.body["applied_tags"])
    channel.name = call.body.get("name", channel.name)
    channel.archive_after_min = _archive(call.body, channel.archive_after_min)
    if channel.is_thread:
        archived, locked = (
            call.body.get("archived", channel.archived),
            call.body.get("locked", channel.locked),
        )
        call.world.archive(channel, archived, locked)
    else:
        call.world.tell("CHANNEL_UPDATE", shapes.channel(channel), channel.guild)
    return shapes.channel(channel)


def _may_edit_thread(call: Call, thread: Channel) -> None:
    if call.may(thread, "manage_threads"):
        return
    if thread.locked:
        raise ApiError(160005)
    only_opens = set(call.body) <= {"archived"} and call.body.get("archived") is False
    if thread.owner != call.world.bot.id and not only_opens:
        raise ApiError(50013)
    if thread.archived and call.body.get("archived", True):
        raise ApiError(50083)


def delete(call: Call) -> Json:
    """DELETE /channels/{}."""
    channel = call.channel()
    call.require(channel, "manage_threads" if channel.is_thread else "manage_channels")
    call.world.drop(channel)
    return shapes.channel(channel)


def private(call: Call) -> Json:
    """POST /users/@me/channels."""
    user = call.world.users.get(int(call.body.get("recipient_id") or 0))
    if user is None:
        raise ApiError(50035, [Problem(("recipient_id",), "Invalid Recipient(s)")])
    if user is call.world.bot:
        raise ApiError(50007)
    return shapes.channel(call.world.dm(user))


def thread_in(call: Call) -> Json:
    """POST /channels/{}/threads: a thread of its own, or a forum post with its first message."""
    channel = call.channel()
    _check_name(call.body.get("name") or "")
    if channel.type == FORUM:
        return _post(call, channel)
    if channel.type not in (TEXT, ANNOUNCEMENT):
        raise ApiError(50024)
    kind = call.body.get("type") or 12
    if kind not in THREADS:
        raise ApiError(50035, [Problem(("type",), "Value must be one of {10, 11, 12}.")])
    call.require(channel, "create_private_threads" if kind == 12 else "create_public_threads")
    thread = _new(call, channel, None)
    thread.type = kind
    call.world.announce_thread(thread)
    return shapes.channel(thread)


def thread_from(call: Call) -> Json:
    """POST /channels/{}/messages/{}/threads."""
    channel = call.channel()
    if channel.type not in (TEXT, ANNOUNCEMENT):
        raise ApiError(50024)
    call.require(channel, "create_public_threads")
    message = call.message(channel)
    _check_name(call.body.get("name") or "")
    if message.thread:
        raise ApiError(160004)
    thread = _new(call, channel, message)
    call.world.announce_thread(thread)
    return shapes.channel(thread)


def _post(call: Call, forum: Channel) -> Json:
    if "message" not in call.body:
        raise ApiError(50035, [Problem(("message",), "This field is required", "BASE_TYPE_REQUIRED")])
    words = call.body["message"]
    check_message(words)
    call.require(forum, "send_messages", *(("embed_links",) if words.get("embeds") else ()))
    tags = _tags(forum, call.body.get("applied_tags") or [])
    if not tags and forum.flags & REQUIRE_TAG:
        raise ApiError(40067)
    post = _new(call, forum, None)
    post.type, post.applied_tags = PUBLIC_THREAD, tags
    call.world.announce_thread(post)
    first = _first(call, post, words)
    return shapes.channel(post) | {"message": shapes.message(first)}


def _first(call: Call, post: Channel, words: Json) -> Message:
    flags = (words.get("flags") or 0) & V2
    # A forum post's first message has the thread's own id.
    return call.world.say(post, call.world.bot, said(words), flags=flags, id=post.id)


def _new(call: Call, parent: Channel, start: Message | None) -> Channel:
    threads = parent.guild.threads.values() if parent.guild else ()
    if sum(not thread.archived for thread in threads) >= ACTIVE_THREADS:
        raise ApiError(160006)
    minutes = _archive(call.body, 1440)
    thread = call.world.thread(parent, call.body["name"], call.world.bot, start)
    thread.archive_after_min = minutes
    return thread


def _archive(body: Json, default: int) -> int:
    minutes = body.get("auto_archive_duration") or default
    if minutes not in ARCHIVE_MIN:
        raise ApiError(50035, [Problem(("auto_archive_duration",), f"Value must be one of {ARCHIVE_MIN}.")])
    return int(minutes)


def _check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= 100:
        raise ApiError(50035, [Problem(("name",), "Must be between 1 and 100 in length.")])


def _tags(forum: Channel, asked: list[str]) -> list[str]:
    known = {tag["id"] for tag in forum.tags}
    if len(asked) > TAGS or not {str(tag) for tag in asked} <= known:
        raise ApiError(50035, [Problem(("applied_tags",), "Unknown tag, or more than five.")])
    return [str(tag) for tag in asked]


def active(call: Call) -> Json:
    """GET /guilds/{}/threads/active."""
    threads = [thread for thread in call.guild().threads.values() if not thread.archived]
    return {"threads": [shapes.channel(thread) for thread in threads], "members": [], "has_more": False}


def archived(call: Call) -> Json:
    """GET /channels/{}/threads/archived/public."""
    channel = call.channel()
    call.require(channel, "read_message_history")
    threads = channel.guild.threads.values() if channel.guild else ()
    mine = [thread for thread in threads if thread.archived and thread.parent is channel]
    return {"threads": [shapes.channel(thread) for thread in mine], "members": [], "has_more": False}


def join(call: Call) -> None:
    """PUT /channels/{}/thread-members/@me."""
    if call.channel().archived:
        raise ApiError(50083)
