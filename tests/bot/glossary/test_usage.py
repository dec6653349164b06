"""How stored news uses a word: definitions before uses, one a publisher, quoted as they stand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.glossary.usage import defining, says_meaning, sentences_with
from bot.model import Article, Sentence, Tier

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


def article(text: str, publisher: str = "Wire") -> Article:
    """An article with nothing of interest but its text."""
    return Article(
        0, "f", publisher, publisher, Tier.PRESS, "https://w.example/", "t", text, "en", WHEN, WHEN
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "GLONK stands for general logic over networked kernels.",
        "Glonk is short for general logic over networked kernels.",
        "They train it with general logic over networked kernels (GLONK).",
        "They train with GLONK (general logic over networked kernels) at night.",
        "“Glonk” refers to the habit of answering twice.",
    ],
)
def test_a_definition_is_told_from_a_use(sentence: str) -> None:
    assert says_meaning("glonk", sentence) == 4


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Glonk is a way to train models on two machines at once.", 3),
        ("The lab uses a method called Glonk for most of its runs.", 3),
        ("The lab used Glonk, a way to train on two machines, for most runs.", 2),
        ("The lab introduced a new training method, Glonk, on Monday.", 2),
        ("The lab released Glonk, a move that surprised its rivals a lot.", 0),
        ("The lab released Glonk, a spokesperson said on Monday evening.", 0),
        ("The lab will show what Glonk can do on Monday evening.", 0),
        ("The lab will show what a glonker can do on Monday evening.", None),
        ("Glonk!", None),
    ],
)
def test_how_plainly_a_sentence_says_it(sentence: str, says: int | None) -> None:
    assert says_meaning("glonk", sentence) == says


def test_definitions_come_first_and_a_publisher_speaks_once() -> None:
    use = Sentence("The lab will show what Glonk can do on Monday.", article("", "Daily"))
    again = Sentence("The lab will show more of what Glonk can do on Tuesday.", article("", "Daily"))
    meaning = Sentence("Glonk is a way to train models on two machines.", article("", "Wire"))
    assert defining("glonk", [use, again, meaning]) == (meaning, use)
    assert defining("glonk", []) == ()
    assert defining("  ", [use]) == ()


def test_sentences_are_found_over_hyphens_and_plurals() -> None:
    told = article("Rest. We ran three self-glonks on Monday. Nothing else happened here.")
    assert [one.text for one in sentences_with("self glonk", [told])] == [
        "We ran three self-glonks on Monday."
    ]


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_word_and_text_is_looked_at(word: str, text: str) -> None:
    found = defining(word, sentences_with(word, [article(text)]))
    assert all(one.text in text for one in found)


@given(st.text(alphabet="(,. a", max_size=2_000))
def test_no_text_takes_long(text: str) -> None:
    says_meaning("a", f"a {text}"[:400])
