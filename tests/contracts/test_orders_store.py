"""What every store does for workspaces, subscriptions and secrets: keep them, find who is due, forget all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.model import Feed, Tier
from bot.orders import Rule, State, Wish, Workspace
from bot.store import Store, open_store
from tests.ledger_samples import NOW, delivery, parcel, subscription

Opener = Callable[[Path], AbstractContextManager[Store]]
STORES: tuple[Opener, ...] = (open_store,)
HOME, OTHER = "discord:1", "discord:2"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store of one kind."""
    with request.param(tmp_path) as opened:
        yield opened


def test_a_workspace_comes_back_as_it_was_saved(store: Store) -> None:
    made = Workspace(HOME, "discord", "Halden", "Europe/Berlin", "de", 5, NOW, None)
    store.workspaces.save(made)
    assert store.workspaces.get(HOME) == made
    lost = replace(made, lost_at=NOW)
    store.workspaces.save(lost)
    store.workspaces.save(Workspace("slack:9", "slack"))
    assert store.workspaces.all() == (lost, Workspace("slack:9", "slack"))
    assert store.workspaces.lost_before(NOW) == ()
    assert store.workspaces.lost_before(NOW + timedelta(seconds=1)) == (lost,)
    assert store.workspaces.get("nobody") is None


def test_a_subscription_comes_back_as_it_was_added_and_saved(store: Store) -> None:
    wish = Wish(("agents",), ("GLM*",), ("crypto",), ("a",), ("b", "c"), "en", 5, True, "digest")
    rule = Rule(time(21, 5), (0, 2, 4), "Asia/Kolkata")
    made = subscription(wish=wish, rule=rule, offset_s=77, last_slot=None, told_until=NOW)
    store.subscriptions.add(made)
    assert store.subscriptions.get(made.id) == made
    changed = replace(made, wish=Wish(), parked="closed", parked_at=NOW, told_until=None)
    store.subscriptions.save(changed)
    assert store.subscriptions.get(made.id) == changed
    assert store.subscriptions.count() == 1


def test_subscriptions_are_found_by_workspace_channel_and_minute(store: Store) -> None:
    first = subscription("b", workspace=HOME, created_at=NOW)
    second = subscription("a", workspace=HOME, channel="other", created_at=NOW + timedelta(days=1))
    for one in (second, first, subscription("c", workspace=OTHER, platform="slack")):
        store.subscriptions.add(one)
    assert store.subscriptions.of_workspace(HOME) == (first, second)
    assert store.subscriptions.of_channel("console", "terminal") == (first,)
    assert store.subscriptions.at_minute("console", time(9), "UTC") == 2
    assert store.subscriptions.at_minute("console", time(9), "Etc/UTC") == 0


def test_who_is_due_longest_first_and_nobody_who_rests(store: Store) -> None:
    for place, name in enumerate("abc"):
        store.subscriptions.add(subscription(name, next_due_at=NOW - timedelta(hours=place)))
    store.subscriptions.add(subscription("d", next_due_at=NOW + timedelta(seconds=1)))
    store.subscriptions.add(subscription("e", parked="closed", next_due_at=NOW - timedelta(days=9)))
    assert [one.id for one in store.subscriptions.due(NOW, 2)] == ["c", "b"]
    assert [one.id for one in store.subscriptions.due(NOW, 9)] == ["c", "b", "a"]
    assert store.subscriptions.next_due() == NOW - timedelta(hours=2)


def test_parking_keeps_the_first_reason_and_unparking_what_it_is_asked_for(store: Store) -> None:
    store.subscriptions.add(subscription("a", workspace=HOME))
    store.subscriptions.add(subscription("b", workspace=HOME, channel="other"))
    store.subscriptions.park("console", "other", "closed", NOW)
    store.subscriptions.park_workspace(HOME, "put out", NOW + timedelta(days=1))
    assert [one.parked for one in store.subscriptions.of_workspace(HOME)] == ["put out", "closed"]
    assert store.subscriptions.next_due() is None
    store.subscriptions.unpark_workspace(HOME, "put out")
    kept = {one.id: (one.parked, one.parked_at) for one in store.subscriptions.of_workspace(HOME)}
    assert kept == {"a": ("", None), "b": ("closed", NOW)}
    store.subscriptions.unpark("console", "other")
    assert not any(one.parked for one in store.subscriptions.of_workspace(HOME))


