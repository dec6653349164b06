"""Told once: what is one entry under many names, and what only looks like one."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Entry
from bot.sources.once import fold, keys
from tests.shared_data import DATA, needs_data

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 27, tzinfo=UTC)
HOME = "https://blog.example/posts"


def entry(
    link: str = "", guid: str = "", title: str = "Weekly update", day: datetime | None = DAY, home: str = HOME
) -> Entry:
    return Entry("f", keys(link, guid, title, day, home), link, title, published=day)


def tell(answers: Sequence[Sequence[Entry]]) -> list[str]:
    """Return the titles told over several answers, keys kept as the store keeps them."""
    known: dict[str, int] = {}
    told: list[str] = []
    for answer in answers:
        sorted_ = fold(answer, known)
        rows = [*sorted_.known, *((len(told) + n, one) for n, one in enumerate(sorted_.new))]
        told += [one.title for one in sorted_.new]
        for row, one in rows:
            known = {**dict.fromkeys(one.keys, row), **known}
    return told


FIRST = entry("https://blog.example/posts/on-small-models", "g-1", "On small models")
SAME = {
    "as it was": FIRST,
    "another guid": entry("https://blog.example/posts/on-small-models", "g-9", "On small models"),
    "retitled": entry("https://blog.example/posts/on-small-models", "g-1", "On very small models"),
    "retitled, another guid": entry("https://blog.example/posts/on-small-models", "g-9", "Small models"),
    "re-dated": entry("https://blog.example/posts/on-small-models", "g-9", "On small models", LATER),
    "http and www": entry("http://www.blog.example/posts/on-small-models/", "", "On small models"),
    "tracked": entry("https://blog.example/posts/on-small-models?utm_source=rss", "", "Other"),
    "moved, same guid": entry("https://new.example/small", "g-1", "Other", None),
    "moved and another guid, same day": entry("https://new.example/small", "g-9", "On Small Models"),
    "moved host, re-dated": entry("https://new.example/a/on-small-models", "g-9", "On small models", None),
}  # fmt: skip
OTHER = {
    "same title another day": entry("https://blog.example/posts/two", "g-2", "On small models", LATER),
    "another page": entry("https://blog.example/posts/on-small-models-2", "g-2", "On small models, again"),
    "a place in the list as guid": entry("https://blog.example/posts/two", "1", "Two"),
    "the feed's own page as link": entry(HOME, "g-2", "Two"),
    "the front page as link": entry("https://blog.example/", "g-2", "Two"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_one_entry_under_other_names(case: str) -> None:
    assert tell([[FIRST], [SAME[case]]]) == ["On small models"]


@pytest.mark.parametrize("case", OTHER)
def test_another_entry(case: str) -> None:
    assert len(tell([[FIRST], [OTHER[case]]])) == 2


def test_a_collapse_and_return_tells_nothing_again() -> None:
    all_ = [entry(f"https://blog.example/posts/{n}", f"g-{n}", f"Post {n}") for n in range(180)]
    assert len(tell([all_, all_[:11], [], all_, all_[::-1]])) == 180


def test_same_title_beside_one_another_are_two() -> None:
    one, two = entry("https://blog.example/a", "g-1"), entry("https://blog.example/b", "g-2")
    assert len(tell([[one], [two, one]])) == 2
    assert len(tell([[one, two]])) == 2


def test_a_double_inside_an_answer_counts_once() -> None:
    assert len(tell([[FIRST, FIRST, SAME["another guid"]]])) == 1


def test_one_link_for_a_whole_page_names_no_entry() -> None:
    page = "https://tool.example/whats"
    old = [entry(page, "", f"Version {n}", datetime(2026, 11, n, tzinfo=UTC)) for n in (1, 2, 3)]
    new = entry(page, "", "Version 4", datetime(2026, 11, 4, tzinfo=UTC))
    assert tell([old, [new, *old], [new]]) == ["Version 1", "Version 2", "Version 3", "Version 4"]


def test_anchors_of_a_changelog_and_ids_in_a_query_name_entries() -> None:
    links = [
        "https://t.example/changelog#1.2.3",
        "https://t.example/changelog#1.2.4",
        "https://t.example/n?id=5",
        "https://t.example/n?id=6",
    ]
    answer = [entry(link, "", f"Release {n}") for n, link in enumerate(links)]
    assert len(tell([answer[:2], answer])) == 4


def test_without_link_guid_and_date_the_title_is_the_name() -> None:
    bare = entry("", "", "On small models", None)
    assert bare.keys == ("title:on small models",)
    assert len(tell([[bare], [bare]])) == 1


def test_a_moved_entry_is_known_by_its_new_names_too() -> None:
    moved = entry("https://new.example/small", "g-1", "Moved title", None)
    third = entry("https://new.example/small", "g-77", "Third title", None)
    assert len(tell([[FIRST], [moved], [third]])) == 1


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_every_entry_has_bounded_keys(link: str, guid: str, title: str) -> None:
    names = keys(link, guid, title, DAY, HOME)
    assert names and all(0 < len(name) < 400 for name in names)


@given(st.permutations(range(6)))
def test_order_of_an_answer_changes_nothing(order: list[int]) -> None:
    entries = [entry(f"https://blog.example/posts/{n // 2}", f"g-{n}", f"Post {n // 2}") for n in range(6)]
    assert sorted(tell([[entries[n] for n in order]])) == ["Post 0", "Post 1", "Post 2"]


@needs_data("feed_replay")
def test_real_histories_are_told_once() -> None:
    from bench.replay import run

    figures = run(DATA)
    assert figures["replay.missed"] == figures["replay.doubled"] == 0
    assert figures["replay.told"] == figures["replay.distinct"] > 300
    assert figures["replay.damaged.missed"] == figures["replay.damaged.doubled"] == 0
