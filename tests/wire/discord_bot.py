"""The bot on Discord in a process of its own, to be killed: plans, sends and answers, through discord.py.

`python -m tests.wire.discord_bot FOLDER API GATEWAY TOKEN CLOCK_FILE`: the store in FOLDER, a fake Discord at
these addresses, a clock ahead by the seconds in CLOCK_FILE. Leases are short, so that what is unknown is
looked up in seconds. Beside bot_process.py, which does the same on the loopback platform.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from adapters.discord.client import Discord
from bot.app import App
from bot.delivery.planning import plan_due
from bot.delivery.preparing import Preparing
from bot.delivery.sending import Sender
from bot.demo.platform import ahead_by
from bot.desk.desk import FrontDesk
from bot.document import Document
from bot.logs import configure_logs
from bot.ports import Pace
from bot.settings import Settings
from bot.store import open_store
from tests.wire.edition import FEED

LEASE_S = 4.0
PACE = Pace(per_second=45, channel_gap_s=0.0, timeout_s=1.0, same_key_s=120)
_BLOCKS = 4
_TICK_S = 0.1


class ShortMessages(Discord):
    """The adapter with very short messages: every digest comes in parts."""

    def split(self, document: Document) -> tuple[Document, ...]:
        cuts = range(0, max(1, len(document.blocks)), _BLOCKS)
        return tuple(replace(document, blocks=document.blocks[cut : cut + _BLOCKS]) for cut in cuts)


async def _run(settings: Settings, clock: Callable[[], datetime]) -> None:
    with open_store(settings.data_dir) as store:
        app = App(settings, store, (FEED,))
        async with ShortMessages(settings, PACE, settle_s=0.02) as adapter:
            sender = Sender(store, adapter, Preparing(app).prepare, clock, LEASE_S)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(adapter.run(FrontDesk(app, clock)))
                tasks.create_task(sender.run(asyncio.Event()))
                while True:
                    if await plan_due(store, clock()):
                        sender.wake()
                    await asyncio.sleep(_TICK_S)


def main(folder: str, api: str, gateway: str, token: str, clock_file: str) -> None:
    """Run until killed."""
    configure_logs("warning", "text")
    precise = ahead_by(Path(clock_file))
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=Path(folder),
        discord_token=SecretStr(token),
        discord_api=api,
        discord_gateway=gateway,
    )
    asyncio.run(_run(settings, lambda: precise().replace(microsecond=0)))


if __name__ == "__main__":
    main(*sys.argv[1:])