def test_a_removed_subscription_takes_its_ledger_with_it_and_leaves_the_channels_memory(store: Store) -> None:
    store.subscriptions.add(subscription())
    store.deliveries.plan([delivery()], ())
    store.tellings.remember("console:terminal", NOW, parcel().told)
    store.subscriptions.remove("aaaaaaaa")
    assert store.subscriptions.get("aaaaaaaa") is None
    assert store.deliveries.counts() == {}
    assert store.tellings.last_digest("console:terminal", NOW + timedelta(days=1)) == NOW


def test_new_ids_are_short_and_nobodys(store: Store) -> None:
    ids = {store.subscriptions.new_id() for _ in range(50)}
    assert len(ids) == 50
    assert all(len(one) == 8 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in ids)


def test_subscriptions_planned_ahead_of_the_clock(store: Store) -> None:
    row = delivery()
    store.subscriptions.add(subscription(last_slot=row.slot))
    store.deliveries.plan([row], ())
    assert store.subscriptions.ahead(NOW, 9) == ()
    assert [one.id for one in store.subscriptions.ahead(NOW - timedelta(hours=1), 9)] == ["aaaaaaaa"]
    store.subscriptions.save(subscription())
    assert store.subscriptions.ahead(NOW - timedelta(hours=1), 9) == ()


def feed(feed_id: str) -> Feed:
    """A feed of somebody's own."""
    return Feed(feed_id, "feed", f"https://{feed_id}.example", feed_id, feed_id, feed_id, Tier.PRESS)


def fill(store: Store, home: str, subscription_id: str, channel: str) -> None:
    """Give a workspace one of everything."""
    store.workspaces.save(Workspace(home, "console"))
    store.subscriptions.add(subscription(subscription_id, workspace=home, channel=channel))
    store.deliveries.plan([delivery(subscription_id, channel=channel)], ())
    store.tellings.remember(f"console:{channel}", NOW, parcel().told)
    store.glossary.remember(f"console:{channel}", ("agent",), NOW)
    store.glossary.change(home, "halden", {"name": "Halden"})
    store.feeds.add_for(home, feed("both"))
    store.feeds.add_for(home, feed(f"own-{subscription_id}"))


def test_forgetting_a_workspace_leaves_nothing_of_it_and_all_of_the_others(store: Store) -> None:
    fill(store, HOME, "aaaaaaaa", "here")
    fill(store, OTHER, "bbbbbbbb", "there")
    store.subscriptions.add(subscription("cccccccc", workspace=HOME, channel="before"))
    store.tellings.remember("console:before", NOW, parcel().told)
    store.subscriptions.remove("cccccccc")
    store.workspaces.forget(HOME)
    left = "\n".join(store.db.conn.iterdump())
    for trace in (HOME, "aaaaaaaa", "'here'", "console:here", "console:before"):
        assert trace not in left
    assert store.subscriptions.count() == 1
    assert store.deliveries.counts() == {State.PLANNED: 1}
    assert store.tellings.last_digest("console:there", NOW + timedelta(days=1)) == NOW
    assert [one.id for one in store.feeds.added_by(OTHER)] == ["both", "own-bbbbbbbb"]
    assert store.glossary.changes(OTHER)


def test_a_secret_is_made_once(store: Store) -> None:
    assert store.secrets.find("key") is None
    assert store.secrets.get("key", lambda: "first") == "first"
    assert store.secrets.get("key", lambda: "second") == "first"
    store.secrets.put("key", "third")
    assert store.secrets.find("key") == "third"
