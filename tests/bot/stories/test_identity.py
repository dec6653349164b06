"""A profile holds what an article is compared by, and survives the store as text."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Article, Tier
from bot.stories.identity import LEAD_CHARS, Profile, conflict, profile

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def article(
    title: str, text: str = "", url: str = "https://a.example/1", links: tuple[str, ...] = ()
) -> Article:
    return Article(1, "f", "P", "p", Tier.PRESS, url, title, text, "en", WHEN, WHEN, links=links)


def test_words_are_stems_entities_products_and_amounts() -> None:
    lead = "It cost $30 billion. The launch was on Sunday."
    made = profile(article("ChatGPT maker launches GPT-9.1", lead))
    assert {"@OpenAI", "@GPT", "=GPT_9.1", "9.1", "launch", "cost", "$3e+10"} <= made.said
    assert not {"the", "it", "sunday"} & made.said


def test_title_words_come_first_and_count_double() -> None:
    made = profile(article("Robots fold", "Towels are folded by robots"))
    assert made.words[: made.title_words] == ("robot", "fold")
    assert dict(zip(made.words, made.counts, strict=True)) == {"robot": "3", "fold": "3", "towel": "1"}


def test_only_the_lead_of_a_text_is_compared() -> None:
    assert "tail" not in profile(article("Title", "word " * LEAD_CHARS + "tail")).said


def test_links_are_the_own_address_and_those_pointed_to() -> None:
    made = profile(
        article("Title", url="https://a.example/1", links=("https://b.example/2", "https://a.example/1"))
    )
    assert made.links == ("https://a.example/1", "https://b.example/2")


def test_a_repository_is_compared_without_its_owner() -> None:
    assert profile(article("someorg/Zephyra-3-GGUF")).words[0] == "zephyra"


def test_same_opening_with_an_object_the_other_does_not_know_is_a_conflict() -> None:
    a = profile(article("Halden opens office in Seoul", "Customers in Korea."))
    b = profile(article("Halden opens office in Toronto", "Customers in Canada."))
    c = profile(article("Halden opens office in Korea", "It is in Seoul."))
    assert conflict(a, b) == conflict(b, a) == "object"
    assert conflict(a, c) == ""


def test_text_of_another_version_is_not_read() -> None:
    assert Profile.from_text("0 1\nold\n1\n\n") is None


@given(st.text(max_size=300), st.text(max_size=900), st.lists(st.text(max_size=30), max_size=3))
def test_text_form_gives_the_same_profile_back(title: str, text: str, links: list[str]) -> None:
    made = profile(article(title, text, links=tuple(links)))
    read = Profile.from_text(made.to_text())
    assert read == made
    assert read is not None
    assert read.slots == made.slots
    assert len(made.words) == len(made.counts)
