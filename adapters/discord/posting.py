"""Messages to channels: sent under their key, found again by it. The ledger decides about trying again.

Used by client.py. A text channel, a thread or a direct message takes the message itself, a forum a post a
digest. What comes after a message (threads, publishing) runs beside it and is tried once: it can neither hold
a digest up nor double one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog

from adapters.discord.bodies import body, marker_in
from adapters.discord.failures import watched
from adapters.discord.places import may_read_history, number, place
from adapters.discord.render import split
from bot.document import Document, StoryCard
from bot.errors import DeliveryError, Refused, TryLater, Unsure
from bot.ports import Post

_OF_TIMEOUT = 0.9  # of the pace's: the end is ours to tell, and says whether anything had left
_FORGOTTEN = "deleted"  # id of a message that was sent under its key and deleted since
_UNKNOWN_MESSAGE, _NOT_TEXT = 10008, (50008, 50024)
_SETTLED_S = 60.0  # after this a request of ours is no longer on its way (lease and timeout)
_LOOKED_BACK = timedelta(hours=1)
_MOST_READ = 3_000  # messages of a channel's history
_MOST_THREADS = 50
_NAME_MOST = 100
_TAGS_MOST = 5
_STORIES_MOST = 10

log = structlog.get_logger()


class Posting:
    """Sends through a client that has logged in; `plain` posts embeds, a call takes `timeout_s` at most."""

    def __init__(self, client: discord.Client, plain: bool, timeout_s: float) -> None:
        self._client = client
        self._plain = plain
        self._timeout_s = timeout_s * _OF_TIMEOUT
        self._beside: set[asyncio.Task[None]] = set()
        self._doubted: dict[str, float] = {}  # keys of forum posts without a clear end, by monotonic time

    async def send(self, post: Post) -> str:
        """Send one message and return its id; raises as the port says."""
        where = place(self._client, post.channel)
        if isinstance(where, discord.ForumChannel):
            return await self._send_to_forum(where, post)
        with watched(post.channel):
            async with asyncio.timeout(self._timeout_s):
                try:
                    sent = await self._messageable(post.channel).send(**self._said(post), nonce=post.key)
                except discord.NotFound as error:
                    if error.code == _UNKNOWN_MESSAGE:
                        return _FORGOTTEN
                    raise
                except discord.HTTPException as error:
                    if error.code not in _NOT_TEXT:
                        raise
                    sent = None
        if sent is None:
            return await self._send_to_unknown(post)
        self._follow_up(where, sent, post)
        return str(sent.id)

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """The id of the message with the key, "" where there surely is none."""
        where = await self._readable(channel)
        with watched(channel, reading=True):
            if not isinstance(where, discord.ForumChannel):
                return await self._found(self._messageable(channel), channel, key, since)
            async for thread in _threads(where, since):
                if found := await self._found(thread, channel, key, since):
                    return found
        return ""

    async def tell(self, person: str, document: Document) -> None:
        """Write to a person."""
        with watched(""):
            async with asyncio.timeout(self._timeout_s):
                room = await self._client.create_dm(discord.Object(number(person)))
                for part in split(document):
                    await room.send(**self._body(part, ""))

    async def close(self) -> None:
        """End what runs beside."""
        for task in self._beside:
            task.cancel()
        if self._beside:
            await asyncio.wait(self._beside)

    def _said(self, post: Post) -> dict[str, Any]:
        return self._body(post.document, post.key)

    def _body(self, document: Document, marker: str) -> dict[str, Any]:
        return body(document, self._plain, marker)

    def _messageable(self, channel: str) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(number(channel))

    async def _send_to_unknown(self, post: Post) -> str:
        """Send to a channel of which we thought it took text, before the gateway told us better."""
        with watched(post.channel, reading=True):
            where = await self._client.fetch_channel(number(post.channel))
        if not isinstance(where, discord.ForumChannel):
            raise Refused("that kind of channel takes no messages", post.channel)
        return await self._send_to_forum(where, post)

    async def _send_to_forum(self, forum: discord.ForumChannel, post: Post) -> str:
        """Open a forum post, or go on in the one of the digest's first part.

        Discord recognises no key of a forum post: one that may be on its way is looked for, and not sent
        again until it no longer can be.
        """
        if post.parent:
            return await self._send_in_thread(post)
        doubted = self._doubted.get(post.key)
        if doubted is not None:
            if found := await self.find(post.channel, post.key, discord.utils.utcnow() - _LOOKED_BACK):
                return found
            if time.monotonic() - doubted < _SETTLED_S:
                raise Unsure("a forum post may still be on its way", post.channel)
        try:
            with watched(post.channel):
                async with asyncio.timeout(self._timeout_s):
                    made = await forum.create_thread(
                        name=_name(post.document),
                        applied_tags=_tags(forum, post.document),
                        **self._said(post),
                    )
        except Unsure:
            self._doubted[post.key] = time.monotonic()
            raise
        self._doubted.pop(post.key, None)
        return str(made.message.id)

    async def _send_in_thread(self, post: Post) -> str:
        with watched(post.channel):
            async with asyncio.timeout(self._timeout_s):
                sent = await self._messageable(post.parent).send(**self._said(post), nonce=post.key)
        return str(sent.id)

    async def _readable(self, channel: str) -> Any:
        """The channel, where its history surely shows all there is.

        Without Read Message History Discord shows an empty one, which would be taken for "not sent".
        """
        where = place(self._client, channel)
        if where is None:
            with watched(channel, reading=True):
                where_now = await self._client.fetch_channel(number(channel))
            if isinstance(where_now, discord.abc.PrivateChannel) or may_read_history(where_now):
                return where_now
            raise TryLater("the server's channels are not known yet", channel)
        if not may_read_history(where):
            raise Unsure("I lack Read Message History there", channel)
        return where

    async def _found(self, room: discord.abc.Messageable, channel: str, key: str, since: datetime) -> str:
        read = 0
        async for message in room.history(limit=_MOST_READ, after=since, oldest_first=False):
            read += 1
            if key in _markers(message.components):
                return str(message.id)
        if read >= _MOST_READ:
            raise Unsure("the channel's history is longer than I read", channel)
        return ""

    def _follow_up(self, where: object, sent: discord.Message, post: Post) -> None:
        if post.publish and isinstance(where, discord.TextChannel) and where.is_news():
            self._run_beside(_published(sent))
        if not isinstance(where, discord.TextChannel):
            return
        if post.thread == "digest" and not post.parent:
            self._run_beside(_opened_thread(where, sent.id, _name(post.document)))
        elif post.thread == "story":
            self._run_beside(_opened_threads(where, post.document))

    def _run_beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_tried(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


async def _tried(work: Coroutine[Any, Any, None]) -> None:
    try:
        with watched(""):
            await work
    except DeliveryError as error:
        log.warning("what follows a digest failed", adapter="discord", reason=str(error))
    except Exception:  # the digest itself has arrived
        log.exception("what follows a digest failed", adapter="discord")


async def _published(sent: discord.Message) -> None:
    await sent.publish()


async def _opened_thread(where: discord.TextChannel, message: int, name: str) -> None:
    await where.get_partial_message(message).create_thread(name=name)


async def _opened_threads(where: discord.TextChannel, document: Document) -> None:
    cards = [block for block in document.blocks if isinstance(block, StoryCard)]
    for card in cards[:_STORIES_MOST]:
        await where.create_thread(name=_cut(card.headline), type=discord.ChannelType.public_thread)


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """A forum's posts, those of since then."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and _is_since(thread, since):
            yield thread
    async for thread in forum.archived_threads(limit=_MOST_THREADS):
        if _is_since(thread, since):
            yield thread


