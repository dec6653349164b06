"""Whose deed a title tells: "OpenAI raises $10 billion" is not "Anthropic raises $10 billion".

Part of identity: `slots.py` reads the deed of a title, `identity.py` asks `substituted` before two articles
may be one story. An actor is an organisation or a maker of products that stands before the verb; courts,
authorities and people tell of others' deeds too often to set two reports apart. It decides nothing where a
title has no such subject.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.stories import entities
from bot.stories.entities import Entity, Mention
from bot.stories.products import Product, capitals_tell
from bot.stories.words import common_stems, listed, pieces, stem, stop_words

_ORGANISATIONS = ("lab", "company", "family")
_CLAUSES = (": ", " | ", "; ")


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it, by any name (as in a profile: "@OpenAI", or stems), and the kind of deed.

    `verb` is empty for a title that only names a product: its maker is the actor. `known` says that the
    actors are entities of the data.
    """

    verb: str
    actors: frozenset[str]
    known: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A deed, and the words of the title and of title and lead together that tell it."""

    deed: Deed | None
    title: Collection[str]
    said: Collection[str]

    def names(self, deed: Deed) -> bool:
        """Whether title or lead names an actor of the other's deed."""
        return any(actor in self.said for actor in deed.actors)

    def titles(self, deed: Deed) -> bool:
        """Whether the title does."""
        return any(actor in self.title for actor in deed.actors)


def read_deed(title: str, lead: str, products: Collection[Product]) -> Deed | None:
    """Read the deed of a title; `lead` says which capitalised words are not names."""
    for separator in _CLAUSES:
        title = title.replace(separator, "\n")
    for clause in title.splitlines():
        words = pieces(clause)
        if at := _verb(words):
            return _deed(words, at, lead)
    known = entities.load().by_name
    makers = [known[product.family] for product in products if product.family in known]
    names = frozenset(name for maker in makers if maker.of for name in _names(maker))
    return Deed("", names, known=True) if names else None


def substituted(a: Told, b: Told) -> bool:
    """Whether another actor stands in the place of the first, and no article knows both.

    One deed of two known organisations needs more: rivals are often mentioned, so that both articles have
    to name the other's actor, or one of the titles.
    """
    ours, theirs = a.deed, b.deed
    if ours is None or theirs is None or ours.actors & theirs.actors:
        return False
    known, parallel = ours.known and theirs.known, ours.verb == theirs.verb
    if not (known or parallel) or a.titles(theirs) or b.titles(ours):
        return False
    if known and parallel:
        return not (a.names(theirs) and b.names(ours))
    return not (a.names(theirs) or b.names(ours))


def entity_word(entity: Entity) -> str:
    """The word that stands for an entity in a profile."""
    return "@" + entity.name.replace(" ", "_")


@cache
def _verbs() -> dict[str, str]:
    """The kind of deed by a verb's stem: verbs joined by a stroke in the data are one kind."""
    kinds = [[stem(verb) for verb in kind.split("/")] for kind in listed("slots.toml", "deeds")]
    return {verb: kind[0] for kind in kinds for verb in kind}


def _verb(words: Sequence[str]) -> int:
    """Where the first verb of a deed stands, after its subject; 0 where none does."""
    return next((at for at in range(1, len(words)) if stem(words[at].casefold()) in _verbs()), 0)


def _deed(words: Sequence[str], at: int, lead: str) -> Deed | None:
    verb = _verbs()[stem(words[at].casefold())]
    mentions = entities.load().find_in(words[:at])
    if any(mention.entity.kind == "authority" for mention in mentions):
        return None
    acting = [mention.entity for mention in mentions if _acts(mention, words)]
    if acting:
        return Deed(verb, frozenset(name for entity in acting for name in _names(entity)), known=True)
    actors = frozenset(_unknown(words, at, lead)) if not mentions else frozenset()
    return Deed(verb, actors, known=False) if actors else None


def _acts(mention: Mention, words: Sequence[str]) -> bool:
    """Whether a mention before the verb can be its subject: not in "OpenAI rival" or "ex-OpenAI"."""
    beside = {words[mention.end].casefold(), words[max(0, mention.start - 1)].casefold()}
    return mention.entity.kind in _ORGANISATIONS and beside.isdisjoint(listed("slots.toml", "beside_actors"))


def _names(entity: Entity) -> Iterator[str]:
    return map(entity_word, entities.load().owners(entity))


def _unknown(words: Sequence[str], at: int, lead: str) -> Iterator[str]:
    """Stems of the run of names that ends before the verb; none where a common noun is the subject."""
    said = frozenset(pieces(lead))
    telling = capitals_tell(words)
    for word in reversed(words[:at]):
        name = word.casefold()
        if name in stop_words() and word.islower():
            continue
        if not word.isalpha() or word.islower():
            return
        generic = stem(name) in common_stems() or name in listed("slots.toml", "not_actors") | stop_words()
        if not generic and name not in said and (telling or word in said):
            yield stem(name)
