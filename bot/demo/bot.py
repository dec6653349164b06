"""The demo's bot in a process of its own, to be killed: `python -m bot.demo.bot FOLDER URL CLOCK`.

The real service over a store that has read the sample edition, on the loopback platform at URL. It reads no
source. Its clock is ahead by the seconds in CLOCK, and its lease is short, so that the demo need not wait.
"""

import asyncio
import sys
from pathlib import Path

from bot import registry
from bot.app import App
from bot.demo.newsstand import edition_feeds
from bot.demo.platform import ahead_by
from bot.logs import configure_logs
from bot.ports import Adapter, Keep, Pace
from bot.service.service import serve, stopped_by_signals
from bot.settings import load_settings
from bot.store import open_store

LEASE_S = 3.0
_PACE = Pace(per_second=45, channel_gap_s=1.0, timeout_s=0.5)


def main(folder: Path, url: str, clock_file: Path) -> None:
    """Run until told to stop."""
    settings = load_settings(env_file=None, data_dir=folder, log_level="error")
    configure_logs(settings.log_level, settings.log_format)
    ahead = ahead_by(clock_file)

    def create(_keep: Keep) -> Adapter:
        adapter: Adapter = registry.adapter("loopback").Loopback(url, _PACE)
        return adapter

    async def serving() -> None:
        stopping = asyncio.Event()
        with stopped_by_signals(stopping), open_store(folder) as store:
            await serve(
                App(settings, store, edition_feeds(url)),
                {"loopback": create},
                stopping,
                collects=False,
                clock=lambda: ahead().replace(microsecond=0),
                lease_s=LEASE_S,
            )

    asyncio.run(serving())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
