"""One gateway session: who identified, what was sent to it, and what it can still replay.

A session outlives its connection: what is told while it is away waits in the buffer until RESUME fetches it.
"""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.wire.discord.entities import Guild, Json

GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
NEEDS = {"GUILD": GUILDS, "CHANNEL": GUILDS, "THREAD": GUILDS}
KEPT = 1000


@dataclass(eq=False)
class Line:
    """One websocket connection, compressed if the client asked for it."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None = None
    deflate: "zlib._Compress | None" = None

    async def send(self, frame: Json) -> None:
        """Send one frame, unless the other side is gone."""
        await self.write(json.dumps(frame))

    async def write(self, text: str) -> None:
        """Send text as it is, be it JSON or not."""
        if self.socket.closed:
            return
        try:
            if self.deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            return  # the client left while we spoke; what it missed stays in its session's buffer


@dataclass(eq=False)
class Session:
    """What one IDENTIFY opened."""

    id: str
    intents: int
    shard: tuple[int, int]
    line: Line | None = None
    seq: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))

    def wants(self, event: str, guild: Guild | None) -> bool:
        """Whether its intents and its shard let an event through."""
        needed = NEEDS.get(event.split("_")[0], 0)
        if event.startswith("MESSAGE"):
            needed = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        number, of = self.shard
        ours = (guild.id >> 22) % of == number if guild else number == 0
        return ours and self.intents & needed == needed

    def frame(self, event: str, data: Json) -> Json:
        """The next numbered frame, kept for a replay."""
        self.seq += 1
        frame = {"op": 0, "t": event, "s": self.seq, "d": data}
        self.sent.append(frame)
        return frame

    def missed(self, seq: int) -> list[Json] | None:
        """Frames after a number; None where the buffer no longer reaches back so far."""
        if seq > self.seq:
            return None
        kept = [frame for frame in self.sent if frame["s"] > seq]
        return kept if len(kept) == self.seq - seq else None

    def hidden(self, data: Json, bot: int) -> Json:
        """A message event without the content that this session's intents do not include."""
        own = data.get("author", {}).get("id") == str(bot)
        if self.intents & MESSAGE_CONTENT or own or "guild_id" not in data:
            return data
        return data | {"content": "", "embeds": [], "components": [], "attachments": []}
