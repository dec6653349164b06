"""The sending half of the bot in a process of its own, to be killed: plans, prepares and sends, no more.

`python -m tests.wire.bot_process FOLDER URL CLOCK_FILE`: the store in FOLDER, the loopback platform at URL, a
clock ahead by the seconds in CLOCK_FILE, which may jump at any moment. Leases are short, so that what is
unknown is looked up in seconds. SIGTERM stops it cleanly; a store in use ends it with status 3.
"""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from adapters.loopback import Loopback
from bot.app import App
from bot.delivery.planning import plan_due
from bot.delivery.preparing import Preparing
from bot.delivery.sending import Sender
from bot.demo.platform import ahead_by
from bot.document import Document
from bot.errors import StoreError
from bot.logs import configure_logs
from bot.ports import Pace
from bot.settings import load_settings
from bot.store import open_store
from tests.wire.edition import FEED

IN_USE = 3
_BLOCKS = 3
_TICK_S = 0.1
_JUMP_S = 2.0


class ShortMessages(Loopback):
    """The loopback adapter for a platform of very short messages: every digest comes in parts."""

    def split(self, document: Document) -> tuple[Document, ...]:
        cuts = range(0, max(1, len(document.blocks)), _BLOCKS)
        return tuple(replace(document, blocks=document.blocks[cut : cut + _BLOCKS]) for cut in cuts)


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("clock_file", type=Path)
    parser.add_argument("--lease", type=float, default=3.0)
    parser.add_argument("--per-second", type=float, default=200.0)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--same-key", type=float, default=0.0)
    asked = parser.parse_args()
    pace = Pace(asked.per_second, asked.gap, asked.lease / 2 - 1, asked.same_key)
    configure_logs("warning", "text")
    try:
        asyncio.run(
            _run(asked.folder, ShortMessages(asked.url, pace), ahead_by(asked.clock_file), asked.lease)
        )
    except StoreError as error:
        print(error, file=sys.stderr)
        sys.exit(IN_USE)


async def _run(folder: Path, adapter: Loopback, precise: Callable[[], datetime], lease_s: float) -> None:
    def clock() -> datetime:
        return precise().replace(microsecond=0)

    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    with open_store(folder) as store:
        app = App(load_settings(env_file=None, data_dir=folder), store, (FEED,))
        async with adapter:
            sender = Sender(store, adapter, Preparing(app).prepare, clock, lease_s)
            sending = asyncio.create_task(sender.run(stopping))
            ticking = asyncio.create_task(_tick(app, sender, clock, stopping))
            await asyncio.gather(sending, ticking)


async def _tick(app: App, sender: Sender, clock: Callable[[], datetime], stopping: asyncio.Event) -> None:
    ahead_s = clock().timestamp() - time.monotonic()
    while not stopping.is_set():
        before_s, ahead_s = ahead_s, clock().timestamp() - time.monotonic()
        if await plan_due(app.store, clock()) or abs(ahead_s - before_s) > _JUMP_S:
            sender.wake()
        await asyncio.sleep(_TICK_S)


if __name__ == "__main__":
    main()
