"""The collector: reads the sources on their own rhythm and builds stories, beside the chat.

A part of the service. Reading, clustering and filing cost seconds of work, so all of it happens in a thread
with its own event loop and its own connection to the store: the chat's loop is never held. It chooses
neither what is due (bot/sources/health.py) nor what is news.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app import App, open_network
from bot.intake import Intake, Network, clock, due_jobs, take_in
from bot.model import Feed
from bot.service.aside import aside
from bot.settings import Settings
from bot.sources.health import Health
from bot.store import open_store

_STOP_S = 10.0  # how long a stop waits for what is being filed; what was not filed is read again
_FILED_AT_ONCE = 2  # answers a transaction: the chat's writes wait that long at most
_LONGEST_REST = timedelta(minutes=5)  # feeds that people add are due at once, but nobody calls
_SHORTEST_REST = timedelta(seconds=30)  # feeds that are due soon after one another are read together


@dataclass(frozen=True, slots=True)
class Round:
    """One round: when it ended, and what it brought."""

    at: datetime
    intake: Intake


class Collector:
    """Collects until cancelled. `latest` is the latest round in which a source was asked, None before."""

    def __init__(self, settings: Settings, given: tuple[Feed, ...] | None = None) -> None:
        self._settings = settings
        self._given = given
        self.latest: Round | None = None

    async def run(self) -> None:
        """Collect in a thread of its own until cancelled; raises what goes wrong there."""
        await aside("collector", self._rounds, _STOP_S)

    async def _rounds(self) -> None:
        with open_store(self._settings.data_dir, writing=False) as store:
            app = App(self._settings, store, self._given)
            async with open_network(self._settings) as opened:
                network = replace(opened, filed_at_once=_FILED_AT_ONCE)
                while True:
                    await self._round(app, network)
                    await asyncio.sleep(rest_s(app.collected(), store.health.all(), clock()))

    async def _round(self, app: App, network: Network) -> None:
        feeds = app.collected()
        if due_jobs(app.store, feeds, clock()) or app.store.articles.unplaced():
            self.latest = Round(clock(), await take_in(app.store, feeds, network))


def rest_s(feeds: Sequence[Feed], health: Mapping[str, Health], now: datetime) -> float:
    """Seconds until the next of the feeds is due: half a minute at least, five minutes at most."""
    known = (health[feed.id].next_try for feed in feeds if not feed.paused and feed.id in health)
    next_try = min((at for at in known if at), default=now + _LONGEST_REST)
    return min(max(next_try - now, _SHORTEST_REST), _LONGEST_REST).total_seconds()
