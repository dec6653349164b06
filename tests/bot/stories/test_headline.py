"""Headlines: the title that says what happened, tidied, never made up."""

from datetime import UTC, datetime

import pytest

from bot.model import Article, Story, Tier
from bot.stories.headline import headline, tidy

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def story(*reports: tuple[str, Tier], text: str = "") -> Story:
    return Story(
        "s",
        tuple(
            Article(n, "f", f"p{n}", f"p{n}", tier, f"https://p{n}.example/", title, text, "en", NOON, NOON)
            for n, (title, tier) in enumerate(reports)
        ),
    )


@pytest.mark.parametrize(
    "reports",
    [
        [("Fable 5", Tier.COMMUNITY), ("Acme releases Fable 5 with a longer memory", Tier.PRESS)],
        [
            ("Is this the end of search?", Tier.PRESS),
            ("Acme launches an answer engine for schools", Tier.EXPERT),
        ],
        [
            ("Acme’s insane new model, explained", Tier.PRESS),
            ("Acme opens Fable 5 to all developers", Tier.PRIMARY),
        ],
        [("acme/fable-5-weights", Tier.COMMUNITY), ("Acme publishes the weights of Fable 5", Tier.PRESS)],
        [("We tried it for a week", Tier.PRESS), ("Regulator fines Acme over training data", Tier.COMMUNITY)],
        [
            ("Introducing Fable 5", Tier.PRIMARY),
            ("Acme releases Fable 5, its largest model so far", Tier.PRESS),
        ],
    ],
)
def test_the_title_that_says_what_happened_wins(reports: list[tuple[str, Tier]]) -> None:
    assert headline(story(*reports)) == reports[1][0]
    assert headline(story(*reversed(reports))) == reports[1][0]


def test_among_equals_the_earliest_speaks() -> None:
    assert headline(story(("Acme buys Beta", Tier.PRESS), ("Acme buys Zeta", Tier.PRESS))) == "Acme buys Beta"


def test_a_bare_product_name_stays_where_it_is_all_there_is() -> None:
    assert headline(story(("Fable 4.1", Tier.COMMUNITY))) == "Fable 4.1"


def test_without_a_title_the_first_sentence_speaks() -> None:
    assert (
        headline(story(("", Tier.PRESS), text="Acme has a new model. It is small."))
        == "Acme has a new model."
    )
    assert len(headline(story(("", Tier.PRESS), text="word " * 60))) <= 112
    assert headline(story(("", Tier.PRESS))) == ""


@pytest.mark.parametrize(
    ("title", "want"),
    [
        ("Exclusive: Acme to buy Beta", "Acme to buy Beta"),
        ("BREAKING NEWS: Acme to buy Beta", "Acme to buy Beta"),
        ("Show HN: A small agent for mail", "A small agent for mail"),
        ("Acme ships Fable 5 – here’s why it matters", "Acme ships Fable 5"),
        ("Acme ships Fable 5: what to know", "Acme ships Fable 5"),
        ("Fable 5 is here!", "Fable 5 is here"),
        ("xAI opens a new office in Berlin", "xAI opens a new office in Berlin"),
        ("acme opens an office in Berlin", "Acme opens an office in Berlin"),
        ("ACME OPENS A NEW OFFICE IN THE UK", "Acme opens a new office in the UK"),
        ("News: ", "News:"),
    ],
)
def test_tidy(title: str, want: str) -> None:
    assert tidy(title) == want
