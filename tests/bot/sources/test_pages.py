"""Reading article pages: text found, robots obeyed, time kept, and every address answered for."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.pages import Page, extract_text, read_pages
from bot.sources.workers import Workers
from tests.wire.feed_server import FeedServer, Reply

pytestmark = pytest.mark.anyio
PARAGRAPH = "The lab released a model that reads long documents and said how it had been tested. " * 4
HTML = f"""<html><head><title>A model</title><script>track()</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>A model</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>
<footer>All rights reserved</footer></body></html>""".encode()
ARTICLE = Reply(HTML, headers={"Content-Type": "text/html; charset=utf-8"})


async def read(
    server: FeedServer, *urls: str, budget_s: float = 20.0, pause_s: float = 0.0
) -> dict[str, Page]:
    limits = FetchLimits(allowed_private_hosts=(server.origin,))
    async with Fetcher(limits) as fetcher:
        pages = read_pages(urls, fetcher, Workers(1), budget_s, pause_s)
        return {page.url: page async for page in pages}


def test_text_is_the_articles_own() -> None:
    text = extract_text(HTML, "https://lab.example/model")
    assert "reads long documents" in text
    assert "track()" not in text and "All rights reserved" not in text and "Home" not in text


@given(st.binary(max_size=200))
def test_any_bytes_give_a_text(html: bytes) -> None:
    assert isinstance(extract_text(html, "https://lab.example/model"), str)


async def test_every_address_gets_a_page_or_a_reason() -> None:
    async with FeedServer() as server:
        good = server.on("/good", ARTICLE)
        reasons = {
            server.on("/pdf", Reply(b"%PDF", headers={"Content-Type": "application/pdf"})): "application/pdf",
            server.on("/empty", Reply(b"", headers={"Content-Type": "text/html"})): "no article",
            server.url("/missing"): "404",
            "http://127.0.0.1:1/inside": "robots.txt cannot be read",
            "http://[bad": "robots.txt cannot be read",
        }
        pages = await read(server, good, good, *reasons)
    assert "reads long documents" in pages.pop(good).text
    assert set(pages) == set(reasons)
    for url, reason in reasons.items():
        assert reason in pages[url].error and not pages[url].text


async def test_robots_rules_are_obeyed_and_asked_for_once_a_host() -> None:
    async with FeedServer() as server:
        server.on(
            "/robots.txt", Reply(b"User-agent: *\nDisallow: /private\n\nUser-agent: tidings\nDisallow: /no\n")
        )
        urls = [server.on(path, ARTICLE) for path in ("/yes", "/no/page", "/private")]
        pages = await read(server, *urls)
        assert server.paths() == ["/robots.txt", "/yes", "/private"]
    assert "asks robots not to" in pages[urls[1]].error


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (429, False), (500, False)])
async def test_missing_robots_allow_everything_and_unreachable_ones_nothing(
    status: int, allowed: bool
) -> None:
    async with FeedServer() as server:
        server.on("/robots.txt", Reply(status=status))
        url = server.on("/a", ARTICLE)
        assert bool((await read(server, url))[url].text) is allowed


async def test_one_host_is_asked_for_one_page_at_a_time() -> None:
    async with FeedServer() as server:
        slow = Reply(HTML, headers={"Content-Type": "text/html"}, delay_s=0.02)
        await read(server, *(server.on(f"/{number}", slow) for number in range(4)))
        assert server.busiest == 1


async def test_when_the_time_is_up_the_rest_is_said_to_be_unread() -> None:
    async with FeedServer() as server:
        stalled = server.on("/stalled", Reply(HTML, stall=True))
        later = server.on("/later", ARTICLE)
        pages = await read(server, stalled, later, budget_s=0.3)
        assert pages == {
            url: Page(url, error="there was no time left to read it") for url in (stalled, later)
        }


async def test_a_crawl_delay_is_obeyed() -> None:
    async with FeedServer() as server:
        server.on("/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 60\n"))
        url = server.on("/a", ARTICLE)
        assert "no time" in (await read(server, url, budget_s=0.3))[url].error
        assert server.paths() == ["/robots.txt"]


async def test_pages_come_as_they_are_read() -> None:
    async with FeedServer() as server:
        urls = [server.on("/good", ARTICLE), server.on("/stalled", Reply(HTML, stall=True))]
        limits = FetchLimits(allowed_private_hosts=(server.origin,))
        async with Fetcher(limits) as fetcher, asyncio.timeout(15):
            found = read_pages(urls, fetcher, Workers(1), 30.0, 0.0)
            assert (await anext(found)).url == urls[0]
            await found.aclose()
