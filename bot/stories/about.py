"""Whether an article is about AI at all, and how that shows.

Under `signals.py`: general feeds (Hacker News, the press) carry much that is not about AI, and this is
where it is told apart. It does not judge importance.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.stories.entities import Entity
from bot.stories.entities import load as load_entities
from bot.stories.phrases import Phrases
from bot.stories.reading import Reading


@dataclass(frozen=True, slots=True)
class About:
    """How surely a text is about AI: 1 as its title or maker says so, 0.5 as its lead or feed does, or 0.

    `maker` names the lab, model or AI company it is about; `at_large` says that the title speaks of AI
    itself.
    """

    level: float
    words: str
    at_large: bool = False
    maker: str = ""


def about(reading: Reading, declared: tuple[str, ...] = ()) -> About:
    """Judge one article; `declared` are the topics its feed gives to every entry."""
    rules = load()
    if maker := rules.maker(reading):
        return About(1.0, f"about AI: {maker}", maker=maker)
    if reading.page.startswith(rules.pages):
        return About(1.0, f"about AI: on {reading.page.partition('/')[0]}")
    if found := rules.words.find(reading.title) or [
        word for word in rules.inside if word in reading.headline
    ]:
        return About(1.0, f"about AI: “{found[0]}”", at_large=True)
    if not rules.topics.isdisjoint(declared):
        return About(0.5, "from a feed about AI")
    if signs := _signs(rules, reading):
        return About(0.5, f"seems to be about AI: {', '.join(signs[:3])}")
    if found := rules.words.find(reading.lead) or rules.makers_in(reading.named_in_lead):
        return About(0.5, f"about AI in its text: “{found[0]}”")
    return About(0.0, "no sign that it is about AI")


def _signs(rules: "_Rules", reading: Reading) -> list[str]:
    """Hints that are enough together; none where they are not."""
    hints = rules.hints.find(reading.title)
    inside = [hint for hint in rules.hints.find(reading.lead) if hint not in hints]
    others = [one.name for one in reading.named if one.kind in ("company", "person")] + inside
    if hints:
        return hints + others if len(hints) + len(others) > 1 else []
    return inside if len(inside) > 2 else []


@dataclass(frozen=True)
class _Rules:
    words: Phrases
    hints: Phrases
    inside: tuple[str, ...]
    topics: frozenset[str]
    names: frozenset[str]
    pages: tuple[str, ...]

    def makers_in(self, entities: Iterable[Entity]) -> list[str]:
        """Names of the labs, their people and models and the AI companies among these."""
        return [one.name for one in entities if self._is_maker(one)]

    def _is_maker(self, entity: Entity) -> bool:
        if entity.kind == "person" and entity.of:  # a lab's; others are in the news for much else
            return load_entities().by_name[entity.of].kind == "lab" or entity.name in self.names
        return entity.kind in ("lab", "family") or entity.name in self.names

    def maker(self, reading: Reading) -> str:
        """Name of the first maker in the title or behind the address; "" if there is none."""
        speaker = (reading.speaker,) if reading.speaker else ()
        return next(iter(self.makers_in((*reading.named, *speaker))), "")


@cache
def load() -> _Rules:
    """Read the packaged `about.toml`."""
    rows = tomllib.loads(files("bot.stories").joinpath("about.toml").read_text(encoding="utf-8"))
    return _Rules(
        words=Phrases(rows["words"]),
        hints=Phrases(rows["hints"]),
        inside=tuple(rows["inside"]),
        topics=frozenset(rows["topics"]),
        names=frozenset(rows["names"]),
        pages=tuple(rows["pages"]),
    )
