"""The demo: two mornings of the sample edition, walked the real way over loopback.

Yesterday's digest is made and remembered, so that today's shows what an update looks like. Everything
lies in a folder that is thrown away; the user's own data is not touched.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot import newsdesk
from bot.demo.edition import NOW
from bot.demo.newsstand import newsstand
from bot.digest.choose import Digest, Taste
from bot.document import Document
from bot.intake import Network, take_in
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import Store, open_store

_CHANNEL = "demo"
_LOOPBACK = ("127.0.0.1",)
_YESTERDAY = NOW - timedelta(days=1)


async def demonstrate() -> tuple[Document, ...]:
    """Return the sample edition's digest of today, and why its first story is first."""
    with TemporaryDirectory(prefix="tidings-demo-") as folder, open_store(Path(folder)) as store:
        await _morning(store, _YESTERDAY)
        chosen, document = await _morning(store, NOW)
        if not chosen.stories:
            return (document,)
        first = newsdesk.why(store, chosen.stories[0].story.id, NOW, Taste())
        return (document, first)


async def _morning(store: Store, at: datetime) -> tuple[Digest, Document]:
    """One morning: read the newsstand as it stood then, make the digest, remember that it was told."""
    limits = FetchLimits(allowed_private_hosts=_LOOPBACK)
    async with newsstand(at) as stand, Workers(os.cpu_count() or 1) as workers, Fetcher(limits) as fetcher:
        network = Network(fetcher, workers, page_budget_s=0, clock=lambda: at)
        await take_in(store, stand.feeds, network, everything=True)
        asked = newsdesk.Asked(at, ZoneInfo("UTC"), Taste(), _CHANNEL)
        chosen, document = newsdesk.digest(store, stand.feeds, asked)
        newsdesk.remember(store, chosen, _CHANNEL)
        return chosen, document
