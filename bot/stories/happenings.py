"""What happened: a release, a deal, a law, something that went wrong, a result, or only an opinion.

Under `signals.py`: rules of `happenings.toml`, tried in their order, over the title alone (a title says what
happened; a lead mentions much). It does not say how much a kind weighs; `weights.py` does.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.stories.phrases import Phrases, fold
from bot.stories.reading import Reading
from bot.stories.words import pieces

# The third number of a version counts mendings: 2.0.61 is one, 2.1.0 is none.
_PATCH = re.compile(r"v?\d+(?:\.\d+){2,}(?<!\.0)")


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    makers: bool
    pages: tuple[str, ...]
    unless_pages: tuple[str, ...]

    def has_page(self, page: str) -> bool:
        return page.startswith(self.pages) and not page.startswith(self.unless_pages)


@dataclass(frozen=True)
class _Rules:
    by_kind: Mapping[str, _Rule]
    starts: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    words: Phrases
    kinds: Mapping[str, tuple[str, ...]]
    vetoes: Phrases
    vetoed: Mapping[str, tuple[str, ...]]

    def fitting(self, reading: Reading) -> set[str]:
        """Kinds of which the title has a word or a beginning, or whose page this is."""
        found = {kind for phrase in self.words.find(reading.title) for kind in self.kinds[phrase]}
        first = reading.title[0] if reading.title else ""
        found.update(
            kind for start, kind in self.starts.get(first, ()) if reading.title[: len(start)] == start
        )
        found.update(kind for kind, rule in self.by_kind.items() if rule.has_page(reading.page))
        return found - {kind for phrase in self.vetoes.find(reading.title) for kind in self.vetoed[phrase]}


def what_happened(reading: Reading, maker: str = "") -> str:
    """Judge one article: a kind of `happenings.toml`, or "" where nothing says what happened.

    `maker` is the lab, model or AI company that it is about (`about.About.maker`).
    """
    rules = load()
    if reading.asks:
        return "opinion"
    if reading.repository:
        return "project"
    if any(_PATCH.fullmatch(word) for word in reading.title):
        return "patch"
    fitting = rules.fitting(reading)
    for kind, rule in rules.by_kind.items():
        if kind in fitting and (maker or not rule.makers or rule.has_page(reading.page)):
            return kind
    if maker and (reading.bare or (reading.versioned and reading.speaker)):
        return "release"
    return ""


def happening_name(kind: str) -> str:
    """A kind as people read it."""
    return load().by_kind[kind].name


@cache
def load() -> _Rules:
    """Read the packaged `happenings.toml`: rules by kind, in order."""
    rows = tomllib.loads(files("bot.stories").joinpath("happenings.toml").read_text(encoding="utf-8"))[
        "happening"
    ]
    starts: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    kinds, vetoed = _uses(rows, "words"), _uses(rows, "unless")
    for row in rows:
        for start in row.get("starts", ()):
            folded = tuple(fold(word) for word in pieces(start))
            starts[folded[0]] = (*starts.get(folded[0], ()), (folded, row["kind"]))
    by_kind = {row["kind"]: _rule(row) for row in rows}
    return _Rules(by_kind, starts, Phrases(kinds), kinds, Phrases(vetoed), vetoed)


def _uses(rows: Iterable[Mapping[str, Any]], rule: str) -> dict[str, tuple[str, ...]]:
    """Kinds by the phrases that a rule of theirs holds."""
    uses: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for phrase in row.get(rule, ()):
            uses[phrase] = (*uses.get(phrase, ()), row["kind"])
    return uses


def _rule(row: Mapping[str, Any]) -> _Rule:
    return _Rule(
        name=row["name"],
        makers=row.get("makers", False),
        pages=tuple(row.get("pages", ())),
        unless_pages=tuple(row.get("unless_pages", ())),
    )
