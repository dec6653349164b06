"""The lexicon as it is loaded: the generated file is fresh, surfaces meet, a server's changes merge."""

from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.glossary.lexicon import KINDS, Lexicon, as_json, load, merged, normal, written

STALE = "bot/glossary/lexicon.json is stale: run `python -m bot.glossary.lexicon`"


def test_the_generated_file_is_what_the_term_files_say() -> None:
    shipped = files("bot.glossary").joinpath("lexicon.json").read_text(encoding="utf-8")
    is_fresh = shipped == as_json(written())
    assert is_fresh, STALE


def test_every_term_is_loaded_with_its_kind() -> None:
    terms = load().terms
    assert len(terms) >= 600
    assert {term.kind for term in terms.values()} == set(KINDS.values())
    assert all(slug == term.slug for slug, term in terms.items())
    assert load() is load()


def test_every_surface_leads_to_its_term() -> None:
    lexicon = load()
    for term in lexicon.terms.values():
        assert all(term.slug in lexicon.by_surface[normal(surface)] for surface in term.surfaces)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fine-tuning", "fine tuning"),
        ("world  models", "World_Model"),
        ("tokenization", "tokenisation"),
        ("databases", "database"),
        ("biases", "bias"),
        ("policies", "policy"),
        ("caches", "cache"),
        ("losses", "loss"),
        ("genies", "Genie"),
    ],
)
def test_spellings_of_one_surface_meet(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"), [("RAG", "rage"), ("loss", "los"), ("cars", "care"), ("axis", "axi")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(st.text())
def test_a_normal_form_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_a_servers_changes_add_replace_and_hide() -> None:
    lexicon = load()
    term = lexicon.terms["attention"]
    own = replace(term, slug="house-bot", name="house bot", aliases=(), everyday=())
    changed = replace(term, line="Ours.")
    ours = merged(lexicon, {"house-bot": own, "attention": changed, "transformer": None})
    assert ours.terms["house-bot"] is own
    assert ours.terms["attention"].line == "Ours."
    assert "transformer" not in ours.terms
    assert ours.by_surface[normal("House-Bots")] == ("house-bot",)
    assert "transformer" in lexicon.terms, "the shipped lexicon is left alone"
    assert merged(lexicon, {}) is lexicon
    assert isinstance(ours, Lexicon)
