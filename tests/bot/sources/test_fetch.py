"""Fetching over real sockets: caps, conditions, redirects, politeness, and errors in plain words."""

import asyncio
import gzip
from datetime import UTC, datetime

import pytest

from bot.errors import ConfigError, FetchError
from bot.sources.answers import Fetched, FetchLimits, NotModified
from bot.sources.fetch import Fetcher
from tests.wire.feed_server import FeedServer, Reply, redirect, zipped

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def fetcher(server: FeedServer, **limits: object) -> Fetcher:
    allowed = {"allowed_private_hosts": (server.origin,), "most_bytes": MEGABYTE, "timeout_s": 20.0, **limits}
    return Fetcher(FetchLimits(**allowed), clock=lambda: NOW)  # type: ignore[arg-type]


async def failure(client: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.get(url)
    return caught.value


async def test_an_answer_has_its_body_type_freshness_and_an_honest_request() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        reply = Reply(
            b"<rss/>", headers={"Content-Type": "text/xml; charset=x", "Cache-Control": "max-age=60"}
        )
        answer = await client.get(server.on("/feed", reply))
        assert isinstance(answer, Fetched)
        assert (answer.body, answer.content_type, answer.fresh_s) == (b"<rss/>", "text/xml; charset=x", 60)
        assert (answer.url, answer.moved_to) == (server.url("/feed"), "")
        sent = server.asked[0].headers
        assert sent["user-agent"].startswith("Tidings/") and "gzip" in sent["accept-encoding"]
        assert "cookie" not in sent and "authorization" not in sent


@pytest.mark.parametrize("validator", [{"etag": '"v1"'}, {"last_modified": "Sun, 22 Nov 2026 07:00:00 GMT"}])
async def test_an_unchanged_feed_is_not_sent_again(validator: dict[str, str]) -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/feed", Reply(b"<rss/>", **validator))  # type: ignore[arg-type]
        first = await client.get(url)
        again = await client.get(url, first.validators)
        assert isinstance(again, NotModified) and again.validators == first.validators


async def test_the_same_body_counts_as_unchanged_without_validators() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/feed", Reply(b"<rss/>"), zipped(b"<rss/>"), Reply(b"<rss>new</rss>"))
        first = await client.get(url)
        assert isinstance(await client.get(url, first.validators), NotModified)
        assert isinstance(await client.get(url, first.validators), Fetched)


async def test_a_304_nobody_asked_for_is_an_error() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        assert (await failure(client, server.on("/feed", Reply(status=304)))).status == 304


async def test_cookies_are_not_kept() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/feed", Reply(b"<rss/>", headers={"Set-Cookie": "id=1; Path=/"}))
        await client.get(url)
        await client.get(url)
        assert all("cookie" not in asked.headers for asked in server.asked)


async def test_one_connection_serves_many_requests_whatever_their_status() -> None:
    async with FeedServer() as server, fetcher(server, per_host=1) as client:
        url = server.on("/feed", Reply(b"<rss/>", etag='"1"'))
        known = (await client.get(url)).validators
        for _ in range(3):
            await client.get(url, known)
            await failure(client, server.url("/missing"))
        assert server.connected == 1


@pytest.mark.parametrize("size", [MEGABYTE + 1, 50 * MEGABYTE])
async def test_a_bomb_is_stopped_at_the_cap(size: int) -> None:
    async with FeedServer() as server, fetcher(server) as client:
        bomb = server.on("/bomb", zipped(bytes(size)))
        assert "larger than 1 MB" in str(await failure(client, bomb))


async def test_a_large_plain_body_is_stopped_at_the_cap() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/large", Reply(bytes(3 * MEGABYTE)))
        assert "larger than 1 MB" in str(await failure(client, url))


async def test_a_body_that_is_not_what_its_coding_says_is_an_error() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/bad", Reply(b"plain", headers={"Content-Encoding": "gzip"}))
        cut = server.on("/cut", Reply(gzip.compress(b"a" * 99)[:-12], headers={"Content-Encoding": "gzip"}))
        assert "cannot be unpacked" in str(await failure(client, url))
        assert "cannot be unpacked" in str(await failure(client, cut))


@pytest.mark.parametrize(
    "slow", [Reply(b"x" * 1000, drip_s=0.02), Reply(b"x", stall=True), Reply(b"x", delay_s=60.0)]
)
async def test_the_time_cap_holds_for_the_whole_exchange(slow: Reply) -> None:
    async with FeedServer() as server, fetcher(server, timeout_s=0.2) as client:
        assert "within 0.2 s" in str(await failure(client, server.on("/slow", slow)))


async def test_the_time_cap_counts_redirects_together() -> None:
    async with FeedServer() as server, fetcher(server, timeout_s=0.3) as client:
        for number in range(5):
            reply = Reply(status=302, headers={"Location": f"/{number + 1}"}, delay_s=0.1)
            server.on(f"/{number}", reply)
        assert "within 0.3 s" in str(await failure(client, server.url("/0")))


async def test_a_broken_connection_is_an_error_in_words() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        assert "cannot be reached" in str(await failure(client, server.on("/reset", Reply(reset=True))))
        assert "cannot be reached" in str(
            await failure(client, server.on("/short", Reply(b"x" * 99, short=True)))
        )


async def test_nobody_listening_is_an_error_in_words() -> None:
    async with FeedServer() as server:
        url, client = server.url("/"), fetcher(server)
    async with client:
        assert "cannot be reached" in str(await failure(client, url))


async def test_permanent_redirects_all_the_way_are_reported() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        server.on("/a", redirect("/b", 301))
        server.on("/b", redirect("/c", 308))
        server.on("/c", Reply(b"<rss/>", etag='"1"'))
        answer = await client.get(server.url("/a"))
        assert (answer.moved_to, answer.url) == (server.url("/c"), server.url("/c"))
        assert (await client.get(server.url("/a"), answer.validators)).moved_to == server.url("/c")


async def test_a_temporary_redirect_on_the_way_is_followed_but_not_reported() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        server.on("/a", redirect("/b", 301))
        server.on("/b", redirect("/c", 302))
        server.on("/c", Reply(b"<rss/>"))
        assert (await client.get(server.url("/a"))).moved_to == ""


async def test_a_redirect_loop_ends_at_the_cap() -> None:
    async with FeedServer() as server, fetcher(server, most_redirects=4) as client:
        assert "redirects more than 4 times" in str(await failure(client, server.on("/a", redirect("/a"))))
        assert len(server.asked) == 5


@pytest.mark.parametrize(
    "inside",
    ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://0x7f.1/", "file:///x"],
)
async def test_a_redirect_to_the_inside_is_refused(inside: str) -> None:
    async with FeedServer() as server, fetcher(server) as client:
        await failure(client, server.on("/a", redirect(inside)))
        assert server.paths() == ["/a"]


async def test_a_name_that_leads_inside_is_refused_before_anything_is_sent() -> None:
    async def lying(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    async with FeedServer() as server, Fetcher(resolver=lying) as client:
        error = await failure(client, "http://feeds.example/feed")
        assert "leads to 127.0.0.1" in str(error) and "TIDINGS_ALLOWED_PRIVATE_HOSTS" in str(error)
        assert server.asked == []


async def test_an_allowed_name_is_reached_through_its_resolver() -> None:
    async def inside(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    async with FeedServer() as server:
        server.on("/feed", Reply(b"<rss/>"))
        limits = FetchLimits(allowed_private_hosts=("feeds.lan",))
        async with Fetcher(limits, resolver=inside) as client:
            assert isinstance(await client.get(f"http://feeds.lan:{server.port}/feed"), Fetched)
        assert server.asked[0].headers["host"] == f"feeds.lan:{server.port}"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://", "http://a\tb/", "http://user:pw@example.org/", "http://x:0/"]
)
async def test_a_bad_address_is_an_error_in_words(url: str) -> None:
    async with Fetcher() as client:
        assert "pw" not in str(await failure(client, url))


async def test_no_secret_of_an_address_is_in_an_error() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        text = str(await failure(client, server.url("/feed?token=s3cret")))
        assert "s3cret" not in text and "token=…" in text and "404" in text


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("Sun, 22 Nov 2026 08:05:00 GMT", 300), ("soon", None)]
)
async def test_retry_after_is_passed_on_in_both_forms(value: str, seconds: float | None) -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/feed", Reply(status=429, headers={"Retry-After": value}))
        error = await failure(client, url)
        assert (error.status, error.retry_after_s) == (429, seconds)


async def test_a_host_that_asked_for_rest_is_not_asked_for_another_feed() -> None:
    async with FeedServer() as server, fetcher(server) as client:
        url = server.on("/a", Reply(status=503, headers={"Retry-After": "300"}))
        await failure(client, url)
        error = await failure(client, server.on("/b", Reply(b"<rss/>")))
        assert "was not asked" in str(error) and error.retry_after_s == pytest.approx(300, abs=5)
        assert server.paths() == ["/a"]


async def test_few_requests_at_once_go_to_one_host() -> None:
    async with FeedServer() as server, fetcher(server, per_host=2) as client:
        urls = [server.on(f"/{number}", Reply(b"<rss/>", delay_s=0.02)) for number in range(8)]
        await asyncio.gather(*(client.get(url) for url in urls))
        assert server.busiest == 2


async def test_a_bad_setting_is_said_when_the_client_is_made() -> None:
    with pytest.raises(ConfigError):
        Fetcher(FetchLimits(allowed_private_hosts=("10.0.0.0/99",)))
