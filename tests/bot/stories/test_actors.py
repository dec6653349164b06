"""Another actor in the same place is another story; an alias or a third party is not."""

from datetime import UTC, datetime

import pytest

from bot.model import Article, Tier
from bot.stories.actors import Deed
from bot.stories.identity import Profile, conflict, profile

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def told(title: str, lead: str = "") -> Profile:
    return profile(Article(1, "f", "P", "p", Tier.PRESS, "https://a.example/", title, lead, "en", WHEN, WHEN))


@pytest.mark.parametrize(
    ("title", "deed"),
    [
        ("OpenAI raises $10 billion", Deed("rais", frozenset({"@OpenAI"}), known=True)),
        ("ChatGPT maker raises $10 billion", Deed("rais", frozenset({"@OpenAI"}), known=True)),
        ("Exclusive: OpenAI raises $10 billion", Deed("rais", frozenset({"@OpenAI"}), known=True)),
        ("Introducing GPT-9", Deed("", frozenset({"@OpenAI", "@GPT"}), known=True)),
        ("Chip designer Kestrel buys rival", Deed("buy", frozenset({"kestrel"}), known=False)),
        ("Kestrel Compute to buy rival", Deed("buy", frozenset({"kestrel"}), known=False)),
        ("OpenAI rival raises $10 billion", None),
        ("Researchers train a robot", None),
        ("Photo agency sues image generator", None),
        ("EU fines Meta", None),
        ("Introducing Fjord 5", None),
        ("Kestrel Wins Prize For Inference Chips", None),
    ],
)
def test_actors_stand_before_the_verb(title: str, deed: Deed | None) -> None:
    assert told(title).slots.deed == deed


def test_a_capital_in_the_lead_makes_a_name_of_a_word_in_a_title_in_capitals() -> None:
    found = told("Kestrel Wins Prize For Inference Chips", "The chips of Kestrel are fast.").slots.deed
    assert found == Deed("win", frozenset({"kestrel"}), known=False)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("OpenAI raises $10 billion", "Anthropic raises $10 billion", "actor"),
        ("OpenAI raises $10 billion", "Anthropic secures $10 billion", "actor"),
        ("OpenAI raises $10 billion", "ChatGPT maker secures $10 billion", ""),
        ("Introducing GPT-9", "Introducing Claude 9", "actor"),
        ("Introducing GPT-9", "OpenAI releases GPT-9", ""),
        ("Norvane raises $30 million", "Corvid raises $30 million", "actor"),
        ("Norvane raises $30 million", "Norvane Labs closes $30 million round", ""),
        ("Introducing Fjord 5", "Halden releases Fjord 5", ""),
        ("Tessel buys Kestrel", "Kestrel acquired by Tessel", ""),
        ("EU fines Meta", "Meta fined by Brussels", ""),
        ("Judge rules against OpenAI", "OpenAI loses case", ""),
        ("Norvane cuts jobs", "Corvid opens an office", ""),
    ],
)
def test_substituted_actors_are_a_conflict(a: str, b: str, reason: str) -> None:
    assert conflict(told(a), told(b)) == conflict(told(b), told(a)) == reason


def test_a_rival_mentioned_in_one_lead_excuses_nothing_and_both_named_in_both_do() -> None:
    ours = told("Google sued over AI training data", "Authors sued Google.")
    rival = told("Meta sued over AI training data", "Authors sued Meta, after Google.")
    both = told("Google sued over AI training data", "Authors sued Google and Meta.")
    assert conflict(ours, rival) == "actor"
    assert conflict(both, rival) == ""
