"""News without meaning but with the shape of news, for benches of speed: seeded, any amount.

About half of the stories have one report, the others two to six within a day, in other words but with the
same rare ones. Common words follow Zipf's law; every story has rare words of its own, as names are.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import Article, Tier
from bot.stories.signals import signals_of

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


def made_up_stories(
    count: int, now: datetime, days: int, seed: int = 7
) -> Iterator[tuple[str, list[Article]]]:
    """Yield `count` stories of the `days` before `now` by id, in no order of time, about AI as real ones are.

    Each report is one of a few hundred whose signals are read, told in front of made-up text of its own.
    """
    rng = random.Random(seed)
    common = [_word(rng, 3) for _ in range(_COMMON)]
    weights = [1 / rank for rank in range(1, _COMMON + 1)]
    events = [_event(rng) for _ in range(_EVENTS)]
    made = 0
    for number in range(count):
        at = now - timedelta(hours=rng.uniform(1, days * 24))
        event = rng.choice(events)
        names = [_word(rng, 4).capitalize() for _ in range(5)]
        told = []
        for _ in range(rng.choice((1, 1, 1, 1, 2, 3, 4))):
            made += 1
            said = rng.choices(common, weights, k=90)
            one = _article(made, rng, names, said, min(now, at + timedelta(hours=rng.uniform(0, 20))))
            told.append(
                replace(one, title=f"{event.title} {names[0]}", text=f"{event.text} {one.text}",
                        signals=event.signals, points=rng.choice((None, None, None, rng.randrange(1, 400))))
            )  # fmt: skip
        yield f"{number:08x}", told


def _event(rng: random.Random) -> Article:
    who, what, why = rng.choice(_WHO), rng.choice(_WHAT), rng.choice(_WHY)
    title = f"{who} {what}"
    text = f"{who} {what} on {rng.choice(_DAYS)}, the company said. {why}"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    event = Article(0, "made-up", "Wire", "wire", Tier.PRESS, "", title, text, "en", at, at)
    return replace(event, signals=signals_of(event).to_text())


_EVENTS = 400
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_WHO = (
    "OpenAI",
    "Anthropic",
    "Google DeepMind",
    "Meta",
    "Mistral",
    "Nvidia",
    "The European Commission",
    "Microsoft",
    "A London start-up",
    "Hugging Face",
    "xAI",
    "Cohere",
    "The city council",
    "A gardening club",
    "Apple",
    "DeepSeek",
)
_WHAT = (
    "releases a language model with open weights",
    "raises $400 million for AI agents",
    "cuts the price of inference",
    "publishes a benchmark for coding agents",
    "sues a data broker over training data",
    "hires a safety researcher",
    "fines a chatbot maker",
    "opens a data centre",
    "patches its library",
    "shows a robot that folds laundry",
    "updates its model card after a jailbreak",
    "explains mixture of experts and quantization",
    "wins a prize",
    "delays a new reasoning model",
    "buys a start-up that makes AI chips",
    "asks what comes after transformers",
)
_WHY = (
    "The large language model was trained by reinforcement learning from human feedback on 2 trillion words.",
    "Critics warn of hallucination and prompt injection in retrieval-augmented generation.",
    "The fine-tuning costs $2 per million tokens and halves the latency of inference.",
    "Regulators under the EU AI Act will look at the frontier model before March.",
    "The weights are on Hugging Face; the context window holds 400,000 tokens.",
    "Prices at the market were stable and the weather was mild.",
)
