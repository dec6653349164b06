"""AI sense or another one: the issue's own traps, and floors for the sentence sets."""

import pytest

from bench.senses import OWN, Case, balanced_accuracy, is_linked, own_cases, public_cases
from bot.glossary.lexicon import load
from bot.glossary.linker import link
from tests.shared_data import DATA, needs_data


def scores(cases: list[Case]) -> tuple[float, float, float]:
    """Balanced accuracy, the same on the hard part, precision of links."""
    pairs = [(case, is_linked(case, load())) for case in cases]
    linked = [case.is_ai for case, was_linked in pairs if was_linked]
    hard = [pair for pair in pairs if pair[0].is_hard]
    return balanced_accuracy(pairs), balanced_accuracy(hard), sum(linked) / len(linked)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Industries and regulators should pay attention before it is too late.", "attention"),
        ("The secret agent was never seen again.", "agents"),
        ("The power transformer at the plant caught fire.", "transformer"),
        ("The water temperature rose to 20 degrees.", "temperature"),
        ("An update of CrowdStrike Falcon stopped the airports.", "falcon"),
        ("Interim Prime Minister Claude Joseph asked for help.", "claude"),
        ("A llama spat at the keeper.", "llama"),
        ("The Gemini astronauts trained in the desert.", "gemini"),
    ],
)
def test_the_common_sense_is_not_linked(text: str, slug: str) -> None:
    assert slug not in {found.slug for found in link(text, load())}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The transformer's attention layers compare each token with every other.", "attention"),
        ("The agent fixed the bug and ran the tests with its LLM and tools.", "agents"),
        ("Set the sampling temperature of the model to 0.7.", "temperature"),
        ("Anthropic says Claude can now use a browser.", "claude"),
        ("Google shipped Gemini 2.5 with a longer context window.", "gemini"),
        ("Meta published the weights of Llama 4.", "llama"),
        ("LLaMA was trained on public data, and its weights leaked.", "llama"),
        ("TII trained Falcon, an open model, in Abu Dhabi.", "falcon"),
    ],
)
def test_the_sense_of_the_field_is_linked(text: str, slug: str) -> None:
    assert slug in {found.slug for found in link(text, load())}


def test_our_sets_are_large_balanced_and_apart() -> None:
    tune, check = own_cases("senses_tune.toml"), own_cases("senses_check.toml")
    assert len(check) >= 210
    assert len(tune) + len(check) >= 320
    assert not {case.name for case in tune} & {case.name for case in check}
    assert len({case.name for case in tune + check}) >= 64
    share = sum(case.is_ai for case in tune + check) / len(tune + check)
    assert 0.45 <= share <= 0.55
    assert OWN.is_dir()


def test_our_own_check_sentences() -> None:
    accuracy, _hard, precision = scores(own_cases("senses_check.toml"))
    assert accuracy >= 0.88
    assert precision >= 0.93


@needs_data("wsd")
def test_the_public_sentences() -> None:
    accuracy, hard, precision = scores(public_cases(DATA / "wsd" / "term_sense.jsonl"))
    assert accuracy >= 0.88
    assert hard >= 0.80
    assert precision >= 0.93
