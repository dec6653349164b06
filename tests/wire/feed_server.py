"""A real HTTP server on loopback that answers as a test tells it to, and remembers what it was asked.

`async with FeedServer() as server` listens on a free port; `server.on("/feed.xml", Reply(...))` scripts a
path with one reply for every time, or several for one time after another. It speaks HTTP/1.1 with
keep-alive, answers conditional requests for replies that have validators, and can misbehave: drip,
stall, break off, lie about its length.
"""

import asyncio
import contextlib
import gzip
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Reply:
    """One answer. With `etag` or `last_modified`, a matching conditional request gets 304."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    delay_s: float = 0.0
    drip_s: float = 0.0  # this long between one byte and the next
    stall: bool = False  # the headers come, the body never does
    reset: bool = False  # the connection breaks off before any answer
    short: bool = False  # half of the body promised


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are lower-case."""

    path: str
    headers: Mapping[str, str]


def zipped(body: bytes, **headers: str) -> Reply:
    """A gzip-coded reply."""
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", **headers})


def redirect(to: str, status: int = 302) -> Reply:
    """A redirect to an address or path."""
    return Reply(status=status, headers={"Location": to})


class FeedServer:
    """Scripted answers on loopback; unknown paths get 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.busiest = 0
        self.connected = 0
        self._busy = 0
        self._replies: dict[str, list[Reply]] = {}
        self._turns: dict[str, int] = defaultdict(int)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def origin(self) -> str:
        """`127.0.0.1:port`, as allowed private hosts are written."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The full address of a path."""
        return f"http://{self.origin}{path}"

    def on(self, path: str, *replies: Reply) -> str:
        """Script a path and return its address; the last reply stays for all later requests."""
        self._replies[path] = list(replies)
        self._turns[path] = 0
        return self.url(path)

    def paths(self) -> list[str]:
        """Paths asked for, in order."""
        return [asked.path for asked in self.asked]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        self.connected += 1
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, which some tests are about, or the server closes
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        asked = Asked(head[0].split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})
        self.asked.append(asked)
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            return await self._answer(asked, self._reply(asked), writer)
        finally:
            self._busy -= 1

    def _reply(self, asked: Asked) -> Reply:
        replies = self._replies.get(asked.path, [Reply(status=404)])
        turn = self._turns[asked.path]
        self._turns[asked.path] += 1
        reply = replies[min(turn, len(replies) - 1)]
        known = (reply.etag and asked.headers.get("if-none-match") == reply.etag) or (
            reply.last_modified and asked.headers.get("if-modified-since") == reply.last_modified
        )
        if not known:
            return reply
        return Reply(status=304, headers=reply.headers, etag=reply.etag, last_modified=reply.last_modified)

    async def _answer(self, asked: Asked, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(reply.delay_s)
        if reply.reset:
            writer.transport.abort()
            return False
        writer.write(_head(reply))
        if reply.stall:
            await asyncio.Event().wait()
        if reply.drip_s:
            for byte in reply.body:
                writer.write(bytes((byte,)))
                await writer.drain()
                await asyncio.sleep(reply.drip_s)
            return True
        writer.write(reply.body[: len(reply.body) // 2] if reply.short else reply.body)
        await writer.drain()
        return not reply.short


def _head(reply: Reply) -> bytes:
    headers = {"Content-Length": str(len(reply.body)), "Content-Type": "application/xml", **reply.headers}
    if reply.etag:
        headers["ETag"] = reply.etag
    if reply.last_modified:
        headers["Last-Modified"] = reply.last_modified
    if reply.status == 304:
        del headers["Content-Length"]
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
