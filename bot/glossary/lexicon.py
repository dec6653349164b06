"""The lexicon: every term of the glossary, by slug and by surface, and a server's own changes to it.

First in the room: `linker.py` and all that answers questions about terms start from a `Lexicon`. People write
`terms/*.toml`; reading TOML is too slow for every start, so `python -m bot.glossary.lexicon` writes the same
terms to `lexicon.json`, which `load` reads. It judges no term (that is `check.py`) and finds none in text.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

KINDS = {
    "architectures": "architecture",
    "benchmarks": "benchmark",
    "concepts": "concept",
    "datasets": "dataset",
    "hardware": "hardware",
    "labs": "lab",
    "models": "model",
    "people": "person",
    "policy": "policy",
    "techniques": "technique",
    "tools": "tool",
}
_GAP = re.compile(r"[\s_\-‐-―−]+")
_BRITISH = re.compile(r"(?<=[a-z]{2}[iy])z(?=[aei])")
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class Read:
    """One place to read more."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field with its explanation, and what tells its sense from others.

    `line` is one sentence, `text` two to six. `everyday`, `cased` and `shared` are among the surfaces: words
    that general text uses in another sense, that count only as written, that other terms have too.
    `cues` and `against` are words near a surface that speak for this sense or for another one.
    """

    slug: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    line: str
    text: str
    related: tuple[str, ...]
    read: tuple[Read, ...]
    everyday: tuple[str, ...]
    cased: tuple[str, ...]
    shared: tuple[str, ...]
    cues: tuple[str, ...]
    against: tuple[str, ...]
    reviewed: date

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The name and the aliases: what a text may call it."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms by slug; two lexicons are the same only if they are one object."""

    terms: Mapping[str, Term]

    @cached_property
    def by_surface(self) -> Mapping[str, tuple[str, ...]]:
        """Slugs by surface, as `normal` writes it, in the lexicon's order."""
        found: dict[str, dict[str, None]] = {}
        for term in self.terms.values():
            for surface in term.surfaces:
                found.setdefault(normal(surface), {})[term.slug] = None
        return {surface: tuple(slugs) for surface, slugs in found.items()}


def normal(surface: str) -> str:
    """Write a surface so that case, hyphens, plain plurals and -ize/-ise do not tell two apart."""
    return " ".join(filter(None, map(normal_word, _GAP.split(surface))))


@lru_cache(maxsize=65_536)
def normal_word(word: str) -> str:
    """Write one word in the form that `normal` gives it; the form is an identity, not always English."""
    word = _BRITISH.sub("s", word.casefold())
    while (shorter := _without_plural(word)) != word:
        word = shorter
    return word


def _without_plural(word: str) -> str:
    """Cut a plural s, or what a cut has left of -es and -ies, so that word and plural meet."""
    if len(word) < _SHORTEST_PLURAL:
        return word
    if word.endswith("s"):
        return word if word.endswith(("ss", "us", "is")) else word[:-1]
    if word.endswith("ie"):
        return word[:-2] + "y"
    return word[:-1] if word.endswith(("se", "xe", "ze", "che", "she")) else word


@cache
def load() -> Lexicon:
    """Load the shipped lexicon, once a process."""
    rows = json.loads(files("bot.glossary").joinpath("lexicon.json").read_bytes())
    return Lexicon({row["slug"]: term_of(row) for row in rows})


def merged(lexicon: Lexicon, changes: Mapping[str, Term | None]) -> Lexicon:
    """Return the lexicon with a server's own changes: by slug a term added or changed, None where hidden."""
    if not changes:
        return lexicon
    terms: dict[str, Term | None] = {**lexicon.terms, **changes}
    return Lexicon({slug: term for slug, term in terms.items() if term is not None})


def as_json(sources: Iterable[tuple[str, str]]) -> str:
    """Turn (kind, TOML text) of the term files into the text of `lexicon.json`, one term a line."""
    rows = [
        json.dumps({"kind": kind, **term}, ensure_ascii=False, default=date.isoformat)
        for kind, text in sources
        for term in tomllib.loads(text)["term"]
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def written() -> list[tuple[str, str]]:
    """Read the term files as people wrote them: (kind, TOML text), by file name."""
    folder = files("bot.glossary").joinpath("terms")
    found = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda it: it.name)
    return [(KINDS[path.name.removesuffix(".toml")], path.read_text(encoding="utf-8")) for path in found]


def term_of(row: Mapping[str, Any]) -> Term:
    """Make a term of its row in `lexicon.json`, the form in which a workspace's own are kept too."""
    return Term(
        row["slug"],
        row["name"],
        tuple(row.get("aliases", ())),
        row["kind"],
        row["line"],
        row["text"].replace("\n", " "),
        tuple(row["related"]),
        tuple(Read(place["title"], place["url"]) for place in row["read"]),
        tuple(row.get("everyday", ())),
        tuple(row.get("cased", ())),
        tuple(row.get("shared", ())),
        tuple(row.get("cues", ())),
        tuple(row.get("against", ())),
        date.fromisoformat(row["reviewed"]),
    )


if __name__ == "__main__":
    Path(__file__).with_name("lexicon.json").write_text(as_json(written()), encoding="utf-8")
