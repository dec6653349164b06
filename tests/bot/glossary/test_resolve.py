"""What people type: names in any dress, several senses, slips, unknown words, half-typed ones."""

import random
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.glossary.completion import complete
from bot.glossary.lexicon import load, merged
from bot.glossary.resolve import MOST_OFFERED, of_kind, resolve, search
from tests.bot.glossary.entries import lexicon, term

LEXICON = load()
SURFACES = sorted({(surface, one.slug) for one in LEXICON.terms.values() for surface in one.surfaces})
LONG = [(surface, slug) for surface, slug in SURFACES if sum(map(str.isalpha, surface)) >= 7]


def slugs(words: str) -> list[str]:
    """What the shipped lexicon makes of the words."""
    return [one.slug for one in resolve(words, LEXICON).terms]


@pytest.mark.parametrize(
    "words",
    [
        "recursive-self-improvement",
        "Recursive Self_Improvement",
        "  RECURSIVE SELF-IMPROVEMENT? ",
        "“recursive self improvement”",
        "what is recursive self-improvement?",
        "recursive self improvment",
        "RSI",
    ],
)
def test_a_term_is_found_in_any_dress(words: str) -> None:
    assert slugs(words) == ["recursive-self-improvement"]


def test_a_slip_is_corrected_and_said_so() -> None:
    found = resolve("halucination", LEXICON)
    assert found.corrected
    assert [one.slug for one in found.terms] == ["hallucination"]
    assert not resolve("hallucination", LEXICON).corrected


@pytest.mark.parametrize("words", ["GPUs", "APIs", "LLMs"])
def test_plurals_of_abbreviations_are_found(words: str) -> None:
    assert slugs(words)


def test_a_word_of_several_senses_shows_them_and_its_kind_chooses() -> None:
    words = lexicon(
        term("mercury", kind="concept", shared=("mercury",)),
        term("mercury-labs", "Mercury Labs", kind="lab", aliases=("Mercury",), shared=("Mercury",)),
    )
    assert [one.slug for one in resolve("mercury", words).terms] == ["mercury", "mercury-labs"]
    assert [one.slug for one in resolve("Mercury (concept)", words).terms] == ["mercury"]
    assert [one.slug for one in resolve("Mercury (lab)", words).terms] == ["mercury-labs"]
    assert not resolve("Mercury (person)", words).terms


def test_two_terms_a_slip_away_are_both_offered() -> None:
    found = resolve("glonking", lexicon(term("clonking"), term("plonking")))
    assert not found.terms
    assert {one.slug for one in found.nearest} == {"clonking", "plonking"}


def test_numbers_are_never_corrected() -> None:
    found = resolve("orrery 5", lexicon(term("orrery-4")))
    assert not found.terms
    assert [one.slug for one in found.nearest] == ["orrery-4"]


def test_words_in_another_order_are_offered() -> None:
    found = resolve("learning machine", LEXICON)
    assert found.nearest[0].slug == "machine-learning"


def test_an_unknown_word_is_unknown() -> None:
    found = resolve("qqqqxxxxzzzz", LEXICON)
    assert (found.terms, found.nearest) == ((), ())


def test_a_server_s_own_term_is_found() -> None:
    own = merged(LEXICON, {"glonking": term("glonking"), "rlhf": None})
    assert [one.slug for one in resolve("Glonking", own).terms] == ["glonking"]
    assert not resolve("RLHF", own).terms


@given(st.text(max_size=200))
def test_any_text_is_answered(words: str) -> None:
    found = resolve(words, LEXICON)
    assert len(found.nearest) <= MOST_OFFERED
    assert not (found.terms and found.nearest)
    assert len(complete(words, LEXICON)) <= 25
    search(words, LEXICON)


def test_every_surface_leads_to_its_term_or_to_senses_that_hold_it() -> None:
    astray = [(surface, slug) for surface, slug in SURFACES if slug not in slugs(surface)]
    assert not astray


def test_a_random_typo_resolves_or_is_offered_in_95_of_100() -> None:
    chance = random.Random(7)
    found = 0
    for surface, slug in chance.choices(LONG, k=400):
        typed = _mistyped(
            surface, chance.randrange(len(surface)), chance.choice(ascii_lowercase), chance.randrange(4)
        )
        answer = resolve(typed, LEXICON)
        found += slug in {one.slug for one in (*answer.terms, *answer.nearest)}
    assert found >= 380


def _mistyped(surface: str, at: int, letter: str, kind: int) -> str:
    head, here, tail = surface[:at], surface[at], surface[at + 1 :]
    return (
        head + tail,
        head + letter + here + tail,
        head + letter + tail,
        head + tail[:1] + here + tail[1:],
    )[kind]


def test_completion_begins_with_the_word_itself_then_beginnings_then_inner_words() -> None:
    words = lexicon(
        term("tuning"), term("fine-tuning"), term("tuning-fork"), term("mesa", aliases=("tuning table",))
    )
    assert [one.slug for one in complete("tuning", words)] == ["tuning", "tuning-fork", "mesa", "fine-tuning"]
    assert [one.slug for one in complete("TU", words, most=2)] == ["tuning", "tuning-fork"]
    assert complete("  ", words) == ()


@given(st.sampled_from(SURFACES), st.integers(3, 20))
def test_a_beginning_completes_to_terms_that_have_it(drawn: tuple[str, str], length: int) -> None:
    surface, slug = drawn
    found = complete(surface[:length], LEXICON, most=len(LEXICON.terms))
    assert slug in {one.slug for one in found}


def test_search_reads_names_first_and_explanations_then() -> None:
    words = lexicon(term("b", "glonk", text="Of iron. Old."), term("a", "iron glonk"), term("c", "iron"))
    assert [one.slug for one in search("iron", words)] == ["c", "a", "b"]
    assert search("  ", words) == ()


def test_terms_of_a_kind_stand_by_name() -> None:
    words = lexicon(term("z", "alpha", kind="tool"), term("y", "Beta", kind="tool"), term("x", "aa"))
    assert [one.name for one in of_kind("tool", words)] == ["alpha", "Beta"]


def test_a_name_that_holds_all_the_words_comes_before_an_explanation_that_does() -> None:
    assert search("mixture experts", load())[0].slug == "mixture-of-experts"
