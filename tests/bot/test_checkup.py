"""The doctor: whom it asks, and what it calls fine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.checkup import Finding, check_network, check_sources, probes
from bot.model import Feed
from bot.settings import Settings
from bot.sources.health import Health
from bot.sources.own import own_feed
from bot.store import open_store
from tests.wire.feed_server import FeedServer, Reply

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FEEDS = (own_feed("https://a.example/feed"), own_feed("https://b.example/feed"))
GOOD = [Health(feed.id, last_try=NOW, last_good=NOW, next_try=NOW) for feed in FEEDS]


def test_sources_on_different_hosts_are_asked() -> None:
    addresses = [f"https://{host}.example/{name}" for host in "abcd" for name in "xy"]
    assert probes(own_feed(url) for url in addresses) == (
        "https://a.example/x",
        "https://b.example/x",
        "https://c.example/x",
    )


def verdict(folder: Path, known: list[Health], offline: bool, feeds: tuple[Feed, ...] = FEEDS) -> Finding:
    with open_store(folder) as store:
        store.health.save(known)
        (found,) = check_sources(App(Settings(data_dir=folder), store, feeds), NOW, offline)
    return found


@pytest.mark.parametrize(
    ("known", "offline", "fine"),
    [([], False, False), ([], True, True), (GOOD, False, True), (GOOD[:1], False, False)],
)
def test_a_source_never_asked_is_fine_only_offline(
    tmp_path: Path, known: list[Health], offline: bool, fine: bool
) -> None:
    found = verdict(tmp_path, known, offline)
    assert found.fine is fine
    assert bool(found.remedy) is not fine
    assert f"{len(known)} of 2 sources good, 0 failing, {2 - len(known)} never asked" in found.words


@pytest.mark.anyio
async def test_proxies_are_told_to_be_unused_and_a_refusal_is_an_answer(tmp_path: Path) -> None:
    async with FeedServer() as server:
        url = server.on("/feed", Reply(status=404))
        settings = Settings(data_dir=tmp_path, allowed_private_hosts=(server.origin,))
        with open_store(tmp_path) as store:
            reached, found = await check_network(App(settings, store, (own_feed(url),)))
            unreached, lost = await check_network(App(settings, store, (own_feed("http://127.0.0.1:1/"),)))
    assert reached and found.fine
    assert "proxies in the environment are not used" in found.words
    assert not unreached and not lost.fine
    assert "proxies in the environment are not used" in lost.remedy
