"""Collecting: every feed is answered for, whatever the others do, and what was learned is used next time."""

from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FetchError, ParseError
from bot.model import Feed, Tier
from bot.sources.answers import FetchLimits
from bot.sources.collect import Collected, Job, collect, parse_body
from bot.sources.fetch import Fetcher
from bot.sources.health import Health, State, state
from bot.sources.workers import Workers
from tests.wire.feed_server import FeedServer, Reply, redirect
from tests.wire.work import scripted

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
RSS = b"""<rss version="2.0"><channel><title>Lab</title><ttl>600</ttl>
<item><title>A model</title><link>https://lab.example/model</link><guid>1</guid>
<pubDate>Sun, 22 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"""


def job(name: str, url: str, kind: str = "feed") -> Job:
    feed = Feed(name, kind, url, name, "Lab", "lab", Tier.PRIMARY)
    return Job(feed, Health(name))


def again(one: Collected) -> Job:
    return Job(one.feed, one.health)


async def collected(server: FeedServer, *jobs: Job, limit_s: float = 10.0) -> dict[str, Collected]:
    limits = FetchLimits(allowed_private_hosts=(server.origin,), timeout_s=20.0)
    async with Fetcher(limits, clock=lambda: NOW) as fetcher:
        workers = Workers(2, limit_s)
        found = collect(jobs, fetcher, NOW, workers, parse=scripted, jitter=lambda: 0.0)
        return {one.feed.id: one async for one in found}


async def test_each_kind_of_failure_is_a_value_and_stops_no_other() -> None:
    async with FeedServer() as server:
        bodies = {"good": b"A title", "bad": b"bad", "hang": b"hang", "die": b"die"}
        jobs = [job(name, server.on(f"/{name}", Reply(body))) for name, body in bodies.items()]
        jobs += [
            job("reset", server.on("/reset", Reply(reset=True))),
            job("missing", server.url("/missing")),
            job("inside", "http://127.0.0.1:1/"),
            job("unreadable", "http://[bad"),
            job("unknown", server.url("/good"), kind="nosuchkind"),
        ]
        found = await collected(server, *jobs, limit_s=1.0)
    assert set(found) == {one.feed.id for one in jobs}
    good = found.pop("good")
    assert good.error is None and good.parsed and good.parsed.entries[0].title == "A title"
    assert state(good.health, NOW) is State.GOOD
    for name, one in found.items():
        assert one.error and one.error.feed == name and one.parsed is None
        assert state(one.health, NOW) is State.FAILING and one.health.last_error == str(one.error)
    assert "took longer" in str(found["hang"].error) and "took the process down" in str(found["die"].error)
    assert "nosuchkind" in str(found["unknown"].error)


async def test_a_bug_in_a_kind_is_that_feeds_error_and_names_the_kind() -> None:
    feed = job("x", "https://x.example", kind="nosuchkind").feed
    with pytest.raises(ParseError, match="'nosuchkind' failed on this feed"):
        parse_body(feed, b"", "", "", NOW)


async def test_a_real_feed_goes_through_its_real_kind() -> None:
    async with FeedServer() as server:
        limits = FetchLimits(allowed_private_hosts=(server.origin,))
        async with Fetcher(limits) as fetcher:
            jobs = [job("lab", server.on("/feed", Reply(RSS)))]
            (one,) = [one async for one in collect(jobs, fetcher, NOW, Workers(1))]
    assert one.parsed and one.parsed.entries[0].title == "A model"
    assert one.health.ttl_s == 36000


async def test_unchanged_feeds_come_without_entries_and_keep_what_the_feed_asked_for() -> None:
    async with FeedServer() as server:
        first = await collected(
            server,
            job("etag", server.on("/etag", Reply(b"x", etag='"1"'))),
            job("plain", server.on("/plain", Reply(b"x"))),
        )
        second = await collected(server, *map(again, first.values()))
    for one in second.values():
        assert one.parsed is None and one.error is None and one.health.last_good == NOW
        assert one.health.next_try == NOW + timedelta(hours=10)


async def test_a_permanent_move_is_used_next_time_until_the_configuration_changes() -> None:
    async with FeedServer() as server:
        server.on("/old", redirect("/new", 301))
        server.on("/new", Reply(b"x", etag='"1"'))
        one = (await collected(server, job("lab", server.url("/old"))))["lab"]
        assert one.health.learned_url == server.url("/new")
        two = (await collected(server, again(one)))["lab"]
        assert server.paths() == ["/old", "/new", "/new"] and two.parsed is None
        changed = Job(replace(two.feed, url=server.on("/other", Reply(b"y"))), two.health)
        three = (await collected(server, changed))["lab"]
        assert server.paths()[-1] == "/other" and three.health.learned_url == ""


async def test_a_move_to_something_unreadable_is_not_learned() -> None:
    async with FeedServer() as server:
        server.on("/old", redirect("/parked", 301))
        server.on("/parked", Reply(b"bad"))
        one = (await collected(server, job("lab", server.url("/old"))))["lab"]
    assert isinstance(one.error, ParseError) and one.health.learned_url == ""


async def test_retry_after_reaches_the_plan() -> None:
    async with FeedServer() as server:
        url = server.on("/feed", Reply(status=429, headers={"Retry-After": "18000"}))
        one = (await collected(server, job("lab", url)))["lab"]
    assert isinstance(one.error, FetchError) and one.health.next_try == NOW + timedelta(hours=5)


async def test_a_stalled_host_holds_up_no_other_feed_and_stopping_early_is_clean() -> None:
    async with FeedServer() as server:
        stalled = [job(f"s{n}", server.on(f"/s{n}", Reply(b"x", stall=True))) for n in range(4)]
        good = job("good", f"http://localhost:{server.port}/good")
        server.on("/good", Reply(b"x"))
        limits = FetchLimits(allowed_private_hosts=("127.0.0.1", "localhost"))
        async with (
            Fetcher(limits) as fetcher,
            aclosing(collect([*stalled, good], fetcher, NOW, Workers(1), parse=scripted)) as found,
        ):
            assert (await anext(found)).feed.id == "good"
