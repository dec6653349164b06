"""Muted words: whole words, stars inside a word, and no pattern that takes long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.mute import MAX_PATTERN, _compiled, _text, mentions
from bot.errors import RequestError
from tests.samples import article, story


def finds(pattern: str, text: str) -> bool:
    return bool(mentions(story(article(title="Heron", text=text)), [pattern]))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("crypto", "All about Crypto."),
        ("crypto*", "of cryptography"),
        ("*graph*", "of cryptography"),
        ("c*o*y", "of cryptography"),
        ("a*a", "Banana? No: aa."),
        ("gpt-?", "the GPT-5, at last"),
        ("gpt-*", "the gpt-5o"),
        ("c++", "in C++, mostly"),
        ("open  model*", "an open\nmodels list"),
        ("*er of *", "the maker of models"),
        ("heron", "no word"),
        ("加密*", "加密货币"),
    ],
)
def test_found(pattern: str, text: str) -> None:
    assert finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("crypto", "cryptography"),
        ("cr?to", "crypto"),
        ("a*a", "a"),
        ("c*y", "crypt only"),
        ("gpt-?", "gpt-50"),
        ("heron flies", "flies"),
        ("", "anything"),
        ("  ", "any  thing"),
        ("a.c", "abc"),
        ("[a-z]", "b"),
    ],
)
def test_not_found(pattern: str, text: str) -> None:
    assert not finds(pattern, text)


def test_a_title_does_not_run_on_into_the_text() -> None:
    assert not mentions(story(article(title="All new", text="models")), ["new models"])


@given(st.text("ab*?- ", min_size=1, max_size=8).filter(str.strip), st.text("ab-. ", max_size=12))
def test_stars_find_what_plain_backtracking_finds(pattern: str, text: str) -> None:
    folded = " ".join(pattern.split())
    plain = re.escape(folded).replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", " ")
    expected = re.search(rf"(?<!\w){plain}(?!\w)", f"Heron\n{' '.join(text.split())}", re.IGNORECASE)
    assert finds(pattern, text) == bool(expected)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a*a*a*a*x", "a" * 100_000),
        ("*a" * 39 + "x", "a" * 100_000),
        ("*a" * 39 + "x", "aaaaaaaa " * 12_000),
        ("*-" * 39 + "x", "a-" * 50_000),
        ("* x", " ." * 50_000),
        ("*" + "a" * 70 + "b", "a" * 100_000),
    ],
)
def test_no_pattern_is_slow(pattern: str, text: str) -> None:
    began = time.perf_counter()
    assert not finds(pattern, text)
    assert time.perf_counter() - began < 3.0  # far from the minutes that backtracking needs, on any machine


def test_a_pattern_has_a_length_limit() -> None:
    assert not finds("a" * MAX_PATTERN, "b")
    with pytest.raises(RequestError, match="too long"):
        finds("a" * (MAX_PATTERN + 1), "b")


@given(
    st.text("kKsSiIıİſK ßﬁx-*?.\n", max_size=12),
    st.lists(st.text("kKsSiIıİſK ßﬁx-.\n", max_size=30), min_size=1, max_size=3),
)
def test_looking_for_plain_letters_first_misses_nothing(pattern: str, titles: list[str]) -> None:
    one = story(*(article(title, text=title[::-1], article_id=n) for n, title in enumerate(titles)))
    wanted = bool(pattern.strip()) and bool(_compiled(pattern).search(_text(one)))
    assert bool(mentions(one, [pattern])) == wanted
