"""The fake in a process of its own: `python -m tests.wire.slack PORT-FILE [--teams N] [--channels N]`.

It writes its port into the file once it listens, and runs until it is told to end. Tests talk to it by
`remote`.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path
from typing import Any

from tests.wire.slack.control import attach
from tests.wire.slack.server import FakeSlack
from tests.wire.slack.settings import Rate, Settings

RATES = ("posts", "team_posts")  # written as [a minute, burst]


def options() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.slack")
    parser.add_argument("port_file", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--teams", type=int, default=1, help="workspaces in which the app is installed")
    parser.add_argument("--channels", type=int, default=0, help="public channels more in each workspace")
    parser.add_argument("--settings", type=json.loads, default={}, help="fields of Settings, as JSON")
    return parser.parse_args()


def settings(given: dict[str, Any]) -> Settings:
    """The settings from JSON, where lists stand for tuples and rates."""
    read: dict[str, Any] = {
        name: Rate(*value) if name in RATES else tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
    }
    return Settings(**read)


async def serve(asked: argparse.Namespace) -> None:
    """Run until SIGTERM or SIGINT."""
    slack = FakeSlack(settings(asked.settings))
    slack.port = asked.port
    attach(slack)
    for number in range(1, asked.teams):
        team = slack.world.team(f"Team {number + 1}", "general")
        slack.events.reinstall(team)
    for team in slack.world.teams.values():
        for at in range(asked.channels):
            slack.world.channel(f"room-{at + 1}", team)
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with slack:
        draft = asked.port_file.with_suffix(".part")
        draft.write_text(str(slack.port), encoding="ascii")
        draft.rename(asked.port_file)  # whoever waits for the file finds it whole
        await stopping.wait()


if __name__ == "__main__":
    asyncio.run(serve(options()))
