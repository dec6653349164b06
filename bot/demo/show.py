"""The demo: two mornings of the sample edition, walked the real way over loopback.

Yesterday's digest is made and remembered, so that today's shows what an update looks like. Everything
lies in a folder that is thrown away; the user's own data is not touched.
"""

import os
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.demo.crash import crash
from bot.demo.edition import NOW
from bot.demo.newsstand import newsstand
from bot.demo.platforms import on_platforms
from bot.digest.choose import Taste
from bot.document import Document
from bot.intake import Network, take_in
from bot.model import Feed
from bot.newsroom import newsdesk, termdesk
from bot.newsroom.news import ANYONE, News
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import Store, open_store

_CHANNEL = "demo"
_ZONE = ZoneInfo("UTC")
_TERM = "recursive-self-improvement"
_LOOPBACK = ("127.0.0.1",)
_YESTERDAY = NOW - timedelta(days=1)


async def demonstrate() -> AsyncGenerator[Document, None]:
    """Yield today's digest, why its first story is first, a term, the platforms, and a crash (crash.py)."""
    with TemporaryDirectory(prefix="tidings-demo-") as folder:
        for document in await _digest_why_and_term(Path(folder)):
            yield document
        yield await crash(Path(folder))


async def _digest_why_and_term(folder: Path) -> tuple[Document, ...]:
    with open_store(folder) as store:
        await _morning(store, _YESTERDAY)
        made, feeds = await _morning(store, NOW)
        news, asked = News(store), newsdesk.Asked(NOW, _ZONE, Taste())
        first = newsdesk.why(news, feeds, made.chosen.stories[0].story.id, asked)
        term = termdesk.explain(news, _TERM, "short", NOW, _ZONE, ANYONE)
        return (made.document, first, term, on_platforms(made.document))


async def _morning(store: Store, at: datetime) -> tuple[newsdesk.Made, tuple[Feed, ...]]:
    """One morning: read the newsstand as it stood then, make the digest, remember that it was told."""
    limits = FetchLimits(allowed_private_hosts=_LOOPBACK)
    async with newsstand(at) as stand, Fetcher(limits) as fetcher:
        network = Network(fetcher, Workers(os.cpu_count() or 1), page_budget_s=0, clock=lambda: at)
        await take_in(store, stand.feeds, network, everything=True)
        made = newsdesk.digest(News(store), stand.feeds, newsdesk.Asked(at, _ZONE, Taste(), _CHANNEL))
        newsdesk.remember(store, made, _CHANNEL)
        return made, stand.feeds
