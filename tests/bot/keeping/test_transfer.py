"""Export and import of a workspace on a real store: there and back, all or none, every field checked."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.keeping.transfer import as_text, export_workspace, find_workspace, import_workspace
from bot.keeping.transfer_file import read_data
from bot.model import Tier
from bot.orders import EVERY_DAY, Rule, Subscription, Wish, Workspace
from bot.sources import catalogue
from bot.sources.own import own_feed
from bot.store import Store, open_store
from bot.store.feeds import PAUSED, REMOVED
from bot.stories.topics import topic_slugs
from tests.samples import NOW

HOME = "discord:1234"
MINE = own_feed("https://mine.example/feed", "Mine", "Me", Tier.EXPERT)
TERM = {
    "slug": "our-bot", "name": "our bot", "kind": "tool", "related": [], "read": [], "text": "",
    "line": "The bot that this server built and that answers its questions.", "reviewed": "2026-11-22",
}  # fmt: skip


def order(name: str, **changes: Any) -> Subscription:
    """A standing order of HOME in the channel of its name."""
    made = Subscription(
        id=f"{name:a<8}", workspace=HOME, platform="discord", channel=name,
        rule=Rule(time(9), (0, 1, 2, 3, 4), "Europe/Berlin"),
        wish=Wish(("agents", "security"), ("llama*",), ("crypto",), (MINE.id,), ("arxiv",), "en", 5, True),
        created_by="77", created_at=NOW - timedelta(days=3), next_due_at=NOW + timedelta(days=1),
        last_slot=date(2026, 11, 20), told_until=NOW - timedelta(days=2),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in which HOME has set something of everything."""
    with open_store(tmp_path) as opened:
        opened.workspaces.save(Workspace(HOME, "discord", "Our server", "Europe/Berlin", "en", 6, NOW))
        opened.subscriptions.add(order("news", next_due_at=NOW + timedelta(hours=24)))
        opened.subscriptions.add(order("papers", parked="the channel is gone", parked_at=NOW, wish=Wish()))
        opened.glossary.change(HOME, "our-bot", dict(TERM))
        opened.glossary.change(HOME, "rlhf", None)
        opened.feeds.add_for(HOME, MINE)
        first, second, *_ = catalogue.load()
        opened.feeds.choose(HOME, first.id, REMOVED)
        opened.feeds.choose(HOME, second.id, PAUSED)
        yield opened


def everything(store: Store) -> tuple[object, ...]:
    """All that a workspace can have set."""
    return (
        store.workspaces.get(HOME), store.subscriptions.of_workspace(HOME), store.glossary.changes(HOME),
        store.feeds.added_by(HOME), store.feeds.choices(HOME),
    )  # fmt: skip


def test_export_forget_import_gives_the_same(store: Store) -> None:
    before, text = everything(store), as_text(export_workspace(store, HOME))
    store.workspaces.forget(HOME)
    assert store.subscriptions.of_workspace(HOME) == ()
    done = import_workspace(store, read_data(text.encode()), NOW)
    assert (done.added, done.changed, done.terms, done.sources) == (2, 0, 2, 1)
    assert everything(store) == before


def test_a_second_import_doubles_nothing(store: Store) -> None:
    before, data = everything(store), export_workspace(store, HOME)
    done = import_workspace(store, data, NOW)
    assert (done.added, done.changed) == (0, 2)
    assert everything(store) == before


def test_what_the_file_does_not_name_stays(store: Store) -> None:
    before = everything(store)
    import_workspace(store, {"tidings": 1, "workspace": {"id": HOME, "zone": "UTC"}}, NOW)
    assert everything(store)[1:] == before[1:]
    known = store.workspaces.get(HOME)
    assert known is not None
    assert (known.zone, known.joined_at) == ("UTC", NOW)


