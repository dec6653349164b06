"""Faults on demand: what the network and Discord do to a request, before or after the world was changed.

Kinds: `status` answers a 5xx (the world unchanged, unless `after`); `reset` breaks the connection
(ECONNRESET) and `closed` ends it without an answer; `lost` changes the world and never answers; `slow`
answers late; `limited` is a 429 of any scope; `banned` is a 429 from the edge, in HTML and without `Via`.
"""

import asyncio
import random
import re
import socket
import struct
from dataclasses import dataclass

from aiohttp import web

from tests.wire.discord.answers import as_json
from tests.wire.discord.limits import VIA, too_many, words

KINDS = ("status", "reset", "closed", "lost", "slow", "limited", "banned")


@dataclass
class Fault:
    """What happens to the next `times` requests that match (a share of them, where `share` < 1)."""

    kind: str
    method: str = ""
    path: str = ""  # a regular expression, searched for
    times: int = 1
    status: int = 500
    after: bool = False  # for `status`, `reset` and `closed`: after the world was changed
    seconds: float = 0.5  # how late, or how long to keep away
    scope: str = "user"
    share: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(KINDS)}")

    @property
    def applies(self) -> bool:
        """Whether the request is served before the fault shows."""
        return self.after or self.kind in ("lost", "slow")


class Faults:
    """The faults in wait, first come first met."""

    def __init__(self, seed: int = 1) -> None:
        self.waiting: list[Fault] = []
        self.met: list[Fault] = []
        self._random = random.Random(seed)
        self.over = asyncio.Event()

    def add(self, kind: str, **more: object) -> Fault:
        """Lay one in wait; the arguments are `Fault`'s."""
        fault = Fault(kind, **more)  # type: ignore[arg-type]
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, if any."""
        for fault in self.waiting:
            if fault.method in ("", method) and re.search(fault.path, path):
                if self._random.random() >= fault.share:
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                self.met.append(fault)
                return fault
        return None

    async def spoil(self, fault: Fault, request: web.Request, answer: web.Response | None) -> web.Response:
        """What the client gets instead of the answer."""
        match fault.kind:
            case "slow":
                await self._pause(fault.seconds)
                return answer or web.Response(status=500)
            case "lost":
                await self.over.wait()
            case "reset" | "closed":
                _cut(request, hard=fault.kind == "reset")
            case "limited":
                headers = {"Via": VIA, **too_many(fault.seconds, fault.scope)}
                return as_json(words(fault.seconds, fault.scope), 429, headers)
            case "banned":
                return web.Response(text="<h1>error code: 1015</h1>", status=429, content_type="text/html")
        return as_json({"message": "internal", "code": 0}, fault.status, {"Via": VIA})

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            return


def _cut(request: web.Request, hard: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if hard and connection is not None:
        # With no time to linger, closing sends RST: the client reads ECONNRESET rather than an end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
