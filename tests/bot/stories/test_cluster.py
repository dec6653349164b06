"""Articles join stories by likeness, slots and links; a story's id outlives growth, merges and restarts."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Article, Tier
from bot.stories.cluster import WINDOW, Arrival, Member, Placed, StoryIndex
from bot.stories.identity import profile

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PAIRS = tomllib.loads((Path(__file__).parent / "hard_pairs.toml").read_text(encoding="utf-8"))["pair"]
WORDS = ("robot", "court", "chip", "laundry", "weather", "GPT-9", "GPT-8", "mini", "Halden", "sues")
RECALL = (
    ("Oakmere recalls 4,000 delivery robots", "Three pavement robots by Oakmere rolled into traffic."),
    ("Delivery robots recalled", "Oakmere takes 4,000 pavement robots back after three rolled into traffic."),
    ("Oakmere calls pavement robots back", "Three delivery robots rolled into traffic; 4,000 are recalled."),
)


def arrival(
    number: int,
    title: str,
    lead: str = "",
    url: str = "",
    published: datetime = NOW,
    links: tuple[str, ...] = (),
) -> Arrival:
    url = url or f"https://{number}.example/{number}"
    made = Article(
        number, "f", "P", "p", Tier.PRESS, url, title, lead, "en", published, published, links=links
    )
    return Arrival(number, url, published, profile(made))


def members(arrivals: list[Arrival], placed: Placed) -> list[Member]:
    return [Member(a.article_id, placed.story_of[a.article_id], a.published, a.profile) for a in arrivals]


def reports() -> list[Arrival]:
    return [
        arrival(n, title, lead, published=NOW + timedelta(hours=n)) for n, (title, lead) in enumerate(RECALL)
    ]


def joined(*arrivals: Arrival) -> bool:
    return len(set(StoryIndex().add(arrivals).story_of.values())) == 1


def test_reports_of_one_event_are_one_story_and_others_are_not() -> None:
    other = arrival(9, "Weather model Zephyra beats forecasts", "A neural network forecasts ten days.")
    story_of = StoryIndex().add([*reports(), other]).story_of
    assert story_of[0] == story_of[1] == story_of[2] != story_of[9]


def test_order_of_arrival_within_a_batch_changes_nothing() -> None:
    assert StoryIndex().add(reports()) == StoryIndex().add(reports()[::-1])


def test_a_story_keeps_its_id_when_it_gains_articles_after_a_restart() -> None:
    first, *later = reports()
    before = StoryIndex().add([first])
    after = StoryIndex(members([first], before)).add(later)
    assert set(after.story_of.values()) == set(before.story_of.values())
    assert not after.merged


def test_the_id_is_made_of_the_first_articles_address() -> None:
    first = reports()[0]
    alone = StoryIndex().add([first]).story_of[0]
    assert StoryIndex().add(reports()).story_of[2] == alone
    assert len(alone) == 6
    assert int(alone, 16) >= 0


def test_an_id_in_use_is_made_longer() -> None:
    first = reports()[0]
    short = StoryIndex().add([first]).story_of[0]
    longer = StoryIndex().add([first], taken={short}).story_of[0]
    assert longer.startswith(short)
    assert len(longer) == len(short) + 1


def test_a_merge_keeps_the_older_id() -> None:
    a, b, _ = reports()
    known = [Member(0, "aaaaaa", a.published, a.profile), Member(1, "bbbbbb", b.published, b.profile)]
    placed = StoryIndex(known).add([reports()[2]])
    assert placed.merged == {"bbbbbb": "aaaaaa"}
    assert placed.story_of == {2: "aaaaaa"}


def test_reports_far_apart_are_two_stories_however_alike() -> None:
    title, lead = RECALL[0]
    assert joined(arrival(0, title, lead), arrival(1, title, lead, published=NOW + WINDOW / 4))
    assert not joined(arrival(0, title, lead), arrival(1, title, lead, published=NOW + WINDOW))


def test_the_same_page_is_one_story_at_any_distance() -> None:
    page = "https://lab.example/post"
    again = arrival(1, "Updated: our robots", url=page, published=NOW + 9 * WINDOW)
    assert joined(arrival(0, "Notes on robots", url=page), again)


def test_a_shared_link_helps_and_does_not_suffice() -> None:
    link = ("https://lab.example/paper",)
    a = "Ten clips teach a robot to fold laundry in a kitchen"
    b = "Researchers film towels: laundry without teleoperation by hand"
    assert not joined(arrival(0, a), arrival(1, b))
    assert joined(arrival(0, a, links=link), arrival(1, b, links=link))
    assert not joined(arrival(0, a, links=link), arrival(1, "Quarterly revenue doubles", links=link))


def test_a_link_many_articles_share_says_nothing() -> None:
    link = ("https://lab.example/terms",)
    many = [arrival(n, f"{word} {word[::-1]}", links=link) for n, word in enumerate(WORDS)]
    assert len(set(StoryIndex().add(many).story_of.values())) == len(many)


def test_a_variant_stays_apart_from_a_large_story() -> None:
    story = [arrival(n, "Halden releases Fjord 4", f"Fjord 4 is out, says source {n}.") for n in range(5)]
    variant = arrival(9, "Halden releases Fjord 4 mini", "Fjord 4 mini is out, says source 9.")
    placed = StoryIndex().add([*story, variant])
    assert len({placed.story_of[n] for n in range(5)}) == 1
    assert placed.story_of[9] != placed.story_of[0]


def test_empty_articles_are_stories_of_their_own() -> None:
    assert not joined(arrival(0, ""), arrival(1, ""))
    assert StoryIndex().add([]) == Placed({}, {})


@pytest.mark.parametrize("kind", ["version", "variant", "actor", "substitution"])
def test_hard_pairs_that_must_never_join_do_not(kind: str) -> None:
    wrong = [pair["a"][0] for pair in PAIRS if pair["kind"] == kind and hard_joined(pair)]
    assert wrong == []


def test_most_true_hard_pairs_join_and_so_do_those_kept_for_checking() -> None:
    outcomes = [(n % 3 == 2, hard_joined(pair)) for n, pair in enumerate(PAIRS) if pair["same"]]
    check = [is_joined for is_check, is_joined in outcomes if is_check]
    assert sum(is_joined for _, is_joined in outcomes) >= 0.7 * len(outcomes)
    assert sum(check) >= 0.7 * len(check)


def hard_joined(pair: dict[str, list[str]]) -> bool:
    return joined(*(arrival(n, pair[side][0], pair[side][1]) for n, side in enumerate("ab")))


TITLES = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@given(st.lists(st.tuples(TITLES, st.integers(0, 200)), max_size=12), st.integers(0, 12))
def test_every_article_has_a_story_whatever_comes_and_in_whatever_parts(
    rows: list[tuple[str, int]], cut: int
) -> None:
    arrivals = [
        arrival(n, title, published=NOW + timedelta(hours=hours)) for n, (title, hours) in enumerate(rows)
    ]
    index = StoryIndex()
    first, second = index.add(arrivals[:cut]), index.add(arrivals[cut:])
    kept = set(second.merged.values())
    assert set(first.story_of) | set(second.story_of) == set(range(len(rows)))
    assert not kept & set(second.merged)


def test_embeddings_can_tip_a_join_either_way() -> None:
    near, far = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    a, b = (arrival(n, *RECALL[n]) for n in range(2))
    c = arrival(2, "Sidewalk machines learn the rules", "Delivery robots stop at red lights.")
    assert joined(replace(a, meaning=near), replace(b, meaning=near))
    assert not joined(replace(a, meaning=near), replace(c, meaning=far))
    assert joined(replace(a, meaning=near), replace(c, meaning=near))
    assert not joined(a, c)
