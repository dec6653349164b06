"""Text made legible: nothing hidden in it, cut between signs, addresses that are what they seem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.showing.legible import address, cut, passes_for_address, shown, units
from tests.hostile import hostile


@given(hostile)
def test_shown_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    seen = shown(text)
    assert "\n" not in seen and seen == seen.strip()
    assert shown(seen) == seen


@pytest.mark.parametrize(
    ("words", "passes"),
    [
        ("bank.example", True),
        ("e.example", False),
        ("https://e.example", True),
        ("Version 1.5", False),
    ],
)
def test_words_that_look_like_another_address(words: str, passes: bool) -> None:
    assert passes_for_address(words, "e.example") is passes


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