def test_the_same_channel_and_topics_are_the_same_order(store: Store) -> None:
    data = export_workspace(store, HOME)
    data["subscriptions"][0] |= {"id": "zzzzzzzz", "time": "18:00", "topics": ["security", "agents"]}
    assert import_workspace(store, data, NOW).changed == 2
    assert store.subscriptions.get("zzzzzzzz") is None
    known = store.subscriptions.get("newsaaaa")
    assert known is not None
    assert known.rule.at == time(18)


def test_an_id_that_another_workspace_has_is_given_anew(store: Store) -> None:
    data = export_workspace(store, HOME)
    store.workspaces.forget(HOME)
    store.subscriptions.add(order("news", workspace="discord:9", channel="elsewhere"))
    import_workspace(store, data, NOW)
    ids = {one.channel: one.id for one in store.subscriptions.of_workspace(HOME)}
    assert ids.keys() == {"news", "papers"}
    assert ids["news"] != "newsaaaa"
    kept = store.subscriptions.get("newsaaaa")
    assert kept is not None
    assert kept.workspace == "discord:9"


def test_nothing_is_due_for_the_past_nor_twice_on_a_date(store: Store) -> None:
    data = export_workspace(store, HOME)
    later = NOW + timedelta(days=40, hours=5)
    data["subscriptions"][0] |= {
        "time": "18:00", "days": list(EVERY_DAY), "last_slot": "2030-01-01", "offset_s": 60,
        "told_until": "2031-01-01T00:00:00Z", "created_at": "2031-01-01T00:00:00Z",
    }  # fmt: skip
    store.workspaces.forget(HOME)
    import_workspace(store, data, later)
    made = store.subscriptions.get("newsaaaa")
    assert made is not None
    assert (made.last_slot, made.told_until, made.created_at) == (later.date(), later, later)
    assert made.next_due_at == later.replace(day=later.day + 1, hour=17, minute=1)


def test_another_workspaces_channel_and_own_source_stay_its_own(store: Store) -> None:
    theirs = own_feed("https://theirs.example/feed", "Theirs")
    store.feeds.add_for("discord:9", theirs)
    data = export_workspace(store, HOME)
    data["switches"][theirs.id] = "paused"
    import_workspace(store, data, NOW)
    assert theirs.id not in {feed.id for feed in store.feeds.added_by(HOME)}
    data["workspace"]["id"] = "discord:555"
    before = list(store.db.conn.iterdump())
    with pytest.raises(RequestError, match=r"subscriptions\[0\]\.channel: it belongs to another workspace"):
        import_workspace(store, data, NOW)
    assert list(store.db.conn.iterdump()) == before


