"""Titles: publisher names, marks and shouting go; what says something stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.boilerplate import letters
from bot.stories.titles import clean_title


@pytest.mark.parametrize(
    ("title", "want"),
    [
        ("Acme releases Fable 5 | The Daily Wire", "Acme releases Fable 5"),
        ("Acme releases Fable 5 - Example News", "Acme releases Fable 5"),
        ("Acme releases Fable 5 — Example News", "Acme releases Fable 5"),
        ("Acme releases Fable 5 | Blog | Example News", "Acme releases Fable 5"),
        ("Acme – the lab that could", "Acme – the lab that could"),
        ("Acme: a history", "Acme: a history"),
        (
            "Fable 5 | Agents, memory and tools for long tasks",
            "Fable 5 | Agents, memory and tools for long tasks",
        ),
        ("[D] Does Fable 5 scale? [pdf]", "Does Fable 5 scale?"),
        ("Show HN: A small agent", "Show HN: A small agent"),
        ("Attention Is All You Need (2017)", "Attention Is All You Need (2017)"),
        ("ACME RELEASES GLM-7 AND SUES THE EU OVER AI", "Acme releases GLM-7 and sues the EU over AI"),
        ("NVIDIA GTC", "NVIDIA GTC"),
        ("  Two \n lines ", "Two lines"),
        ("", ""),
    ],
)
def test_clean_title(title: str, want: str) -> None:
    assert clean_title(title, ("Example News",)) == want


def test_a_shouted_name_is_spelled_as_in_the_text() -> None:
    assert clean_title("TERAGRAD AND ACME TO MERGE", (), "TeraGrad agreed.") == "TeraGrad and acme to merge"


@given(st.text(alphabet="aBC -|[]()1:pdf", max_size=40) | st.text(max_size=60))
def test_cleaning_twice_changes_nothing_and_adds_nothing(title: str) -> None:
    cleaned = clean_title(title, ("Example",))
    assert clean_title(cleaned, ("Example",)) == cleaned
    assert letters(cleaned) in letters(title)
