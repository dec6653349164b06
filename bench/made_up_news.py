"""News without meaning but with the shape of news, for benches of speed: seeded, any amount.

About half of the stories have one report, the others two to six within a day, in other words but with the
same rare ones. Common words follow Zipf's law; every story has rare words of its own, as names are.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model import Article, Tier

_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ke",
    "li",
    "mo",
    "nu",
    "pa",
    "re",
    "si",
    "to",
    "vu",
    "wa",
    "zy",
)
_COMMON = 6_000
_SPAN_H = 96.0
_PUBLISHERS = 60


def made_up(count: int, now: datetime, seed: int = 7) -> Iterator[Article]:
    """Yield `count` articles of the 96 hours before `now`, in no order of time."""
    rng = random.Random(seed)
    common = [_word(rng, 3) for _ in range(_COMMON)]
    weights = [1 / rank for rank in range(1, _COMMON + 1)]
    made = 0
    while made < count:
        names = [_word(rng, 4).capitalize() for _ in range(5)]
        at = now - timedelta(hours=rng.uniform(1, _SPAN_H))
        for _ in range(min(rng.choice((1, 1, 1, 1, 2, 3, 4, 6)), count - made)):
            made += 1
            said = rng.choices(common, weights, k=130)
            yield _article(made, rng, names, said, min(now, at + timedelta(hours=rng.uniform(0, 20))))


def _article(number: int, rng: random.Random, names: list[str], said: list[str], at: datetime) -> Article:
    title = [*rng.sample(names, 3), *said[:5]]
    rng.shuffle(title)
    sentences = []
    for start in range(5, 125, 20):
        words = [*said[start : start + 20], *rng.sample(names, 2)]
        sentences.append(" ".join(words).capitalize() + ".")
    publisher = f"Paper {rng.randrange(_PUBLISHERS)}"
    return Article(
        id=0, feed_id="made-up", publisher=publisher, family=publisher, tier=Tier.PRESS,
        url=f"https://paper.example/{number}", title=" ".join(title), text=" ".join(sentences),
        language="en", published=at, first_seen=at,
    )  # fmt: skip


def _word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(syllables))
