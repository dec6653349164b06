"""Faults on demand: what the network and Slack do to a request, or to a delivery, before or after its work.

Requests of the bot, matched by method (`response_url` is one, too), channel and workspace:
`limited` is a 429; `status` a 5xx with an HTML page; `error` an answer of `ok: false`; `reset` breaks the
connection and `closed` ends it without an answer (the world unchanged, unless `after`); `lost` changes the
world and never answers; `late` never answers and changes the world after some seconds; `slow` answers late;
`revoked` takes the token away and says so.

Deliveries over Socket Mode, matched by type (`slash_commands`, `interactive`, `events_api`): `duplicate`
sends an envelope twice; `swapped` sends it after the one that follows; `delayed` some seconds late;
`dropped` never.
"""

import asyncio
import random
import re
import socket
import struct
from dataclasses import dataclass

from aiohttp import web

OF_REQUESTS = ("limited", "status", "error", "reset", "closed", "lost", "late", "slow", "revoked")
OF_DELIVERIES = ("duplicate", "swapped", "delayed", "dropped")
HTML = "<!DOCTYPE html><html><head><title>Server Error</title></head><body>Server Error</body></html>"


@dataclass
class Fault:
    """What happens to the next `times` requests that match (a share of them, where `share` < 1)."""

    kind: str
    method: str = ""  # a regular expression, matched whole; every one if empty
    channel: str = ""
    team: str = ""
    times: int = 1
    status: int = 503
    error: str = "internal_error"
    after: bool = False  # for `status`, `error`, `reset` and `closed`: after the world was changed
    seconds: float = 0.5  # how late, or how long to keep away
    share: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in OF_REQUESTS + OF_DELIVERIES:
            raise ValueError(f"no fault is called {self.kind!r}; there are {OF_REQUESTS + OF_DELIVERIES}")

    @property
    def applies(self) -> bool:
        """Whether the request is served before the fault shows."""
        return self.after or self.kind in ("lost", "slow")

    @property
    def answers(self) -> bool:
        """Whether the client hears anything."""
        return self.kind not in ("reset", "closed", "lost", "late")

    def meets(self, method: str, channel: str, team: str, kinds: tuple[str, ...]) -> bool:
        """Whether it is meant for such a request."""
        there = self.channel in ("", channel) and self.team in ("", team)
        return self.kind in kinds and there and bool(not self.method or re.fullmatch(self.method, method))


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

    def take(
        self, method: str, channel: str = "", team: str = "", kinds: tuple[str, ...] = OF_REQUESTS
    ) -> Fault | None:
        """The fault this request or delivery meets, if any."""
        for fault in self.waiting:
            if fault.meets(method, channel, team, kinds):
                if self._random.random() >= fault.share:
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                self.met.append(fault)
                return fault
        return None

    async def pause(self, seconds: float) -> None:
        """Let some seconds pass, or the fake's end come."""
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            return


def cut(request: web.Request, hard: bool) -> None:
    """Break a request's connection, by a reset if `hard`."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if hard and connection is not None:
        # With no time to linger, closing sends RST: the client reads ECONNRESET rather than an end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
