"""Socket Mode: up to ten connections of an app, each envelope to any one of them, and their acknowledgements.

Nothing is replayed and no order is promised. A connection ends with a warning, a refresh, because there
are too many, because Socket Mode was switched off, or without a word.
"""

import asyncio
import json
import random
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.slack.call import State
from tests.wire.slack.entities import Json
from tests.wire.slack.errors import Problem
from tests.wire.slack.faults import OF_DELIVERIES, Faults
from tests.wire.slack.interaction import COMMAND, EVENT, INTERACTIVE, Ack

TICKET_S = 30.0
HOST = "applink-fake-1"
REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


@dataclass(eq=False)
class Line:
    """One websocket connection."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    leaving: bool = False  # told to go: nothing new is sent there

    async def send(self, frame: Json) -> bool:
        """Send one frame; whether the other side was still there."""
        if self.socket.closed:
            return False
        try:
            await self.socket.send_str(json.dumps(frame))
        except ConnectionError:
            return False
        return True


@dataclass(eq=False)
class Sent:
    """An envelope on its way, and the acknowledgement it waits for."""

    kind: str
    accepts: bool
    acked: "asyncio.Future[object]"
    times: int = 0  # how often it was acknowledged


class SocketMode:
    """All connections of the app."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self.lines: list[Line] = []
        self.opened = 0
        self.deaf = False  # pings stay unanswered
        self.envelopes: dict[str, Sent] = {}
        self.pings = 0
        self._held: list[Callable[[], None]] = []  # envelopes that wait for the one that follows
        self._random = random.Random(1)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def open(self) -> list[Line]:
        """Connections that envelopes go to."""
        return [line for line in self.lines if not line.leaving and not line.socket.closed]

    async def connected(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        at = self.state.tickets.pop(request.query.get("ticket", ""), None)
        if at is None or self.state.world.clock.now() > at + TICKET_S:
            return web.Response(status=404)
        socket = web.WebSocketResponse(autoping=False, max_msg_size=1 << 22, compress=False)
        await socket.prepare(request)
        line = Line(socket, request.transport)
        if len(self.open) >= self.state.settings.connections:
            await line.send(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        self.lines.append(line)
        self.opened += 1
        await line.send(self._hello())
        self.state.changes.note()
        try:
            await self._listen(line)
        finally:
            self.lines.remove(line)
            self.state.changes.note()
        return socket

    def _hello(self) -> Json:
        about = {"host": HOST, "build_number": 1, "approximate_connection_time": 18_060}
        info = {"app_id": self.state.settings.app_id}
        count = len(self.open)
        return {"type": "hello", "num_connections": count, "debug_info": about, "connection_info": info}

    async def _listen(self, line: Line) -> None:
        async for received in line.socket:
            if received.type is WSMsgType.PING:
                self.pings += 1
                if not self.deaf:
                    await line.socket.pong(received.data)
            elif received.type is WSMsgType.TEXT:
                self._hear(received.data)
                self.state.changes.note()

    def _hear(self, text: str) -> None:
        try:
            frame = json.loads(text)
            sent = self.envelopes.get(frame["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self._wrong("socket", "a frame that is no acknowledgement", text)
            return
        if sent is None:
            self._wrong("socket", "an acknowledgement of no envelope", frame)
            return
        sent.times += 1
        if frame.get("payload") and not sent.accepts:
            self._wrong(sent.kind, "an acknowledgement with a payload that is not accepted", frame)
        if not sent.acked.done():
            sent.acked.set_result(frame.get("payload"))

    def _wrong(self, method: str, what: str, body: object) -> None:
        self.state.journal.violated(method, [Problem("", what, "")], body)

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Ack:
        """Send an envelope, and wait for its acknowledgement."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        envelope_id, accepts = str(uuid.uuid4()), kind in (COMMAND, INTERACTIVE)
        frame: Json = {"envelope_id": envelope_id, "payload": payload, "type": kind}
        frame["accepts_response_payload"] = accepts
        if kind == EVENT:
            frame |= {"retry_attempt": attempt, "retry_reason": reason}
        sent = self.envelopes[envelope_id] = Sent(kind, accepts, loop.create_future())
        if not self.open:
            return Ack(error="dispatch_failed")
        self._route(frame)
        self.state.changes.note()
        try:
            async with asyncio.timeout(self.state.settings.ack_s):
                body = await sent.acked
        except TimeoutError:
            return Ack(error="operation_timeout")
        return Ack((loop.time() - began) * 1000, body)

    def _route(self, frame: Json) -> None:
        """Send an envelope to one of the connections, as faults have it."""
        fault = self.faults.take(frame["type"], kinds=OF_DELIVERIES)
        kind = fault.kind if fault else ""
        if kind == "dropped":
            return
        if kind == "swapped":
            self._held.append(lambda: self._start(self._say(frame)))
            return
        if fault and kind == "delayed":
            self._start(self._say(frame, fault.seconds))
        else:
            self._start(self._say(frame))
        if kind == "duplicate":
            self._start(self._say(frame))
        held, self._held = self._held, []
        for release in held:
            release()

    async def _say(self, frame: Json, after_s: float = 0.0) -> None:
        if after_s:
            await self.faults.pause(after_s)
        lines = self.open
        self._random.shuffle(lines)
        for line in lines:
            if await line.send(frame):
                return

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def disconnect(self, reason: str = "refresh_requested", lines: int = 0) -> None:
        """Tell connections (all, or so many) to go; `link_disabled` switches Socket Mode off.

        After a warning the connection still lives for some seconds, otherwise it ends at once.
        """
        if reason not in REASONS:
            raise ValueError(f"no reason is called {reason!r}; there are {', '.join(REASONS)}")
        settings = self.state.settings
        if reason == "link_disabled":
            self.state.socket_mode = False
        for line in self.open[: lines or None]:
            line.leaving = reason != "warning"
            await line.send(_goodbye(reason))
            wait_s = settings.warning_s * settings.time_scale if reason == "warning" else 0.0
            self._start(self._end(line, wait_s))

    async def _end(self, line: Line, after_s: float) -> None:
        if after_s:
            await self.faults.pause(after_s)
        line.leaving = True
        await line.socket.close()

    async def storm(self, times: int, every_s: float = 0.05, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, again and again."""
        for _ in range(times):
            await self.disconnect(reason)
            await self.faults.pause(every_s)

    async def garble(self, text: str) -> None:
        """Send every client a frame of any text."""
        for line in self.lines:
            await line.socket.send_str(text)

    def cut(self) -> None:
        """Break every connection off without a word."""
        for line in tuple(self.lines):
            if line.transport:
                line.transport.abort()

    async def end(self) -> None:
        """Let go of everything that waits."""
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
