"""What happens to servers and channels, told to the desk: joined, left, lost, back.

Called by client.py for the gateway's events. A lost channel's orders rest and their makers are told; one in
which we may post again resumes by itself. Nothing is asked of Discord here but to show a welcome.
"""

from collections.abc import Iterable

import discord
import structlog

from adapters.discord.bodies import body
from adapters.discord.callers import NAME
from adapters.discord.failures import watched
from adapters.discord.places import Place, lacking, place, resting_because
from adapters.discord.posting import Posting
from adapters.discord.render import split
from bot.errors import DeliveryError
from bot.ports import Desk, Notice

log = structlog.get_logger()


class Lifecycle:
    """Tells one desk; `posting` tells people."""

    def __init__(self, desk: Desk, posting: Posting, plain: bool) -> None:
        self._desk, self._posting, self._plain = desk, posting, plain

    async def joined(self, guild: discord.Guild) -> None:
        """Note a server that has us (again), and welcome it once where we may write."""
        welcome = await self._desk.joined(NAME, str(guild.id), guild.name)
        where = _welcomes_in(guild)
        if where is None:
            log.info("no channel to welcome a server in", adapter=NAME)
            return
        try:
            with watched(str(where.id)):
                for part in split(welcome):
                    await where.send(**body(part, self._plain))
        except DeliveryError as error:
            log.info("a server could not be welcomed", adapter=NAME, reason=str(error))

    async def left(self, guild: discord.Guild) -> None:
        """Note a server that has put us out."""
        await self._desk.left(NAME, str(guild.id))

    async def gone(self, channel: int) -> None:
        """Note a channel that was deleted."""
        await self._tell(await self._desk.channel_lost(NAME, str(channel), "the channel was deleted"))

    async def changed(self, where: Place, before: str) -> None:
        """Note whether we may post there now; `before` is why we could not, "" where we could."""
        why = resting_because(where)
        if why and not before:
            await self._tell(await self._desk.channel_lost(NAME, str(where.id), why))
        elif before and not why:
            await self._desk.channel_back(NAME, str(where.id))

    async def back(self, thread: discord.Thread) -> None:
        """Note a thread that is open (again): discord.py forgets those that are archived."""
        if str(thread.id) in await self._desk.resting(NAME) and not resting_because(thread):
            await self._desk.channel_back(NAME, str(thread.id))

    async def look_again(self, client: discord.Client, guild: discord.Guild | None = None) -> None:
        """Resume what rests in channels (of one server) in which we may post: who lacks nothing is back."""
        for channel in await self._desk.resting(NAME):
            where = place(client, channel)
            if where and guild in (None, where.guild) and not resting_because(where):
                await self._desk.channel_back(NAME, channel)

    async def look_for_losses(self, guild: discord.Guild) -> None:
        """Let rest what can no longer be posted in a server's channels, after its roles changed."""
        places: tuple[Place, ...] = (*guild.text_channels, *guild.forums, *guild.threads)
        for where in places:
            if why := resting_because(where):
                await self._tell(await self._desk.channel_lost(NAME, str(where.id), why))

    async def _tell(self, notices: Iterable[Notice]) -> None:
        for one in notices:
            try:
                await self._posting.tell(one.person, one.document)
            except DeliveryError as error:
                log.warning("nobody could be told of a lost channel", adapter=NAME, reason=str(error))


def _welcomes_in(guild: discord.Guild) -> discord.TextChannel | None:
    """The server's own channel for such news, else its first in which we may write."""
    mine = [guild.system_channel] if guild.system_channel else []
    return next((one for one in [*mine, *guild.text_channels] if not lacking(one)), None)
