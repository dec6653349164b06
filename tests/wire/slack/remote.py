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

from tests.wire.slack.entities import Json

ROOT = Path(__file__).parents[3]
START_S = 30.0


class RemoteSlack:
    """Talks to `/_fake` of the fake's process."""

    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def api(self) -> str:
        """What the client's `base_url` is to be."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def authorize_url(self) -> str:
        """What the OAuth settings' `authorization_url` is to be."""
        return f"http://127.0.0.1:{self.port}/oauth/v2/authorize"

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
        self, name: str, act: str, *args: Any, channel: str = "", admin: bool = False, **options: Any
    ) -> Any:
        """What a person does there (`Person`'s methods), and what was answered."""
        about = {"name": name, "channel": channel, "admin": admin}
        return await self.act("person", **about, act=act, args=args, options=options)

    async def fault(self, kind: str, **more: Any) -> None:
        """Lay a fault in wait."""
        await self.act("fault", kind=kind, **more)


@asynccontextmanager
async def own_process(folder: Path, *arguments: str, **settings: Any) -> AsyncIterator[RemoteSlack]:
    """Start the fake in a process of its own, and end it with the context."""
    port_file = folder / "slack.port"
    port_file.unlink(missing_ok=True)
    command = ["-m", "tests.wire.slack", str(port_file), "--settings", json.dumps(settings), *arguments]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, env={**os.environ})
    try:
        yield RemoteSlack(await _port(process, port_file))
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
