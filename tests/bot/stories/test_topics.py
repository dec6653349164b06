"""Topics: the rules as data, and what they say of articles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Story
from bot.stories import about, entities, happenings
from bot.stories.phrases import Phrases, fold, title_pieces
from bot.stories.reading import read
from bot.stories.signals import Signals, rules_version, signals_of
from bot.stories.topic_rules import Topic, load
from bot.stories.topics import topic_name, topic_slugs, topics_of
from bot.stories.words import pieces
from tests.bot.stories.test_rank import article

ASKED = {
    "models",
    "agents",
    "safety-alignment",
    "policy-regulation",
    "research",
    "open-source",
    "hardware",
    "robotics",
    "business-funding",
    "products",
    "coding",
    "science",
    "healthcare",
    "security",
    "interpretability",
    "evaluation",
    "multimodal",
    "audio-video",
    "society",
    "recursive-self-improvement",
}


def topics(title: str, text: str = "", url: str = "https://a.example/1", **more: object) -> set[str]:
    told = article(title=title, text=text, url=url, **more)
    return {match.topic for match in topics_of(Story("s", (told,)))}


def test_the_topics_asked_for_exist_and_have_names_and_sentences() -> None:
    slugs = topic_slugs()
    assert len(slugs) == len(set(slugs)) >= 20
    assert set(slugs) >= ASKED
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)
    assert all(topic.about.endswith(".") and topic.name for topic in load().all)
    assert topic_name("policy-regulation") == "Policy and regulation"
    assert topic_name("unheard-of") == "unheard-of"


def test_names_in_the_rules_are_known_entities() -> None:
    known = entities.load().by_name
    named = {name for topic in load().all for name in topic.names} | about.load().names
    assert not named - set(known)


def test_signs_in_the_rules_are_those_the_code_knows() -> None:
    signs = {sign for topic in load().all for sign in topic.signs}
    assert signs == {"version", "authority", "at large", "repository"}


@pytest.mark.parametrize("topic", load().all, ids=lambda topic: topic.slug)
def test_no_two_phrases_of_a_topic_are_the_same_words(topic: Topic) -> None:
    folded = [tuple(fold(piece) for piece in pieces(phrase)) for phrase in topic.words | topic.hints]
    assert not [words for words in folded if folded.count(words) > 1]


@pytest.mark.parametrize("topic", load().all, ids=lambda topic: topic.slug)
def test_each_word_of_a_rule_is_enough_in_a_title(topic: Topic) -> None:
    found = {word: topics(f"An AI report: {word}") for word in topic.words}
    vetoes = Phrases(topic.unless or ("never said",))
    missed = [
        word
        for word, got in found.items()
        if topic.slug not in got and not vetoes.find([fold(piece) for piece in pieces(word)])
    ]
    assert not missed


def test_a_match_says_why() -> None:
    told = article(title="Agents learn tool use from a benchmark of browsers")
    reasons = {match.topic: match.reason for match in topics_of(Story("s", (told,)))}
    assert reasons["agents"] == "agent, tool use"
    assert reasons["evaluation"] == "benchmark"


def test_words_match_whole_words_whatever_their_case_number_or_hyphen() -> None:
    assert "robotics" in topics("AI HUMANOIDS on stage")
    assert "robotics" not in topics("AI robotsmith wins")
    assert "open-source" in topics("An open-source AI") and "open-source" in topics("An Open Source AI")


def test_a_hint_needs_company_and_a_lead_needs_two_words() -> None:
    assert "coding" not in topics("AI and its terminal")
    assert "coding" in topics("AI developers at the terminal")
    assert "healthcare" not in topics("AI at large", "One patient was seen.")
    assert "healthcare" in topics("AI at large", "One patient was seen in a hospital.")


def test_a_veto_takes_the_topic_away() -> None:
    assert "agents" not in topics("AI helps travel agents")


def test_a_story_that_is_not_about_ai_has_only_what_its_feed_declares() -> None:
    assert topics("A court bans drones from the park") == set()
    assert topics("A court bans drones from the park", topics=("policy-regulation",)) == {"policy-regulation"}


def test_a_declared_topic_gives_its_feed_as_the_reason() -> None:
    told = article(title="On chairs", publisher="Example Lab", topics=("robotics",))
    assert [match.reason for match in topics_of(Story("s", (told,)))] == ["every entry of Example Lab"]


def test_ai_at_large_is_society_unless_there_is_another_topic() -> None:
    assert topics("Nobody asked for this much AI") == {"society"}
    assert topics("AI for protein folding") == {"science"}


def test_one_report_in_three_is_enough_and_fewer_are_not() -> None:
    plain = [article(title=f"Claude in the news {n}", url=f"https://a.example/{n}") for n in range(4)]
    robot = article(title="Claude steers a humanoid", url="https://a.example/r")
    slugs = [{match.topic for match in topics_of(Story("s", (robot, *plain[:count])))} for count in (2, 3)]
    assert "robotics" in slugs[0] and "robotics" not in slugs[1]


def test_pages_and_repositories_speak_too() -> None:
    model = topics("halden/Orrery-4", url="https://huggingface.co/halden/Orrery-4")
    assert {"models", "open-source"} <= model
    assert "research" in topics("Orrery and AI", url="https://arxiv.org/abs/2511.00001")
    assert "open-source" in topics(
        "halden / orrery", "An LLM runner.", url="https://github.com/halden/orrery"
    )
    assert title_pieces("halden/OrreryVL")[-2:] == ["Orrery", "VL"]


def test_signals_survive_the_store_and_old_rules_are_read_again() -> None:
    told = article(title="Claude Opus 9 for robots, says Anthropic", url="https://www.anthropic.com/news/x")
    signals = signals_of(told)
    assert Signals.from_text(signals.to_text()) == signals
    assert Signals.from_text("") is None
    assert Signals.from_text(signals.to_text().replace(rules_version(), "00000000")) is None
    kept = article(title="Other words", signals=signals.to_text())
    assert signals_of(kept) == signals


@given(st.text(max_size=120), st.text(max_size=200))
def test_any_text_is_read_without_error(title: str, text: str) -> None:
    told = article(title=title, text=text)
    matches = topics_of(Story("s", (told,)))
    assert {match.topic for match in matches} <= set(topic_slugs())
    assert all(match.words for match in matches)
    assert Signals.from_text(signals_of(told).to_text()) == signals_of(told)


@given(
    st.lists(st.text("abc ", min_size=1, max_size=6).filter(str.strip), max_size=6),
    st.text("abc ", max_size=30),
)
def test_phrases_finds_just_the_runs_of_whole_words(phrases: list[str], text: str) -> None:
    padded = f" {' '.join(text.split())} "
    expected = {phrase for phrase in phrases if f" {' '.join(phrase.split())} " in padded}
    assert set(Phrases(phrases).find([fold(word) for word in pieces(text)])) == expected


def test_a_phrase_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="without a word"):
        Phrases(["?!"])


@pytest.mark.parametrize(
    ("title", "maker", "kind"),
    [
        ("Introducing Orrery 4", "Halden", "release"),
        ("Introducing a new kind of tea", "", ""),
        ("Halden raises $40 million for models", "Halden", "deal"),
        ("Doctors raise concerns over Halden", "Halden", ""),
        ("Writers sue Halden over training data", "Halden", "rule"),
        ("Halden's chief scientist resigns", "Halden", "people"),
        ("A breach at Halden exposed chats", "Halden", "harm"),
        ("Why Halden matters", "Halden", "opinion"),
        ("Is Halden worth it?", "Halden", "opinion"),
        ("Webinar: Halden in the enterprise", "Halden", "promotion"),
        ("5 chatbots for the garden", "", "roundup"),
        ("This week in models: Halden, Orrery and more", "Halden", "roundup"),
        ("A study of chairs", "", "research"),
        ("Chairs", "", ""),
    ],
)
def test_what_happened(title: str, maker: str, kind: str) -> None:
    assert happenings.what_happened(read(title, "", "https://a.example/1"), maker) == kind


@pytest.mark.parametrize(
    ("title", "text", "level"),
    [
        ("Anthropic opens an office", "", 1.0),
        ("A chatbot for trains", "", 1.0),
        ("大模型来了", "", 1.0),
        ("Training a model of the weather", "", 0.5),
        ("A quiet day", "The language model was told to wait.", 0.5),
        ("A quiet day", "Its weights, its training and its inference are public.", 0.5),
        ("A quiet day", "Training is public.", 0.0),
        ("Apple and Google argue about maps", "", 0.0),
        ("A new font", "It has serifs.", 0.0),
    ],
)
def test_about_ai(title: str, text: str, level: float) -> None:
    assert about.about(read(title, text, "https://a.example/1")).level == level


def test_a_feed_about_ai_vouches_for_its_entries() -> None:
    reading = read("Chairs", "", "https://a.example/1")
    assert about.about(reading, ("interpretability",)).level == 0.5
    assert about.about(reading, ("healthcare",)).level == 0.0
