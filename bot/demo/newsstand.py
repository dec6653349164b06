"""The newsstand: the sample edition served over HTTP on loopback, so that the demo takes the real path.

`newsstand(as_of)` gives an address and the feeds to read there. It serves feeds and robots.txt, no articles:
the edition's links are of the reserved domain .example, which identifies pieces and cannot be fetched.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.demo.edition import Outlet, outlets
from bot.demo.formats import FORMATS, render
from bot.model import Feed

INSIDE = "http://169.254.169.254/latest/meta-data/"
_HOST = "127.0.0.1"
_LONGEST_REQUEST = 16_384


@dataclass(frozen=True, slots=True)
class Newsstand:
    """Where the edition is served, and its feeds, each with an address there."""

    base_url: str
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    headers: Mapping[str, str]
    body: bytes = b""


@asynccontextmanager
async def newsstand(as_of: datetime) -> AsyncIterator[Newsstand]:
    """Serve the edition as it stood at `as_of` on a free port of this machine, until the context ends."""
    answers = {f"/{outlet.path}": _answer(outlet, as_of) for outlet in outlets()}
    answers["/robots.txt"] = _Answer("200 OK", {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            writer.write(_reply(answers, request.decode("latin-1")))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # whoever asked went away, or asked too long
        finally:
            writer.close()

    server = await asyncio.start_server(serve, _HOST, 0, limit=_LONGEST_REQUEST)
    base_url = f"http://{_HOST}:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield Newsstand(base_url, edition_feeds(base_url))


def edition_feeds(base_url: str) -> tuple[Feed, ...]:
    """Return the edition's feeds as served at an address."""
    return tuple(_feed(outlet, base_url) for outlet in outlets())


def _feed(outlet: Outlet, base_url: str) -> Feed:
    return Feed(
        id=outlet.id,
        kind=FORMATS[outlet.format].kind,
        url=f"{base_url}/{outlet.path}",
        title=outlet.title,
        publisher=outlet.publisher,
        family=outlet.family,
        tier=outlet.tier,
        topics=outlet.topics,
        language=outlet.language,
        hosts=outlet.hosts,
        origin="demo",
    )


def _answer(outlet: Outlet, as_of: datetime) -> _Answer:
    if outlet.behaviour == "down":
        return _Answer(
            "503 Service Unavailable", {}
        )  # no Retry-After: a reader would let all of loopback rest
    if outlet.behaviour == "redirects-inside":
        return _Answer("302 Found", {"Location": INSIDE})
    body = render(outlet, as_of)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return _Answer("200 OK", {"Content-Type": FORMATS[outlet.format].content_type, "ETag": tag}, body)


def _reply(answers: Mapping[str, _Answer], request: str) -> bytes:
    """Return the bytes for a request's head; only the path, the method and If-None-Match matter."""
    line, _, head = request.partition("\r\n")
    method, _, rest = line.partition(" ")
    target = rest.partition(" ")[0]
    answer = answers.get(target.partition("?")[0], _Answer("404 Not Found", {}))
    if method not in ("GET", "HEAD"):
        answer = _Answer("405 Method Not Allowed", {"Allow": "GET, HEAD"})
    if "ETag" in answer.headers and _header(head, "if-none-match") == answer.headers["ETag"]:
        answer = _Answer("304 Not Modified", {"ETag": answer.headers["ETag"]})
    headers = {**answer.headers, "Content-Length": str(len(answer.body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + (answer.body if method == "GET" else b"")


def _header(head: str, name: str) -> str:
    for line in head.split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == name:
            return value.strip()
    return ""
