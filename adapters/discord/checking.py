"""What `tidings discord invite` and `check` say: the permissions we ask and why, and whether all is in order.

Beside client.py, which logs in first. It reads and reports; it changes nothing.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.commands import payloads, same
from adapters.discord.failures import watched
from adapters.discord.places import number
from bot.errors import DeliveryError
from bot.ports import Command

SCOPES = (
    ("bot", "to be a member of the server that posts digests"),
    ("applications.commands", "to offer slash commands and the menu on messages"),
)
PERMISSIONS = (
    ("view_channel", "View Channels", "to see the channels it posts in"),
    ("send_messages", "Send Messages", "to post digests, and posts in forums"),
    ("embed_links", "Embed Links", "to post digests as embeds where TIDINGS_DISCORD_PLAIN is set"),
    (
        "read_message_history",
        "Read Message History",
        "to find its own digest again when Discord's answer was lost, so that none comes twice",
    ),
    (
        "create_public_threads",
        "Create Public Threads",
        "to open a thread for talk where a digest asks for one",
    ),
    ("send_messages_in_threads", "Send Messages in Threads", "to post in threads and in forum posts"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing looked at: whether it is fine, in words, and what to do where it is not."""

    fine: bool
    subject: str
    words: str
    remedy: str = ""


def invite(application: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The address that invites the application, and what each scope and permission of it is for."""
    wanted = discord.Permissions(**{name: True for name, _, _ in PERMISSIONS})
    address = discord.utils.oauth_url(application, permissions=wanted, scopes=[name for name, _ in SCOPES])
    return address, (*SCOPES, *((title, why) for _, title, why in PERMISSIONS))


async def check(
    client: discord.Client,
    registered: Sequence[Mapping[str, Any]],
    commands: Sequence[Command],
    channels: Iterable[str],
) -> AsyncIterator[Seen]:
    """Look at the token's application, the commands, and each channel; the client has logged in."""
    yield Seen(True, "token", f"accepted; the bot is {client.user}")
    info = await client.application_info()
    public = "anyone may invite it" if info.bot_public else "only you may invite it"
    yield Seen(True, "application", f"{info.name}; {public}")
    if info.bot_require_code_grant:
        yield Seen(
            False,
            "application",
            "Requires OAuth2 Code Grant is on: nobody can invite the bot",
            "turn it off under Bot in Discord's developer portal",
        )
    if same(payloads(commands), registered):
        yield Seen(True, "commands", f"all {len(registered)} are registered as they should be")
    else:
        yield Seen(False, "commands", "are not those of this version", "`tidings run` registers them")
    for channel in channels:
        yield await _channel(client, channel)


async def _channel(client: discord.Client, channel: str) -> Seen:
    """Whether we may post in a subscribed channel, as far as Discord says without posting."""
    try:
        with watched(channel, reading=True):
            found = await client.fetch_channel(number(channel))
            if isinstance(found, discord.abc.GuildChannel | discord.Thread):
                return await _in_server(client, found)
    except DeliveryError as error:
        return Seen(False, f"channel {channel}", str(error), "its subscriptions rest; `subscriptions` there")
    return Seen(True, f"channel {channel}", "direct messages")


async def _in_server(client: discord.Client, found: discord.abc.GuildChannel | discord.Thread) -> Seen:
    """What we lack in a server's channel: worked out from our roles there, which Discord tells when asked."""
    guild = await client.fetch_guild(found.guild.id)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    subject = f"#{found.name} in {guild.name}"
    named = found.parent_id if isinstance(found, discord.Thread) else found.id
    # Only a channel that was read with its server knows the server's roles.
    parent = next((one for one in await guild.fetch_channels() if one.id == named), None)
    if parent is None:
        return Seen(False, subject, "I lack View Channel", "let me do that in the channel's settings")
    rights = parent.permissions_for(me)
    missing = [title for name, title, _ in PERMISSIONS if name in _NEEDED and not getattr(rights, name)]
    if missing:
        return Seen(
            False, subject, f"I lack {', '.join(missing)}", "let me do that in the channel's settings"
        )
    return Seen(True, subject, "I may post")


_NEEDED = frozenset({"view_channel", "send_messages", "read_message_history"})
