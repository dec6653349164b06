"""The gateway's events, each handed to what answers it; one that fails is logged and nothing more.

The client of discord.py with our options, between Discord and answering.py and lifecycle.py. It asks for the
`guilds` intent alone: no messages, no members, nothing that Discord would have to grant.
"""

from typing import Any

import aiohttp
import discord
import structlog

from adapters.discord.answering import Answering
from adapters.discord.callers import NAME
from adapters.discord.lifecycle import Lifecycle
from adapters.discord.places import resting_because

_LONGEST_WAIT_S = 30.0  # for a rate limit, inside discord.py; it allows no less

log = structlog.get_logger()


class Events(discord.AutoShardedClient):
    """The client; it hands on from `begin` on."""

    def __init__(self, http_trace: aiohttp.TraceConfig, settle_s: float) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            http_trace=http_trace,
            max_ratelimit_timeout=_LONGEST_WAIT_S,
            guild_ready_timeout=settle_s,
        )
        self._answering: Answering | None = None
        self._lifecycle: Lifecycle | None = None

    def begin(self, answering: Answering, lifecycle: Lifecycle) -> None:
        """Hand events to these from now on."""
        self._answering, self._lifecycle = answering, lifecycle

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Note what failed; the connection goes on."""
        log.exception("an event failed", adapter=NAME, event_name=event_method)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody typed, pressed, chose or submitted something."""
        if self._answering:
            await self._answering.answer(interaction)

    async def on_ready(self) -> None:
        """All servers are known: what changed while we were away may let orders resume."""
        if self._lifecycle:
            await self._lifecycle.look_again(self)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server took us in."""
        if self._lifecycle:
            await self._lifecycle.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server put us out."""
        if self._lifecycle:
            await self._lifecycle.left(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        if self._lifecycle:
            await self._lifecycle.gone(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted."""
        if self._lifecycle:
            await self._lifecycle.gone(payload.thread_id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel was changed, perhaps who may write there."""
        if self._lifecycle:
            await self._lifecycle.changed(after, resting_because(before))

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread was changed, perhaps archived or locked."""
        if self._lifecycle:
            await self._lifecycle.changed(after, resting_because(before))

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread is open that was not known: a new one, or one that was archived."""
        if self._lifecycle:
            await self._lifecycle.back(thread)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role was changed, perhaps one of ours."""
        if before.permissions != after.permissions:
            await self._look_at(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role is gone, perhaps one of ours."""
        await self._look_at(role.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Our own roles were changed: Discord tells of nobody else's without the members intent."""
        if after.id == after.guild.me.id and before.roles != after.roles:
            await self._look_at(after.guild)

    async def _look_at(self, guild: discord.Guild) -> None:
        if self._lifecycle:
            await self._lifecycle.look_for_losses(guild)
            await self._lifecycle.look_again(self, guild)
