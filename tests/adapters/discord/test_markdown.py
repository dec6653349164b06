"""Text that is only text: escaped, cut and linked so that nothing in it acts, hides or misleads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import MARKDOWN
from bot.showing.legible import address, units
from tests.adapters.discord.markup import active, links
from tests.hostile import ACTS, hostile

escaped, link = MARKDOWN.escaped, MARKDOWN.link

HALDEN = "https://harbourwire.example/story/halden-self-research"


@given(hostile, st.integers(1, 60))
def test_text_is_only_text_at_any_length(text: str, most: int) -> None:
    for made in (escaped(text), escaped(text, most)):
        assert active(made) == []
    assert units(escaped(text, most)) <= most
    assert escaped("", most) == ""


@given(hostile, st.sampled_from((HALDEN, "https://e.example/a)b](c) *d* <e> |f|", "http://[::1]:80/x")))
def test_a_link_leads_where_it_says(text: str, url: str) -> None:
    made = link(text, url, 300)
    assert active(made) == []
    assert units(made) <= 300
    assert all(to == address(url) for _, to in links(made))


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("Harbour Wire", "[Harbour Wire](<https://e.example/x>)"),
        ("[Update] It is out", "[(Update) It is out](<https://e.example/x>)"),
        ("e.example", "[e.example](<https://e.example/x>)"),
        ("bank.example", "bank.example ([e.example](<https://e.example/x>))"),
        ("https://bank.example", r"https\://bank.example ([e.example](<https://e.example/x>))"),
        ("bank。example", "bank。example ([e.example](<https://e.example/x>))"),
        ("", ""),
    ],
)
def test_words_that_could_pass_for_another_address_stand_beside_the_real_host(words: str, made: str) -> None:
    assert link(words, "https://e.example/x", 300) == made


@pytest.mark.parametrize("text", ACTS)
def test_the_oracle_sees_what_acts_and_escaping_stills_it(text: str) -> None:
    assert active(text)
    assert active(escaped(text)) == []
