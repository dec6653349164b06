"""Sentences: where they end, and where a full stop does not end one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.sentences import split_sentences

CASES = [
    ["The U.S. Senate passed the bill.", "It takes effect in May."],
    ["Acme Inc. raised $1.5 billion.", "Its rival, Zeta Corp., did not."],
    ["The model costs $0.15 per million tokens.", "Version v2.5 is cheaper."],
    ["Dr. J. Smith joined the C.T.O. of the lab.", "She starts at 9 a.m. on Monday."],
    ["It beats others, e.g. GPT-9 and i.e. Fable 2.1.", "See Fig. 3 and No. 7."],
    ["“We ship today.” The lab said so.", "“Why now?” asked a user."],
    ["He moved to the U.S. He then founded a lab."],
    ["Is it open?", "Yes!", "It is…", "They said so."],
    ["Prices fell by 3.2 percent vs. Monday.", "xAI did not comment.", "$5 billion was spent."],
    ["The report came out on Jan. 5.", "OpenAI Inc. said no."],
    ["Node.js and example.com are names.", "So is Yahoo! in part."],
]


@pytest.mark.parametrize("sentences", CASES, ids=lambda sentences: sentences[0][:20])
def test_known_cases(sentences: list[str]) -> None:
    expected = sentences
    if sentences[0].startswith("He moved"):  # a new sentence may follow an abbreviation
        expected = ["He moved to the U.S.", "He then founded a lab."]
    if sentences[0].startswith("“We"):
        expected = ["“We ship today.”", "The lab said so.", "“Why now?” asked a user."]
    assert list(split_sentences(" ".join(sentences))) == expected


def test_a_line_end_ends_a_sentence() -> None:
    assert split_sentences("Highlights\n\nFaster start\nLess memory.") == (
        "Highlights",
        "Faster start",
        "Less memory.",
    )


def test_glued_sentences_are_parted() -> None:
    assert split_sentences("It makes things faster.Our team tried it.") == (
        "It makes things faster.",
        "Our team tried it.",
    )


def test_other_languages() -> None:
    assert split_sentences("Das Modell ist da. Es kostet nichts.") == (
        "Das Modell ist da.",
        "Es kostet nichts.",
    )
    assert split_sentences("新模型发布。价格不变。") == ("新模型发布。", "价格不变。")


@given(st.text(alphabet='aB .!?\n"”1,;:—é。', max_size=200) | st.text(max_size=80))
def test_nothing_is_lost_and_nothing_is_long(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence == sentence.strip() and 0 < len(sentence) <= 400 for sentence in sentences)


def test_a_long_sentence_is_cut_at_a_mark() -> None:
    text = "word " * 60 + "and so on; " + "word " * 60
    assert all(len(sentence) <= 400 for sentence in split_sentences(text))
    assert split_sentences(text)[0].endswith(";")
