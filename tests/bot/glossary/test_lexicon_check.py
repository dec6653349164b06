"""The lexicon is sound: the check's own findings, then reading level and spelling by libraries.

Reading level is the Automated Readability Index (Smith and Senter 1967; textstat): a school grade from
letters a word and words a sentence, which needs no list of syllables from the network. One line is a short
text to measure, and a name such as Microsoft costs it two grades; so a few may be over.
"""

import re
from pathlib import Path
from statistics import median

import pytest
import textstat  # type: ignore[import-untyped]
from spellchecker import SpellChecker

from bot.glossary.check import problems, term_problems, written_problems
from bot.glossary.lexicon import Term, load, written
from tests.bot.glossary.entries import lexicon, term

TERMS = tuple(load().terms.values())
HARDEST = 14.0  # grade of a line: beyond it stands writing for specialists
MOST_HARDER = 0.02  # share of lines: short ones that a name or one long word makes hard by count alone
TYPICAL = 9.0  # grade of the median line: fourteen-year-olds, whom the entries are written for
OWN_WORDS = Path(__file__).with_name("words.txt")


def test_the_files_are_written_as_they_should_be() -> None:
    assert written_problems(written()) == ()


def test_the_lexicon_has_no_problem() -> None:
    assert problems(load()) == ()


def test_lines_read_easily() -> None:
    grades = {one.slug: textstat.automated_readability_index(one.line) for one in TERMS}
    hard = sorted((slug for slug, grade in grades.items() if grade > HARDEST), key=lambda slug: -grades[slug])
    assert median(grades.values()) <= TYPICAL
    assert len(hard) <= MOST_HARDER * len(grades), f"over grade {HARDEST}: {hard}"


def test_words_are_spelled_right() -> None:
    speller = SpellChecker()
    speller.word_frequency.load_words([*OWN_WORDS.read_text(encoding="utf-8").split(), *_surface_words()])
    wrong = {one.slug: found for one in TERMS if (found := speller.unknown(_plain_words(one)))}
    assert not wrong, "mend them, or add words that are right to words.txt"


def _surface_words() -> set[str]:
    """Words of names and cues: they are what the lexicon is about, and no dictionary has them."""
    texts = (text for one in TERMS for text in (*one.surfaces, *one.cues, *one.against))
    return {word for text in texts for word in re.findall(r"[a-z]+", text.lower())}


def _plain_words(one: Term) -> set[str]:
    """Words of the explanation that begin small; those with a capital are names or begin a sentence."""
    words = re.findall(r"[^\W\d_][^\W\d_'’]*", f"{one.line} {one.text}")
    return {re.sub(r"['’]s?$", "", word) for word in words if word[0].islower() and word.isascii()}


OTHER = term("other", "something else")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"slug": "Bad_Slug"}, "the slug is not"),
        ({"kind": "thing"}, "no such kind: thing"),
        ({"aliases": ("glonk",)}, "stands twice"),
        ({"line": "Too short."}, "the line has 10 characters"),
        ({"line": "A line that goes on. And on with a second sentence."}, "not one sentence"),
        ({"line": "A line that does not end as it should"}, "not one sentence"),
        ({"line": "A glonk is what it explains with itself."}, "explains 'glonk' with itself"),
        ({"text": "Only one sentence here."}, "the text has 1 sentences"),
        ({"read": ()}, "0 places to read more"),
        ({"everyday": ("glonk",)}, "without cues"),
        ({"cased": ("Glunk",)}, "neither its name nor an alias"),
        ({"cues": ("iron",), "against": ("irons",)}, "both for and against"),
    ],
)
def test_a_bad_entry_is_told(changes: dict[str, object], says: str) -> None:
    found = term_problems(term(**{"slug": "glonk", "name": "glonk", **changes}))  # type: ignore[arg-type]
    assert [problem for problem in found if says in problem]


def test_a_sound_entry_has_no_problem() -> None:
    assert term_problems(term("glonk")) == ()


def test_dead_and_self_related_terms_are_told() -> None:
    found = problems(lexicon(term("glonk", related=("glonk", "gone")), OTHER))
    assert "glonk: related 'glonk' is itself" in found
    assert "glonk: related 'gone' is no entry" in found


def test_a_surface_of_two_terms_must_be_shared_by_both() -> None:
    one, two = term("one", aliases=("X1",), shared=("X1",)), term("two", aliases=("x1",))
    found = [problem for problem in problems(lexicon(one, two, OTHER)) if "declare" in problem]
    assert found == ["two: 'x1' is also a name of one; both must declare it as shared"]


def test_two_lines_that_are_only_one_another_are_told() -> None:
    one = term("glonk", line="A kind of big red plonk.", aliases=("big red glonk",))
    two = term("plonk", line="A kind of big red glonk.", aliases=("big red plonk",))
    assert [problem for problem in problems(lexicon(one, two, OTHER)) if "the other way round" in problem]


def test_keys_and_slugs_are_read_from_the_files() -> None:
    text = '[[term]]\nslug = "glonk"\nname = 3\ncue = []\n[[term]]\nslug = "glonk"\n'
    found = written_problems([("concept", text)])
    assert "concept glonk: name is no str" in found
    assert "concept glonk: has unknown keys: cue" in found
    assert "concept glonk: the slug is written twice" in found
    assert any(problem.startswith("concept glonk: lacks ") for problem in found)
