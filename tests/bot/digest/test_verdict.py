"""Verdicts: each test of a digest, passed or failed, in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.choose import NOTHING_TOLD, Taste, choose, look_at
from bot.digest.verdict import Verdict, verdicts
from bot.digest.window import Window
from bot.model import Story, Telling
from tests.newsroom import report
from tests.samples import NOW, story

WINDOW = Window(NOW - timedelta(hours=24), NOW)
ANY = Taste()
RELEASE = story(report(1))
OLD = story(report(1, hours=80))
GERMAN = story(report(1, language="de"))
OFF_TOPIC = story(replace(report(1), title="A gardening club meets", text="The roses are in bloom."))


def judged(one: Story, taste: Taste = ANY, told: Mapping[str, Telling] = NOTHING_TOLD) -> dict[str, Verdict]:
    """The verdicts by test, beside the digest that `choose` makes of the story."""
    chosen = {found.story.id for found in choose([one], WINDOW, taste, told).stories}
    found = verdicts(look_at(one, NOW, taste), WINDOW, taste, told, chosen)
    assert all(test.passes for test in found) == bool(chosen)
    return {test.test: test for test in found}


@pytest.mark.parametrize(
    ("one", "taste", "test", "words"),
    [
        (OLD, Taste(), "age", "3 days ago; the digest looks back 24 h"),
        (GERMAN, Taste(languages=("en",)), "language", "told in de; this digest is in en"),
        (OFF_TOPIC, Taste(), "bar", "the bar is 2.40"),
        (RELEASE, Taste(topics=("healthcare",)), "topics", "wanted: "),
        (RELEASE, Taste(muted=("orrery*",)), "words", "muted word 'orrery*'"),
        (RELEASE, Taste(muted_sources=("wire",)), "sources", "muted here"),
        (RELEASE, Taste(per_publisher=0), "place", "others score higher"),
    ],
)
def test_the_test_that_failed_is_named(one: Story, taste: Taste, test: str, words: str) -> None:
    found = judged(one, taste)
    assert not found[test].passes
    assert words in found[test].words


def test_what_is_in_passes_every_test() -> None:
    found = judged(
        RELEASE, Taste(("models",), muted=("crypto",), languages=("en",), muted_sources=("other",))
    )
    assert list(found) == ["sources", "language", "age", "topics", "bar", "words", "place"]


def test_what_was_told_before_is_said() -> None:
    told = {RELEASE.id: Telling(NOW - timedelta(hours=3), frozenset({0}), "A headline")}
    assert judged(RELEASE, told=told)["memory"].words == "told here 3 h ago, nothing new since"
