"""The fake in another process, as a test holds it: started, asked, steered, ended."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.wire.discord.entities import Json
from tests.wire.discord.rest import PREFIX

ROOT = Path(__file__).parents[3]
START_S = 30.0


class RemoteDiscord:
    """Talks to `/_fake` of the fake's process."""

    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def api(self) -> str:
        """The address of REST."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def act(self, name: str, /, **asked: Any) -> Any:
        """One of `control`'s acts; AssertionError where a person could not do it or was not answered."""
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.post(f"http://127.0.0.1:{self.port}/_fake/{name}", json=asked)
        given = answer.json() if answer.status_code in (200, 409) else {"failed": answer.text}
        if answer.status_code != 200:
            raise AssertionError(given["failed"])
        return given

    async def state(self, since: int = 0) -> Json:
        """What was asked (from a number on) and what stands."""
        found: Json = await self.act("state", since=since)
        return found

    async def person(
        self, name: str, act: str, *args: Any, channel: int = 0, manager: bool = False, **options: Any
    ) -> Any:
        """What a person does there (`Person`'s methods), and what was answered."""
        about = {"name": name, "channel": channel, "manager": manager}
        return await self.act("person", **about, act=act, args=args, options=options)

    async def fault(self, kind: str, **more: Any) -> None:
        """Lay a fault in wait."""
        await self.act("fault", kind=kind, **more)


@asynccontextmanager
async def own_process(folder: Path, *arguments: str, **settings: Any) -> AsyncIterator[RemoteDiscord]:
    """Start the fake in a process of its own, and end it with the context."""
    port_file = folder / "discord.port"
    port_file.unlink(missing_ok=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.wire.discord",
        str(port_file),
        "--settings",
        json.dumps(settings),
        *arguments,
        cwd=ROOT,
        env={**os.environ},
    )
    try:
        yield RemoteDiscord(await _port(process, port_file))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _port(process: asyncio.subprocess.Process, port_file: Path) -> int:
    async with asyncio.timeout(START_S):
        while not port_file.exists():
            if process.returncode is not None:
                raise RuntimeError(f"the fake ended with {process.returncode}")
            await asyncio.sleep(0.02)
    return int(port_file.read_text(encoding="ascii"))
