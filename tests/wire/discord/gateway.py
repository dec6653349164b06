"""The fake's gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME with replay, and its refusals.

https://discord.com/developers/docs/events/gateway. It sends what the world tells, in order, to every
session whose intents and shard want it. Tests make it misbehave: `reconnect` (op 7), `invalidate` (op 9),
`close`, `cut`, `garble`, `deaf` (no heartbeat answered).
"""

import asyncio
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable

from aiohttp import WSMsgType, web

from tests.wire.discord import shapes
from tests.wire.discord.changes import Changes
from tests.wire.discord.entities import Guild, Json
from tests.wire.discord.session import GUILDS, PRIVILEGED, Line, Session
from tests.wire.discord.settings import Settings
from tests.wire.discord.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11
IGNORED = (PRESENCE, VOICE, MEMBERS)
DAY_S = 86_400.0


class Refused(Exception):
    """The connection is to be closed with a code."""

    def __init__(self, code: int) -> None:
        self.code = code


class Gateway:
    """All sessions and connections."""

    def __init__(self, world: World, settings: Settings, changes: Changes) -> None:
        self.world, self.settings, self.changes = world, settings, changes
        self.sessions: dict[str, Session] = {}
        self.lines: set[Line] = set()
        self.identified: list[float] = []
        self.resumed = 0
        self.beats = 0
        self.closed: list[int] = []
        self.deaf = False
        self.address: Callable[[], str] = lambda: ""
        self._queue: asyncio.Queue[tuple[Line, Json]] = asyncio.Queue()
        world.tell = self.tell

    def tell(self, event: str, data: Json, guild: Guild | None = None) -> None:
        """Queue an event for every session that wants it."""
        if guild and not guild.joined and event != "GUILD_DELETE":
            return
        for session in self.sessions.values():
            if session.wants(event, guild):
                shown = session.hidden(data, self.world.bot.id) if event.startswith("MESSAGE") else data
                self._send(session, session.frame(event, shown))

    def interact(self, data: Json, guild: Guild | None) -> bool:
        """Send an interaction, to one session; whether there was any."""
        for session in self.sessions.values():
            number, of = session.shard
            if session.line and (not guild or (guild.id >> 22) % of == number):
                self._send(session, session.frame("INTERACTION_CREATE", data))
                return True
        return False

    def _send(self, session: Session, frame: Json) -> None:
        if session.line:
            self._queue.put_nowait((session.line, frame))

    async def speak(self) -> None:
        """Send what is queued, in order, until cancelled."""
        while True:
            line, frame = await self._queue.get()
            await line.send(frame)
            self._queue.task_done()

    async def connected(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        packed = request.query.get("compress") == "zlib-stream"
        line = Line(socket, request.transport, zlib.compressobj() if packed else None)
        self.lines.add(line)
        try:
            await line.send({"op": HELLO, "d": {"heartbeat_interval": int(self.settings.heartbeat_s * 1000)}})
            await self._listen(line)
        except Refused as refused:
            await self._close(line, refused.code)
        finally:
            self.lines.discard(line)
            for session in self.sessions.values():
                session.line = None if session.line is line else session.line
            self.changes.note()
        return socket

    async def _listen(self, line: Line) -> None:
        heard: deque[float] = deque()
        async for received in line.socket:
            if received.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            raw = received.data if isinstance(received.data, bytes) else received.data.encode()
            now = self.world.clock.now()
            heard.append(now)
            while heard[0] <= now - self.settings.frames_s:
                heard.popleft()
            if len(heard) > self.settings.frames:
                raise Refused(4008)
            await self._hear(line, self._parsed(raw))
            self.changes.note()

    def _parsed(self, raw: bytes) -> Json:
        if len(raw) > self.settings.frame_bytes:
            raise Refused(4002)
        try:
            frame = json.loads(raw)
        except ValueError as error:
            raise Refused(4002) from error
        if not isinstance(frame, dict) or not isinstance(frame.get("op"), int):
            raise Refused(4002)
        return frame

    async def _hear(self, line: Line, frame: Json) -> None:
        op, data = frame["op"], frame.get("d") or {}
        if op == HEARTBEAT:
            self.beats += 1
            if not self.deaf:
                await line.send({"op": ACK})
        elif op == IDENTIFY:
            await self._identify(line, data)
        elif op == RESUME:
            await self._resume(line, data)
        elif self._session(line) is None:
            raise Refused(4003)
        elif op not in IGNORED:
            raise Refused(4001)

    def _session(self, line: Line) -> Session | None:
        return next((session for session in self.sessions.values() if session.line is line), None)

    async def _identify(self, line: Line, data: Json) -> None:
        if self._session(line):
            raise Refused(4005)
        shard, intents = tuple(data.get("shard") or (0, 1)), data.get("intents")
        self._check_identify(data, shard, intents)
        now, settings = self.world.clock.now(), self.settings
        recent = [at for at in self.identified if at > now - settings.identify_s]
        self.identified.append(now)
        if len(recent) >= settings.max_concurrency:
            await line.send({"op": INVALID_SESSION, "d": False})
            return
        session = Session(secrets.token_hex(16), int(intents or 0), shard, line)
        self.sessions[session.id] = session
        for event, said in self._welcome(session):
            self._send(session, session.frame(event, said))

    def _check_identify(self, data: Json, shard: tuple[int, ...], intents: object) -> None:
        if data.get("token") != self.settings.token or self.left() <= 0:
            raise Refused(4004)
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise Refused(4010)
        if len(self.world.guilds) / shard[1] > self.settings.guilds_a_shard:
            raise Refused(4011)
        if not isinstance(intents, int) or not 0 <= intents < 1 << 26:
            raise Refused(4013)
        if intents & PRIVILEGED & ~self.settings.privileged:
            raise Refused(4014)

    def _welcome(self, session: Session) -> list[tuple[str, Json]]:
        guilds = [
            guild for guild in self.world.guilds.values() if guild.joined and session.wants("READY", guild)
        ]
        bot = self.world.bot
        ready = {
            "v": 10,
            "user": shapes.user(bot) | {"verified": True, "mfa_enabled": False, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.address(),
            "shard": list(session.shard),
            "application": {"id": str(bot.id), "flags": 0},
        }
        events = [("READY", ready)]
        if session.intents & GUILDS:
            # Only of these it is said that they are available: a bot tells them so from those it joins.
            known = {"unavailable": False}
            events += [("GUILD_CREATE", shapes.whole_guild(guild, bot) | known) for guild in guilds]
        return events

    async def _resume(self, line: Line, data: Json) -> None:
        if data.get("token") != self.settings.token:
            raise Refused(4004)
        session = self.sessions.get(str(data.get("session_id")))
        missed = session.missed(int(data.get("seq") or 0)) if session else None
        if session is None or missed is None:
            await line.send({"op": INVALID_SESSION, "d": False})
            return
        session.line = line
        self.resumed += 1
        for frame in missed:
            self._send(session, frame)
        self._send(session, session.frame("RESUMED", {}))

    def left(self) -> int:
        """How many IDENTIFYs are left of today's."""
        now = self.world.clock.now()
        return self.settings.identifies - sum(at > now - DAY_S for at in self.identified)

    @property
    def open(self) -> list[Session]:
        """Sessions with a connection."""
        return [session for session in self.sessions.values() if session.line]

    async def reconnect(self) -> None:
        """Ask every client to come back (op 7), as before a deploy."""
        for session in self.open:
            assert session.line
            await session.line.send({"op": RECONNECT, "d": None})

    async def invalidate(self, resumable: bool = False) -> None:
        """Declare every session invalid (op 9); where it is not resumable, it is forgotten."""
        for session in self.open:
            assert session.line
            line = session.line
            if not resumable:
                del self.sessions[session.id]
            await line.send({"op": INVALID_SESSION, "d": resumable})

    async def close(self, code: int) -> None:
        """Close every connection; 4007 and 4009 end their sessions, too."""
        for line in tuple(self.lines):
            session = self._session(line)
            if session and code in (4007, 4009):
                del self.sessions[session.id]
            await self._close(line, code)

    async def _close(self, line: Line, code: int) -> None:
        self.closed.append(code)
        await line.socket.close(code=code)

    async def garble(self, text: str) -> None:
        """Send every client a frame of any text."""
        for line in tuple(self.lines):
            await line.write(text)

    def cut(self) -> None:
        """Break every connection off without a word."""
        for line in tuple(self.lines):
            if line.transport:
                line.transport.abort()