def _is_since(thread: discord.Thread, since: datetime) -> bool:
    return discord.utils.snowflake_time(thread.id) >= since


def _markers(components: Sequence[Any]) -> set[str]:
    """Keys that stand in the buttons of a message."""
    found = set()
    for one in _all(components):
        with suppress(AttributeError):
            found.add(marker_in(str(one.custom_id)))
    return found


def _all(components: Sequence[Any]) -> Iterator[Any]:
    for one in components:
        yield one
        yield from _all(getattr(one, "children", ()))
        if accessory := getattr(one, "accessory", None):
            yield accessory


def _name(document: Document) -> str:
    return _cut(f"{document.title} · {document.note}" if document.note else document.title)


def _cut(text: str) -> str:
    plain = " ".join(text.split()) or "AI news"
    return plain if len(plain) <= _NAME_MOST else f"{plain[: _NAME_MOST - 1]}…"


def _tags(forum: discord.ForumChannel, document: Document) -> list[discord.ForumTag]:
    """The forum's tags that are called like a topic of the digest; one at least where it wants one."""
    topics = {
        topic.replace("-", " ")
        for block in document.blocks
        if isinstance(block, StoryCard)
        for topic in block.topics
    }
    free = [tag for tag in forum.available_tags if not tag.moderated]
    fitting = [tag for tag in free if tag.name.casefold().replace("-", " ") in topics]
    if not fitting and forum.flags.require_tag:
        fitting = free[:1]
    return fitting[:_TAGS_MOST]
