"""Adding a source: a known one is not added again, pages are read in a worker, errors hold no secret."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import RequestError
from bot.feeds import Wanted, add
from bot.intake import Network
from bot.model import Feed
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import open_store
from tests.wire.feed_server import FeedServer, Reply, redirect

pytestmark = pytest.mark.anyio
RSS = b"""<rss version="2.0"><channel><title>Lab</title>
<item><title>A model</title><link>https://lab.example/model</link></item></channel></rss>"""


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A site with a feed, a page that names it, and an address that leads to it."""
    async with FeedServer() as opened:
        opened.on("/feed", Reply(RSS))
        opened.on("/moved", redirect("/feed"))
        opened.on("/", Reply(b'<link rel=alternate type="application/rss+xml" href="/feed"><p>Lab'))
        opened.on("/bare", Reply(b"<p>Nothing"))
        yield opened


async def added(server: FeedServer, folder: Path, address: str, limit_s: float = 10.0) -> tuple[Feed, ...]:
    """All feeds there are once the address was added."""
    limits = FetchLimits(allowed_private_hosts=(server.origin,))
    with open_store(folder) as store:
        async with Fetcher(limits) as fetcher:
            network = Network(fetcher, Workers(1, limit_s), 0.0)
            await add(store, store.feeds.own(), network, Wanted(address))
        return store.feeds.own()


@pytest.mark.parametrize("path", ["/feed#latest", "/feed/", "/feed?utm_source=x", "/moved", "/"])
async def test_a_known_feed_is_not_added_again(server: FeedServer, tmp_path: Path, path: str) -> None:
    (known,) = await added(server, tmp_path, server.url("/"))
    server.on("/feed/", Reply(RSS))
    server.on("/feed?utm_source=x", Reply(RSS))
    with pytest.raises(RequestError, match=f"here already, as {known.id}"):
        await added(server, tmp_path, server.url(path))


async def test_the_address_is_kept_without_its_fragment(server: FeedServer, tmp_path: Path) -> None:
    (feed,) = await added(server, tmp_path, server.url("/feed#latest"))
    assert (feed.url, feed.title) == (server.url("/feed"), "Lab")


async def test_a_page_without_feeds_is_refused(server: FeedServer, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is no feed, and its page names none"):
        await added(server, tmp_path, server.url("/bare"))


async def test_work_on_what_came_has_a_time_limit(server: FeedServer, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="was not added: it took longer than"):
        await added(server, tmp_path, server.url("/feed"), limit_s=0.001)


@pytest.mark.parametrize("address", ["http://[bad", "[bad", "#", "", "file:///etc/passwd"])
async def test_what_is_no_address_is_refused_in_words(
    server: FeedServer, tmp_path: Path, address: str
) -> None:
    with pytest.raises(RequestError, match=r"was not added: .+"):
        await added(server, tmp_path, address)


@pytest.mark.parametrize(
    "address", ["https://user:hunter2@lab.example/feed", "user:hunter2@lab.example/feed"]
)
async def test_a_password_is_not_repeated(server: FeedServer, tmp_path: Path, address: str) -> None:
    with pytest.raises(RequestError) as caught:
        await added(server, tmp_path, address)
    assert "lab.example" in str(caught.value)
    assert "hunter2" not in str(caught.value)
