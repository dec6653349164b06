"""The fake in a process of its own: `python -m tests.wire.discord PORT-FILE [--guilds N] [--channels N]`.

It writes its port into the file once it listens, and runs until it is told to end. Tests talk to it by
`remote`.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from tests.wire.discord.control import attach
from tests.wire.discord.server import FakeDiscord
from tests.wire.discord.settings import Settings


def options() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.discord")
    parser.add_argument("port_file", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--channels", type=int, default=1, help="text channels in each server")
    parser.add_argument("--settings", type=json.loads, default={}, help="fields of Settings, as JSON")
    return parser.parse_args()


async def serve(asked: argparse.Namespace) -> None:
    """Run until SIGTERM or SIGINT."""
    fake = FakeDiscord(Settings(**asked.settings))
    fake.port = asked.port
    attach(fake)
    for number in range(asked.guilds):
        fake.world.guild(f"Server {number + 1}", *(f"room-{at + 1}" for at in range(asked.channels)))
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with fake:
        draft = asked.port_file.with_suffix(".part")
        draft.write_text(str(fake.port), encoding="ascii")
        draft.rename(asked.port_file)  # whoever waits for the file finds it whole
        await stopping.wait()


if __name__ == "__main__":
    asyncio.run(serve(options()))
