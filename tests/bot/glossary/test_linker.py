"""Links: where they stand, how a surface may be written, and that no text breaks them."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.glossary.lexicon import Lexicon, load, merged
from bot.glossary.linker import link
from tests.shared_data import DATA

SEED = DATA.parent / "seed"
FIELD = "The LLM was trained with reinforcement learning from human feedback on GPUs. "
_BITS = st.sampled_from(
    [
        "Claude",
        "attention",
        "GPT-4",
        "Qwen3",
        "fine-tuning",
        "LLMs",
        "RAG",
        "-",
        " ",
        ".",
        "’s",
        "\n",
        "_",
        "ß",
        "İ",
    ]
)


def slugs(text: str, *, every_use: bool = False) -> list[str]:
    return [found.slug for found in link(text, load(), every_use=every_use)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("They wrote about recursive self-improvement.", "recursive-self-improvement"),
        ("They wrote about Recursive Self Improvement.", "recursive-self-improvement"),
        ("Two large language models were compared.", "large-language-model"),
        ("A large-language-model start-up.", "large-language-model"),
        ("OpenAI's answer came late.", "openai"),
        ("OpenAI’s answer came late.", "openai"),
        ("(OpenAI)", "openai"),
        ("A line\nbreak in prompt\ninjection.", "prompt-injection"),
        ("It is a ChatGPT-like toy.", "chatgpt"),
    ],
)
def test_a_term_is_found_as_people_write_it(text: str, slug: str) -> None:
    assert slug in slugs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Read https://openai.com/index/chatgpt for more.",
        "Write to press@openai.com or to www.openai.com/chatgpt now.",
        "Ask openai.com/chatgpt.",
        "xOpenAI and OpenAIx are no words.",
    ],
)
def test_no_link_in_addresses_and_parts_of_words(text: str) -> None:
    assert slugs(text) == []


def test_a_stop_between_words_parts_a_name() -> None:
    assert "prompt-injection" not in slugs("It was prompt. Injection moulding followed.")
    assert "prompt-injection" not in slugs("It was prompt - injection moulding followed.")


def test_the_longest_surface_wins() -> None:
    assert slugs("Claude Code helps with reward hacking by an LLM.")[:2] == ["claude-code", "reward-hacking"]


def test_a_version_is_not_cut() -> None:
    text = "GPT-4o and GPT-4.1 are out."
    assert "GPT-4" not in [text[found.start : found.end] for found in link(text, load())]


def test_a_name_may_run_on_into_its_version() -> None:
    text = f"{FIELD}Then Gemini2 came."
    assert [text[it.start : it.end] for it in link(text, load()) if it.slug == "gemini"] == ["Gemini"]


@pytest.mark.parametrize(
    ("written", "is_linked"), [("RAG", True), ("rag", False), ("Llama", True), ("llama", False)]
)
def test_case_counts_where_the_term_says_so(written: str, is_linked: bool) -> None:
    found = slugs(f"{FIELD}The chatbot uses {written} with open weights and retrieval of documents.")
    assert ({"rag", "llama"} & set(found) != set()) is is_linked


def test_only_the_first_use_unless_all_are_asked_for() -> None:
    text = "OpenAI sued. OpenAI won. Then OpenAI lost."
    assert slugs(text) == ["openai"]
    assert slugs(text, every_use=True) == ["openai"] * 3


def test_an_empty_lexicon_links_nothing() -> None:
    assert link("OpenAI and attention", Lexicon({})) == ()


def test_hidden_terms_are_not_linked() -> None:
    assert link("OpenAI sued.", merged(load(), {"openai": None})) == ()


@given(
    st.one_of(st.text(), st.lists(_BITS).map("".join), st.text(st.characters(categories=["Cs", "Cc", "Mn"])))
)
def test_any_text_gives_links_that_fit_it(text: str) -> None:
    links = link(text, load(), every_use=True)
    assert links == link(text, load(), every_use=True)
    assert all(0 <= found.start < found.end <= len(text) for found in links)
    assert all(one.end <= other.start for one, other in pairwise(links))
    assert all(text[it.start].strip() and text[it.end - 1].strip() for it in links)
    first = link(text, load())
    assert len({it.slug for it in first}) == len(first)
    assert {it.slug for it in first} == {it.slug for it in links}


@given(st.sampled_from(sorted(load().terms)), st.text("abc ,.", max_size=20))
def test_an_unmistakable_name_is_found_in_any_company(slug: str, before: str) -> None:
    term = load().terms[slug]
    if term.everyday or term.shared or term.against:
        return
    text = f"{before} {term.name}, they said."
    spans = {(found.start, found.end) for found in link(text, load(), every_use=True)}
    start = len(before) + 1
    assert any(low <= start and start + len(term.name) <= high for low, high in spans)


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not beside the project")
def test_the_seed_article_is_explained_in_its_own_sense() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(SEED).glob("*.txt")))
    found = set(slugs(text, every_use=True))
    assert {"recursive-self-improvement", "anthropic", "openai", "frontier-model", "autonomy"} <= found
    assert "attention" not in found


def test_a_common_word_is_no_abbreviation_that_ends_in_s() -> None:
    text = "The register of AI models is law; language models of the lab obey the law."
    assert "autonomous-weapons" not in {found.slug for found in link(text, load(), every_use=True)}
