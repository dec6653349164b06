"""Names of labs, people and models are found in running text, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories import entities
from bot.stories.words import pieces


def names(text: str) -> list[str]:
    return [mention.entity.name for mention in entities.load().find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ChatGPT maker wins a point against Brussels", ["OpenAI", "European Union"]),
        ("Newsom signs the bill", ["Gavin Newsom"]),
        ("GPT‑5.2 beside Claude Opus", ["GPT", "Claude"]),
        ("Qwen3-8B on a phone", ["Qwen"]),
        ("OpenAI’s chief executive speaks", ["Sam Altman"]),
        ("Google DeepMind's new lab", ["Google DeepMind"]),
        ("facebook/sam-3d-objects", ["SAM"]),
        ("Meta hires; a meta analysis does not", ["Meta"]),
        ("who said that to WHO?", ["World Health Organization"]),
        ("Step 3.5 arrives step by step. Step back", ["Step"]),
        ("an apple a day", []),
    ],
)
def test_names_are_found_by_any_alias_and_not_as_everyday_words(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_data_is_whole() -> None:
    known = entities.load()
    assert len({entity.name for entity in known.all}) == len(known.all)
    assert all(entity.of in known.by_name for entity in known.all if entity.of)
    hosts = [host for entity in known.all for host in entity.hosts]
    assert len(set(hosts)) == len(hosts)


def test_hosts_lead_to_who_speaks_there() -> None:
    known = entities.load()
    openai, blog = known.of_host("cdn.openai.com"), known.of_host("blog.google")
    assert openai is not None and openai.name == "OpenAI"
    assert blog is not None and blog.name == "Google"
    assert known.of_host("example.com") is None


@pytest.mark.parametrize(
    ("text", "frontier"),
    [
        ("Gemini in the classroom", True),
        ("Altman answers", True),
        ("A new Devin", False),
        ("Weather on Sunday", False),
    ],
)
def test_frontier_labs_are_known_by_their_people_and_models(text: str, frontier: bool) -> None:
    known = entities.load()
    assert known.is_frontier(known.find(text)) is frontier


@given(st.text())
def test_mentions_are_ordered_within_the_text_and_do_not_overlap(text: str) -> None:
    mentions = entities.load().find(text)
    ends = [0, *(mention.end for mention in mentions)]
    assert all(mention.start >= end for mention, end in zip(mentions, ends, strict=False))
    assert ends[-1] <= len(pieces(text))
