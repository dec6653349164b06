"""Choosing: window, taste, memory, floor and fairness between publishers."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.choose import Taste, choose, look_at, newest
from bot.digest.window import Window, news_in
from bot.model import Story, Telling, Tier
from tests.samples import NOW, article, story

WINDOW = Window(NOW - timedelta(hours=24), NOW)
LEAD = (
    "Halden Labs released the language model Orrery-4 on Saturday and said it halves the cost of agents. "
    "The model is open to developers from Monday at $2 per million tokens. "
    "An earlier model, Orrery-3, stays available until March."
)


def release(number: int, publisher: str = "Wire", **changes: object) -> Story:
    """A story of one report on a model release."""
    title = f"Lab {number} releases language model Orrery-{number}"
    one = article(title, publisher, LEAD, article_id=number)
    return story(replace(one, **changes), story_id=f"{number:06x}")  # type: ignore[arg-type]


def test_the_best_come_first_and_only_news_is_considered() -> None:
    old = release(2, published=NOW - timedelta(hours=30))
    both = story(
        article("Halden Labs releases Orrery-4", "Halden Labs", LEAD, Tier.PRIMARY, article_id=8),
        article("Halden's new language model halves costs", "Wire", LEAD, article_id=9),
        story_id="aaaaaa",
    )
    digest = choose([release(1), old, both], WINDOW, Taste())
    assert [one.story.id for one in digest.stories] == ["aaaaaa", "000001"]
    assert digest.considered == 2


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    stories = [release(number, f"Paper {number}") for number in range(6)]
    assert choose(stories, WINDOW, Taste()) == choose(stories[::-1], WINDOW, Taste())


def test_a_publisher_alone_leads_only_so_many_stories() -> None:
    stories = [release(number) for number in range(5)] + [release(9, "Gazette")]
    digest = choose(stories, WINDOW, Taste(per_publisher=2))
    assert sorted(one.story.articles[0].publisher for one in digest.stories) == ["Gazette", "Wire", "Wire"]


def test_no_story_stands_under_the_floor_and_a_quiet_day_is_short() -> None:
    assert choose([release(1)], WINDOW, Taste(floor=100)).stories == ()
    everything = choose([release(n, f"P{n}") for n in range(12)], WINDOW, Taste(most_stories=3, floor=-100))
    assert len(everything.stories) == 3


def test_muted_words_leave_a_story_out_and_boosted_ones_lift_it() -> None:
    stories = [release(1, "A"), release(2, "B")]
    assert len(choose(stories, WINDOW, Taste(muted=("orrery-1",))).stories) == 1
    assert choose(stories, WINDOW, Taste(muted=("orrery-*",))).stories == ()
    lifted = choose(stories, WINDOW, Taste(boosted=("Orrery-2",))).stories
    assert lifted[0].story.id == "000002"
    assert any(part.name == "boosted" for part in lifted[0].rank.parts)


def test_a_followed_source_lifts_and_a_muted_one_does_not_count() -> None:
    first, second = release(1, "A"), release(2, "B")
    lifted = choose([first, second], WINDOW, Taste(liked_sources=("b",))).stories
    assert lifted[0].story.id == "000002"
    assert [part.words for part in lifted[0].rank.parts if part.name == "liked"] == [
        "from B, which you follow"
    ]
    assert [one.story.id for one in choose([first, second], WINDOW, Taste(muted_sources=("a",))).stories] == [
        "000002"
    ]
    both = story(*first.articles, *second.articles)
    (left,) = choose([both], WINDOW, Taste(muted_sources=("a",))).stories
    assert [one.publisher for one in left.story.articles] == ["B"]


def test_topics_and_languages_narrow() -> None:
    german = release(1, "Kurier", language="de")
    assert choose([german], WINDOW, Taste(languages=("en",))).stories == ()
    assert choose([german], WINDOW, Taste(languages=("de",))).stories
    assert choose([release(2)], WINDOW, Taste(topics=("models",))).stories
    assert choose([release(2)], WINDOW, Taste(topics=("healthcare",))).stories == ()


def test_a_single_report_is_enough_for_a_niche_topic() -> None:
    niche = release(3, "Robot Weekly", topics=("robotics",))
    (one,) = choose([niche], WINDOW, Taste(topics=("robotics",))).stories
    assert one.story.id == "000003"


def test_a_told_story_returns_only_with_its_delta_and_only_the_new_is_said() -> None:
    told = release(1, "Wire")
    telling = Telling(NOW - timedelta(hours=24), frozenset({1}), told.articles[0].title)
    assert choose([told], WINDOW, Taste(), {told.id: telling}).stories == ()
    post_text = "We are releasing Orrery-1 today, our first language model with open weights for everyone."
    post = article("Introducing Orrery-1", "Halden Labs", post_text, Tier.PRIMARY, article_id=77)
    grown = Story(told.id, (*told.articles, post))
    (one,) = choose([grown], WINDOW, Taste(), {told.id: telling}).stories
    assert one.update == "Halden Labs has now published on it"
    assert {sentence.article.id for sentence in one.sentences} == {77}
    assert one.headline == "Introducing Orrery-1"


def test_the_parts_of_a_rank_sum_to_its_score() -> None:
    one = look_at(release(1), NOW, Taste())
    assert one.rank.score == sum(part.value for part in one.rank.parts)
    assert round(sum(round(part.value, 2) for part in one.rank.parts), 2) == round(one.rank.score, 2)


_NEWS = st.tuples(
    st.sampled_from(("releases language model", "sues a rival over AI training", "waters its garden")),
    st.integers(0, 30),
    st.none() | st.integers(1, 500),
    st.sampled_from(list(Tier)),
)


@given(
    st.lists(st.lists(_NEWS, min_size=1, max_size=3), max_size=12),
    st.sampled_from([(), ("models",)]),
    st.sampled_from([(), ("garden", "lab 3"), ("sues",)]),
)
def test_ranking_only_whose_turn_may_have_come_chooses_as_ranking_all_does(
    rows: list[list[tuple[str, int, int | None, Tier]]], topics: tuple[str, ...], boosted: tuple[str, ...]
) -> None:
    stories = [
        Story(f"{number:06x}", tuple(
            article(f"Lab {number} {what}", f"P{number} {place}", tier=tier, points=points,
                    published=NOW - timedelta(hours=hours), article_id=number * 10 + place)
            for place, (what, hours, points, tier) in enumerate(sorted(told, key=lambda row: -row[1]))
        ))
        for number, told in enumerate(rows)
    ]  # fmt: skip
    taste, typical = (
        Taste(topics, boosted, most_stories=4),
        dict.fromkeys(map("P{0} 0".format, range(12)), 9.0),
    )
    looks = [look_at(one, NOW, taste, typical) for one in news_in(stories, WINDOW)]
    passing = [one for one in looks if one.rank.score >= taste.floor]
    wanted = [one for one in passing if not topics or set(topics) & set(one.topics)]
    wanted.sort(key=lambda one: (-one.rank.score, one.story.id))
    assert choose(stories, WINDOW, taste, typical=typical).stories == tuple(wanted[:4])
    by_time = sorted(wanted, key=lambda one: (one.story.updated, one.story.id), reverse=True)
    found = newest([one.story for one in looks], NOW, taste, 4, typical)
    assert found == tuple(by_time[:4])
