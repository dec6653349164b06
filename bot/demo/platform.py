"""A tiny chat platform over HTTP on this machine: what the demo, the tests and the benches post to.

`python -m bot.demo.platform PORT_FILE` serves until it is ended, and writes its port to the file once it
listens. Beside the product: no adapter but `loopback` knows it. It can be told to lose answers, to limit, to
refuse and to die (faults.py), and counts what arrived (board.py).

    POST /channels/C/messages   text, key, buttons   201 message | 403, 404 | 429 with Retry-After, X-Scope
    GET  /channels/C/messages?since=TIME             200 messages
    POST /people/P/messages, GET /people/P/messages  the same for a private mailbox
    GET  /inbox?wait_s=20                            200 what people typed or pressed, each once
    POST /inbox                                      a person types a line, or presses a token
    GET  /counts                                     200 messages by channel and key, answers by status
    POST /faults                                     replaces what goes wrong from now on
"""

import argparse
import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot.demo.board import Board, true_time
from bot.demo.faults import Chances, Faults, Gate

_HOST = "127.0.0.1"
_LONGEST_HEAD = 16_384
_LONGEST_BODY = 1_000_000
_LONGEST_WAIT_S = 30.0
_DIED = 9
# Whoever asked went away, or does not speak as it should.
_GONE_OR_STRANGE = (
    asyncio.IncompleteReadError,
    asyncio.LimitOverrunError,
    ConnectionError,
    ValueError,
    TypeError,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    data: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


_NOT_FOUND = _Answer(404, {"error": "no such place"})


class Platform:
    """The platform's behaviour over a board."""

    def __init__(self, board: Board, faults: Faults) -> None:
        self._board = board
        self._answers: Counter[int] = Counter()
        self.behave(faults)

    def behave(self, faults: Faults) -> None:
        """Do these things wrong from now on, and no others."""
        self._faults, self._gate, self._chances = faults, Gate(faults), Chances(faults.seed)

    async def answer(self, asked: _Asked) -> _Answer | None:
        """Answer a request; None closes the connection without a word."""
        answer = await self._answer(asked)
        self._answers[answer.status if answer else 0] += 1
        return answer

    async def _answer(self, asked: _Asked) -> _Answer | None:
        match asked.method, asked.path:
            case "POST", ("channels", channel, "messages"):
                return await self._posted(channel, asked.said)
            case "GET", ("channels", channel, "messages"):
                return self._history(channel, asked.query.get("since", ""))
            case "POST", ("people", person, "messages"):
                return _Answer(201, self._board.tell(person, asked.said))
            case "GET", ("people", person, "messages"):
                return _Answer(200, self._board.mailbox(person))
            case "GET", ("inbox",):
                wait_s = float(asked.query.get("wait_s", 0))
                return _Answer(200, await self._board.typed(min(wait_s, _LONGEST_WAIT_S)))
            case "POST", ("inbox",):
                self._board.type(asked.said)
                return _Answer(201)
            case "GET", ("counts",):
                statuses = {str(status): count for status, count in self._answers.items()}
                return _Answer(200, {"messages": self._board.counts(), "answers": statuses})
            case "POST", ("faults",):
                self.behave(Faults.of(asked.said))
                return _Answer(200)
            case _:
                return _NOT_FOUND

    async def _posted(self, channel: str, said: Mapping[str, Any]) -> _Answer | None:
        faults, chances = self._faults, self._chances
        if refusal := self._refusal(channel):
            return refusal
        if chances.happens(faults.drop):
            return None
        if known := self._board.known(channel, str(said.get("key", "")), faults.same_key_s):
            return _Answer(201, known)
        if chances.happens(faults.slow):
            await asyncio.sleep(faults.slow_s)
        message = self._board.post(channel, said)
        self._die_if_told()
        await asyncio.sleep(faults.late_s)
        if chances.happens(faults.lose):
            return None
        return _Answer(502) if chances.happens(faults.fail) else _Answer(201, message)

    def _refusal(self, channel: str) -> _Answer | None:
        faults = self._faults
        if channel in faults.closed:
            return _Answer(403, {"error": "I may not post there"})
        if channel in faults.gone:
            return _Answer(404, {"error": "the channel is gone"})
        wait_s, scope = self._gate.closed_for_s(channel)
        if not wait_s and self._chances.happens(faults.storm):
            wait_s, scope = faults.storm_s, "all" if self._chances.happens(0.1) else "channel"
        return _Answer(429, None, {"Retry-After": f"{wait_s:.3f}", "X-Scope": scope}) if wait_s else None

    def _history(self, channel: str, since: str) -> _Answer:
        if channel in self._faults.gone:
            return _Answer(404, {"error": "the channel is gone"})
        if self._chances.happens(self._faults.unreadable):
            return _Answer(503)
        return _Answer(200, self._board.history(channel, since))

    def _die_if_told(self) -> None:
        if self._faults.dies_in == 1:
            os._exit(_DIED)
        if self._faults.dies_in:
            self._faults = replace(self._faults, dies_in=self._faults.dies_in - 1)


@asynccontextmanager
async def served(platform: Platform, port: int = 0) -> AsyncIterator[int]:
    """Serve the platform on this machine until the context ends; gives the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await _asked(reader):
                answer = await platform.answer(asked)
                if answer is None:
                    return
                writer.write(_bytes(answer))
                await writer.drain()
        except _GONE_OR_STRANGE:
            pass
        except asyncio.CancelledError:
            pass  # the platform ends; asyncio 3.11 would print that as a fault of the connection
        finally:
            writer.close()

    server = await asyncio.start_server(serve, _HOST, port, limit=_LONGEST_HEAD)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _asked(reader: asyncio.StreamReader) -> _Asked | None:
    """The next request of a connection; None where it was closed between two."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    line, *fields = head.split("\r\n")
    method, target, _ = line.split(" ", 2)
    named = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in fields)}
    length = int(named.get("content-length") or 0)
    if length > _LONGEST_BODY:
        raise ValueError("too long")
    body = await reader.readexactly(length)
    address = urlsplit(target)
    path = tuple(unquote(part) for part in address.path.strip("/").split("/"))
    query = {name: values[-1] for name, values in parse_qs(address.query).items()}
    return _Asked(method, path, query, json.loads(body) if body else {})


def _bytes(answer: _Answer) -> bytes:
    body = json.dumps(answer.data).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} -", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


async def _serve(port_file: Path, port: int, platform: Platform) -> None:
    async with served(platform, port) as listening:
        ready = port_file.with_suffix(".new")
        ready.write_text(str(listening), encoding="utf-8")
        ready.replace(port_file)
        await asyncio.Event().wait()


def ahead_by(file: Path | None) -> Callable[[], datetime]:
    """A clock that is ahead by the seconds a file says at the moment; the true one without a file."""

    def now() -> datetime:
        ahead_s = float(file.read_text(encoding="utf-8") or 0) if file else 0.0
        return true_time() + timedelta(seconds=ahead_s)

    return now


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.platform")
    parser.add_argument("port_file", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path, help="keeps the messages when the process ends")
    parser.add_argument("--clock", type=Path, help="file of seconds by which time is ahead here")
    parser.add_argument("--faults", type=json.loads, default={}, help="what goes wrong, as JSON")
    asked = parser.parse_args()
    board = Board(asked.journal, ahead_by(asked.clock))
    asyncio.run(_serve(asked.port_file, asked.port, Platform(board, Faults.of(asked.faults))))


if __name__ == "__main__":
    main()
