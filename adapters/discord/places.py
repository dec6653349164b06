"""Channels as places to post in: what they are called, and which permissions we lack there.

Beside posting.py. Everything is read from what the gateway told us (the `guilds` intent); nothing is asked
of Discord, and of a channel that is not known nothing is claimed.
"""

from collections.abc import Iterator
from typing import Any

import discord

TEXT_KINDS = (0, 5, 10, 11, 12, 15)  # text, announcement, threads, forum: what a subscription can post to
_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
_CREATES_POSTS = "Create Posts"  # what Discord's own settings call Send Messages in a forum

Place = discord.abc.GuildChannel | discord.Thread


def place(client: discord.Client, channel: str) -> Place | None:
    """A server's channel or thread as the gateway knows it; None for direct messages and what is unknown."""
    known = client.get_channel(number(channel))
    return known if isinstance(known, discord.abc.GuildChannel | discord.Thread) else None


def number(text: str) -> int:
    """A snowflake as a number, 0 for what is none: Discord then says that it is unknown."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 21 else 0


def called(client: discord.Client, channel: str) -> str:
    """A channel as people know it: "#news", else its id; a direct message where nothing is known."""
    known = client.get_channel(number(channel))
    if isinstance(known, discord.DMChannel):
        return "our direct messages"
    name = getattr(known, "name", "")
    return f"#{name}" if name else channel


def lacking(where: Place, thread: str = "", plain: bool = False) -> tuple[str, ...]:
    """Names of the permissions that we lack to post there, with threads as asked; in Discord's words."""
    rights = _rights(where)
    if rights is None:
        return ()
    return tuple(_named(name, where) for name in _wanted(where, thread, plain) if not getattr(rights, name))


def may_read_history(where: Place) -> bool:
    """Whether its history shows us all there is; without the permission Discord shows an empty one."""
    rights = _rights(where)
    return rights is not None and rights.read_message_history


def _rights(where: Place) -> discord.Permissions | None:
    """What we may do there; None while the server has not told who we are in it."""
    me: Any = where.guild.me
    return where.permissions_for(me) if me else None


def _wanted(where: Place, thread: str, plain: bool) -> Iterator[str]:
    yield "view_channel"
    if isinstance(where, discord.Thread):
        yield "send_messages_in_threads"
    else:
        yield "send_messages"
    yield "read_message_history"  # without it a message whose answer was lost cannot be found again
    if plain:
        yield "embed_links"
    if thread and not isinstance(where, discord.Thread | discord.ForumChannel):
        yield "create_public_threads"
    if isinstance(where, discord.ForumChannel):
        yield "send_messages_in_threads"


def _named(permission: str, where: Place) -> str:
    if permission == "send_messages" and isinstance(where, discord.ForumChannel):
        return _CREATES_POSTS
    return _NAMES[permission]


def resting_because(where: Place) -> str:
    """Why nothing can be posted there now, "" where something can."""
    if isinstance(where, discord.Thread) and where.archived and where.locked:
        return "the thread is archived and locked"
    missing = [name for name in lacking(where) if name != _NAMES["read_message_history"]]
    return f"I lack {' and '.join(missing)} there" if missing else ""
