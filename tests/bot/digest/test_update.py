"""What is new in a told story: named, or nothing."""

from bot.digest.update import delta, figures
from bot.model import Telling, Tier
from tests.samples import NOW, article, story

TOLD = article("Orrery-4 costs $2 per million tokens", "Wire", article_id=1)
TELLING = Telling(NOW, frozenset({1}), "Orrery-4 costs $2 per million tokens")


def test_nothing_new_or_nothing_worth_it_is_no_update() -> None:
    assert delta(story(TOLD), TELLING) == ""
    assert (
        delta(story(TOLD, article("More on Orrery-4 and its $2 price", "Gazette", article_id=2)), TELLING)
        == ""
    )


def test_the_maker_speaking_up_is_an_update_once() -> None:
    post = article("Introducing Orrery-4", "Halden Labs", tier=Tier.PRIMARY, article_id=2)
    assert delta(story(TOLD, post), TELLING) == "Halden Labs has now published on it"
    assert delta(story(TOLD, post), Telling(NOW, frozenset({1, 2}), "")) == ""


def test_many_more_publishers_are_an_update() -> None:
    others = [
        article("Orrery-4 is out", name, article_id=place) for place, name in enumerate(["A", "B", "C"], 2)
    ]
    assert delta(story(TOLD, *others), TELLING) == "now 4 publishers, 1 before"


def test_new_figures_in_a_headline_are_an_update() -> None:
    later = article("Halden Labs cuts Orrery-4 to $0.50", "Gazette", article_id=2)
    assert delta(story(TOLD, later), TELLING) == "new: $0.50"


def test_years_and_small_counts_are_no_figures() -> None:
    assert figures("In 2026, 3 labs raised $30 billion, 40% more") == ("$30 billion", "40%")
