"""The glossary's memory on a real SQLite file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Store, open_store
from tests.samples import NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a new folder."""
    with open_store(tmp_path) as opened:
        yield opened


def test_terms_told_are_remembered_for_their_channel_and_time(store: Store) -> None:
    store.glossary.remember("room", ["attention", "rlhf"], NOW)
    day = timedelta(days=1)
    assert store.glossary.told("room", NOW - day, NOW + day) == {"attention", "rlhf"}
    assert store.glossary.told("room", NOW - day, NOW) == frozenset()
    assert store.glossary.told("room", NOW + day, NOW + 2 * day) == frozenset()
    assert store.glossary.told("other", NOW - day, NOW + day) == frozenset()


def test_words_asked_in_vain_are_counted_in_any_case(store: Store) -> None:
    for word in ("Zyzzyva", "zyzzyva", "other"):
        store.glossary.count_wanted(word, NOW)
    assert store.glossary.wanted(5) == (("zyzzyva", 2), ("other", 1))
    assert store.glossary.wanted(1) == (("zyzzyva", 2),)


def test_a_workspace_adds_hides_and_restores(store: Store) -> None:
    store.glossary.change("server", "our-bot", {"name": "our bot"})
    store.glossary.change("server", "rlhf", None)
    assert store.glossary.changes("server") == {"our-bot": {"name": "our bot"}, "rlhf": None}
    assert store.glossary.changes("another") == {}
    assert store.glossary.restore("server", "rlhf")
    assert not store.glossary.restore("server", "rlhf")
    assert store.glossary.changes("server") == {"our-bot": {"name": "our bot"}}