def test_a_feed_of_everyones_is_not_added_again(store: Store) -> None:
    known = catalogue.load()[2]
    data = export_workspace(store, HOME)
    data["sources"] = [{"id": "called-so", "url": known.url, "title": "Mine"}]
    data["subscriptions"][0]["liked_sources"] = ["called-so"]
    import_workspace(store, data, NOW)
    assert [feed.id for feed in store.feeds.added_by(HOME)] == [MINE.id]
    made = store.subscriptions.get("newsaaaa")
    assert made is not None
    assert made.wish.liked_sources == (known.id,)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data["subscriptions"][1].update(zone="Mars/Olympus"), "subscriptions[1].zone: want"),
        (lambda data: data["subscriptions"][0].update(time="25:00"), "subscriptions[0].time"),
        (lambda data: data["subscriptions"][0].update(days=[]), "subscriptions[0].days"),
        (lambda data: data["subscriptions"][0].update(days=[7]), "subscriptions[0].days[0]"),
        (lambda data: data["subscriptions"][0].update(days=[1, 1]), "subscriptions[0].days: want each only"),
        (lambda data: data["subscriptions"][0].update(topics=["golf"]), "subscriptions[0].topics[0]: there"),
        (lambda data: data["subscriptions"][0].update(muted=["x" * 81]), "subscriptions[0].muted[0]"),
        (lambda data: data["subscriptions"][0].update(muted=["a\nb"]), "without control characters"),
        (lambda data: data["subscriptions"][0].update(id="../../.."), "subscriptions[0].id"),
        (lambda data: data["subscriptions"][0].update(extra=1), "subscriptions[0].extra"),
        (lambda data: data["subscriptions"][0].update(created_at="2026-11-22T08:00:00"), "created_at"),
        (lambda data: data["subscriptions"][0].update(told_until="0001-01-01T00:00:00+14:00"), "told_until"),
        (lambda data: data["workspace"].update(id="nobody"), "workspace.id"),
        (lambda data: data["workspace"].update(language="English"), "workspace.language: want"),
        (lambda data: data["workspace"].update(stories=True), "workspace.stories"),
        (lambda data: data["sources"][0].update(url="javascript:alert(1)"), "sources[0].url: want"),
        (lambda data: data["sources"][0].update(kind="carrier-pigeon"), "sources[0].kind"),
        (lambda data: data["terms"].update(x={**TERM, "line": "Short."}), "terms.x"),
        (lambda data: data["terms"]["our-bot"].update(slug="other"), "terms.our-bot: its slug is 'other'"),
        (lambda data: data["terms"]["our-bot"].update(aliases=[1]), "terms.our-bot.aliases[0]"),
        (lambda data: data.update(tidings=2), "a newer Tidings wrote it (format 2)"),
        (lambda data: data.pop("tidings"), "not an export"),
        (lambda data: data.pop("workspace"), "workspace: field required"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_changed(
    store: Store, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    data = json.loads(as_text(export_workspace(store, HOME)))
    data["workspace"]["name"] = "changed"
    change(data)
    before = list(store.db.conn.iterdump())
    with pytest.raises(RequestError) as caught:
        import_workspace(store, data, NOW)
    assert told in str(caught.value)
    assert str(caught.value).endswith("Nothing was changed")
    assert list(store.db.conn.iterdump()) == before


def test_too_much_is_refused_whole(store: Store) -> None:
    data = export_workspace(store, HOME)
    first = data["subscriptions"][0]

    def topics(number: int) -> list[str]:
        return list(topic_slugs()[:number]) if number < 26 else []

    cases = ((201, 201, "this workspace, 200 at most"), (26, 1, "one channel, 25 at most"))
    for most, channels, told in cases:
        data["subscriptions"] = [
            {
                **first,
                "id": f"bbbb{_letters(number)}",
                "channel": str(number % channels),
                "topics": topics(number),
            }
            for number in range(most)
        ]
        before = list(store.db.conn.iterdump())
        with pytest.raises(RequestError, match=told):
            import_workspace(store, data, NOW)
        assert list(store.db.conn.iterdump()) == before


def _letters(number: int) -> str:
    return "".join("abcdefghijklmnop"[number >> shift & 15] for shift in (12, 8, 4, 0))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def _spots(data: Any) -> list[tuple[Any, Any]]:
    """Every place in a file: what holds it, and its key or index there."""
    keys = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    return [(data, key) for key in keys] + [spot for key in keys for spot in _spots(data[key])]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 1000), anything=_JSON)
def test_a_file_with_anything_anywhere_is_imported_or_refused_in_words(
    store: Store, place: int, anything: object
) -> None:
    file = export_workspace(store, HOME)
    spots = _spots(file)
    holder, key = spots[place % len(spots)]
    holder[key] = anything
    try:
        import_workspace(store, file, NOW)
    except RequestError as error:
        assert str(error).endswith("Nothing was changed")
        assert str(error).isprintable()


@given(body=st.binary(max_size=200))
def test_what_is_not_json_is_refused(body: bytes) -> None:
    try:
        read_data(body)
    except RequestError as error:
        assert "not JSON" in str(error)


def test_a_deep_file_is_refused() -> None:
    with pytest.raises(RequestError, match="not JSON"):
        read_data(b"[" * 100_000)


def test_a_workspace_is_found_by_its_id_or_the_nearest_are_named(store: Store) -> None:
    assert find_workspace(store, HOME) == HOME
    with pytest.raises(RequestError, match=HOME):
        find_workspace(store, "discord:12345")
