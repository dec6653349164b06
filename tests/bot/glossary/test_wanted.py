"""New names in the news that the lexicon lacks: two publishers, no noise of place or title case."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.glossary.wanted import new_terms
from bot.model import Article, Tier
from tests.bot.glossary.entries import lexicon, term

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
WORDS = lexicon(term("orrery", "Orrery"), term("halden", "Halden Labs"), term("rlhf", "RLHF"))


def article(text: str, family: str, title: str = "") -> Article:
    """An article of a family of publishers."""
    return Article(0, "f", family, family, Tier.PRESS, "https://w.example/", title, text, "en", WHEN, WHEN)


def wanted(*texts: str) -> dict[str, int]:
    """The new terms of texts, each by another publisher."""
    return dict(new_terms([article(text, f"p{at}") for at, text in enumerate(texts)], WORDS))


def test_a_name_and_an_abbreviation_that_two_publishers_use() -> None:
    found = wanted("They tried Mirror Tuning and GLNK today.", "It needs Mirror Tuning, not GLNK.")
    assert found == {"Mirror Tuning": 2, "GLNK": 2}


def test_one_publisher_is_not_enough() -> None:
    both = [article("They tried Mirror Tuning today.", "same")] * 2
    assert not new_terms(both, WORDS)


def test_the_first_word_of_a_sentence_does_not_count_alone() -> None:
    assert wanted("Many Models fail at it.", "Many Models fail at this.") == {}
    assert wanted("Mirror Tuning fails here.", "So we tried Mirror Tuning.") == {"Mirror Tuning": 2}


def test_sentences_in_title_case_say_nothing() -> None:
    assert wanted("Why The Glonk Engine Matters Now", "Why The Glonk Engine Matters Now") == {}


def test_known_names_their_versions_and_pairs_are_not_new() -> None:
    text = "We met Orrery 4.5 and Halden Labs, then Halden Labs Orrery and RLHF."
    assert wanted(text, text) == {}


def test_months_offices_and_question_words_are_not_names() -> None:
    text = "We met the CEO in November Rain and asked: Why Orrery now?"
    assert wanted(text, text) == {}


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_read(texts: list[str]) -> None:
    assert all(count >= 1 for count in wanted(*texts).values())
