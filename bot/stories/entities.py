"""Who and what a text is about: labs, companies, authorities, people and model families, by any name.

Between clean and identity: `identity.py` compares stories by these names, `rank.py` asks whether a title
is about a known lab. The names are data (`entities.toml`). One pass over a text's words, longest name
first. It does not guess: a name that is not in the data is not an entity.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from bot.stories.words import pieces

KINDS = ("lab", "company", "authority", "person", "family")


@dataclass(frozen=True, slots=True)
class Entity:
    """One name of the field; `kind` is one of KINDS, `of` names the entity it belongs to, if any.

    `flagship` and `releases` are set for families only, see the head of `entities.toml`.
    """

    name: str
    kind: str
    of: str = ""
    frontier: bool = False
    hosts: tuple[str, ...] = ()
    flagship: tuple[str, ...] = ()
    releases: frozenset[str] = frozenset()
    versioned: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named by the words `start` (inclusive) to `end` (exclusive) of a text."""

    entity: Entity
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Alias:
    entity: Entity
    words: tuple[str, ...]
    case: str  # "any", "capital" or "exact"
    written: tuple[str, ...]

    def fits(self, found: Sequence[str]) -> bool:
        if self.case == "exact":
            return tuple(found) == self.written
        return self.case == "any" or not found[0][0].islower()


@dataclass(frozen=True)
class Entities:
    """All known entities and the one table by which their names are found."""

    all: tuple[Entity, ...]
    _aliases: Mapping[str, tuple[_Alias, ...]] = field(repr=False)

    @cached_property
    def by_name(self) -> Mapping[str, Entity]:
        """Entities by canonical name."""
        return {entity.name: entity for entity in self.all}

    @cached_property
    def _by_host(self) -> Mapping[str, Entity]:
        return {host: entity for entity in self.all for host in entity.hosts}

    def labs(self) -> tuple[Entity, ...]:
        """Those that train or study models, in the order of the data."""
        return tuple(entity for entity in self.all if entity.kind == "lab")

    def of_host(self, host: str) -> Entity | None:
        """The entity a web host speaks for, by the longest known domain it ends in."""
        name = host.lower()
        while name:
            if entity := self._by_host.get(name):
                return entity
            name = name.partition(".")[2]
        return None

    def owners(self, entity: Entity) -> Iterator[Entity]:
        """The entity itself, then those it belongs to: GPT, OpenAI."""
        while True:
            yield entity
            if not entity.of:
                return
            entity = self.by_name[entity.of]

    def find(self, text: str) -> tuple[Mention, ...]:
        """Entities named in a text, in order; positions count `words.pieces(text)`."""
        return self.find_in(pieces(text))

    def find_in(self, words: Sequence[str]) -> tuple[Mention, ...]:
        """As `find`, for words already split by `words.pieces`."""
        lowered = [word.casefold() for word in words]
        found: list[Mention] = []
        end = 0
        for at in [at for at, word in enumerate(lowered) if word in self._aliases]:
            if at >= end and (mention := self._longest(words, lowered, at)):
                found.append(mention)
                end = mention.end
        return tuple(found)

    def _longest(self, words: Sequence[str], lowered: Sequence[str], at: int) -> Mention | None:
        for alias in self._aliases[lowered[at]]:
            end = at + len(alias.words)
            if tuple(lowered[at:end]) != alias.words or not alias.fits(words[at:end]):
                continue
            if alias.entity.versioned and not (end < len(words) and words[end][0].isdigit()):
                continue
            return Mention(alias.entity, at, end)
        return None

    def is_frontier(self, mentions: Iterable[Mention]) -> bool:
        """Whether a frontier lab, one of its people or one of its models is among these."""
        return any(owner.frontier for mention in mentions for owner in self._group(mention.entity))

    def _group(self, entity: Entity) -> Iterator[Entity]:
        """An entity, its owners, and the labs of its company: Gemini, Google, Google DeepMind."""
        for owner in self.owners(entity):
            yield owner
            yield from (lab for lab in self.labs() if lab.of == owner.name and entity.kind == "family")


@cache
def load() -> Entities:
    """Read the packaged `entities.toml`."""
    rows = tomllib.loads(files("bot.stories").joinpath("entities.toml").read_text(encoding="utf-8"))
    entities: list[Entity] = []
    aliases: list[_Alias] = []
    for kind in KINDS:
        for row in rows[kind]:
            entity = _entity(kind, row)
            entities.append(entity)
            aliases.extend(_aliases_of(entity, row))
    by_name = {entity.name: entity for entity in entities}
    for entity in entities:
        if entity.kind == "family" and entity.of:
            aliases.extend(_makers(entity.name, by_name[entity.of]))
    return Entities(tuple(entities), _table(aliases))


def _entity(kind: str, row: Mapping[str, Any]) -> Entity:
    return Entity(
        name=row["name"],
        kind=kind,
        of=row.get("of", ""),
        frontier=row.get("frontier", False),
        hosts=tuple(row.get("hosts", ())),
        flagship=tuple(row.get("flagship", ())),
        releases=frozenset(row.get("releases", ())),
        versioned=row.get("versioned", False),
    )


def _aliases_of(entity: Entity, row: Mapping[str, Any]) -> Iterator[_Alias]:
    cased, upper = row.get("cased", ()), row.get("upper", ())
    for name in dict.fromkeys((row["name"], *row.get("aliases", ()), *cased, *upper)):
        case = "exact" if name in upper else "capital" if name in cased else "any"
        yield _alias(entity, name, case)


def _makers(family: str, owner: Entity) -> Iterator[_Alias]:
    for words in ("{} maker", "{} developer", "{} creator", "{} owner", "maker of {}", "company behind {}"):
        yield _alias(owner, words.format(family), "any")


def _alias(entity: Entity, name: str, case: str) -> _Alias:
    written = tuple(pieces(name))
    return _Alias(entity, tuple(word.casefold() for word in written), case, written)


def _table(aliases: Iterable[_Alias]) -> Mapping[str, tuple[_Alias, ...]]:
    """Aliases by first word, longest first; among equals the first in the data wins."""
    table: dict[str, list[_Alias]] = {}
    for alias in aliases:
        table.setdefault(alias.words[0], []).append(alias)
    return {word: tuple(sorted(row, key=lambda a: -len(a.words))) for word, row in table.items()}
