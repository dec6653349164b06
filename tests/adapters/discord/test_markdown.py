"""Text that is only text: escaped, cut and linked so that nothing in it acts, hides or misleads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import address, cut, escaped, link, shown, units
from tests.adapters.discord.markup import ACTS, active, hostile, links

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


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://E.example", "https://e.example/"),
        ("https://e.example:8443/a b?c=(d)", "https://e.example:8443/a%20b?c=%28d%29"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://bank.example@e.example/", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://e.example:99999/", ""),
        ("https://[::1", ""),
        ("https://e.example/" + "x" * 600, ""),
    ],
)
def test_only_plain_addresses_are_linked(url: str, made: str) -> None:
    assert address(url) == made


@pytest.mark.parametrize("sign", ["👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🇩🇪", "❤\ufe0f", "e\u0301"])
@given(st.integers(1, 40))
def test_a_cut_never_goes_through_a_sign(sign: str, most: int) -> None:
    made = cut(sign * 20, most)
    assert units(made) <= most
    assert made.removesuffix("…") == sign * (len(made.removesuffix("…")) // len(sign))


def test_a_cut_ends_a_sentence_or_a_word() -> None:
    assert cut("One two three. Four five", 20) == "One two three. …"
    assert cut("One two three four five", 20) == "One two three four…"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u200bb\u202ec\x00d", "abcd"),
        (" a\n\n b\u2028c\t", "a b c"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("a\u200db\u200d", "ab"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(text: str, seen: str) -> None:
    assert shown(text) == seen


@pytest.mark.parametrize("text", ACTS)
def test_the_oracle_sees_what_acts_and_escaping_stills_it(text: str) -> None:
    assert active(text)
    assert active(escaped(text)) == []
