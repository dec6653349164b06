"""What an article is compared by: weighted words, entities by canonical name, slots, and links.

Between clean and cluster: `profile` is computed once an article and kept by the store as text, so a
digest over ten thousand articles reads them back and does not split a single title. It compares
nothing itself: `cluster.py` weighs the words, `slots.py` forbids joins.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.model import Article
from bot.stories import entities, slots
from bot.stories.actors import Deed, Told, entity_word, substituted
from bot.stories.amounts import money
from bot.stories.products import Product
from bot.stories.slots import Act, Slots
from bot.stories.words import pieces, stem, stop_words

VERSION = 2  # of the text form and of what goes into it: a cached profile of another version is made anew
LEAD_CHARS = 700  # news says who, what and where in its first paragraph; the rest is background
# How often a word counts, by where it stands. A product's version says more than any word; an owner is
# only implied.
_TITLE, _LEAD, _PRODUCT, _OWNER = 2, 1, 5, 1
_OPENING = 2  # words, stop words apart: who and does what
_MOST = 9  # counts are kept as one digit
_SEPARATOR = "\n"
_REPOSITORY = re.compile(r"[\w.-]+/([\w.-]+)")


@dataclass(frozen=True)
class Profile:
    """What is compared of one article.

    `words` are stems, numbers as written ("5.2"), "@OpenAI" for entities and "=GPT 5.2" (with _ for
    space) for products, the title's first; `counts` gives each word's count, a digit, in the same order.
    `title_words` says how many are the title's. `links` are the article's own address and those it points
    to. `marks` is the text form of the slots.
    """

    words: tuple[str, ...]
    counts: str
    title_words: int = 0
    links: tuple[str, ...] = ()
    marks: str = ""

    @cached_property
    def slots(self) -> Slots:
        """The slots, read back from their text form when first asked for."""
        return _slots_from(self.marks) if self.marks else Slots()

    @cached_property
    def said(self) -> frozenset[str]:
        """All words of title and lead."""
        return frozenset(self.words)

    @cached_property
    def told(self) -> Told:
        """The deed of the title, with the words in which it is told."""
        return Told(self.slots.deed, self.words[: self.title_words], self.said)

    def to_text(self) -> str:
        """Write the profile as one string for a column of the store."""
        numbers = f"{VERSION} {self.title_words}"
        fields = (numbers, " ".join(self.words), self.counts, " ".join(self.links), self.marks)
        return _SEPARATOR.join(fields)

    @classmethod
    def from_text(cls, text: str) -> "Profile | None":
        """Read back what `to_text` wrote; None where another version of this code wrote it."""
        numbers, _, rest = text.partition(_SEPARATOR)
        version, _, title_words = numbers.partition(" ")
        if version != str(VERSION):
            return None
        words, counts, links, marks = rest.split(_SEPARATOR)
        return cls(tuple(words.split()), counts, int(title_words), tuple(links.split()), marks)


def profile(article: Article) -> Profile:
    """Reduce an article to what it is compared by."""
    title, lead = _Text(article.title), _Text(article.text[:LEAD_CHARS])
    found = slots.read(article.title, article.text[:LEAD_CHARS])
    counted: dict[str, int] = {}
    for word in title.words():
        counted[word] = counted.get(word, 0) + _TITLE
    title_words = len(counted)
    for word in lead.words():
        counted[word] = counted.get(word, 0) + _LEAD
    for owner in (*title.owners(), *lead.owners()):
        counted.setdefault(owner, _OWNER)
    for name in _product_words(found):
        counted[name] = _PRODUCT
    links = tuple(dict.fromkeys(link for link in (article.url, *article.links) if link.split() == [link]))
    return Profile(
        words=tuple(counted),
        counts="".join([str(min(count, _MOST)) for count in counted.values()]),
        title_words=title_words,
        links=links,
        marks=_slots_text(found),
    )


def conflict(a: Profile, b: Profile) -> str:
    """Name what forbids the two to be one story: a slot, "actor" or "object"; empty where nothing does."""
    if reason := slots.conflict(a.slots, b.slots):
        return reason
    if substituted(a.told, b.told):
        return "actor"
    return "object" if _other_object(a, b) else ""


def _other_object(a: Profile, b: Profile) -> bool:
    """Whether two titles open alike and then speak of things the other article does not know at all.

    "OpenAI publishes a guide to prompting" is not "OpenAI publishes a guide to evaluations".
    """
    ours, theirs = a.words[: a.title_words], b.words[: b.title_words]
    opening = next((n for n, (x, y) in enumerate(zip(ours, theirs, strict=False)) if x != y), 0)
    if opening < _OPENING or any(word.startswith("=") for word in a.said & b.said):
        return False
    return b.said.isdisjoint(ours[opening:]) and a.said.isdisjoint(theirs[opening:])


class _Text:
    """A title or a lead, split once."""

    def __init__(self, text: str) -> None:
        if repository := _REPOSITORY.fullmatch(text):
            text = repository[1]  # who owns a repository says who publishes, not what
        self._text = text
        self._pieces = pieces(text)
        self._mentions = entities.load().find_in(self._pieces)

    def words(self) -> Iterator[str]:
        """Stems in order, each entity by its name, then the amounts of money."""
        at = 0
        for mention in self._mentions:
            yield from _stems(self._pieces[at : mention.start])
            yield entity_word(mention.entity)
            at = mention.end
        yield from _stems(self._pieces[at:])
        yield from (f"{currency}{amount:.2g}" for currency, amount in money(self._text))

    def owners(self) -> Iterator[str]:
        """Names of those the entities belong to."""
        for entity in dict.fromkeys(mention.entity for mention in self._mentions if mention.entity.of):
            yield from map(entity_word, entities.load().owners(entity))


def _stems(words: list[str]) -> list[str]:
    ignored = stop_words()
    lowered = [word.casefold() for word in words]
    return [stem(word) for word in lowered if word not in ignored and (len(word) > 1 or word.isdigit())]


def _product_words(found: Slots) -> Iterator[str]:
    for product in found.products:
        if product.version:
            yield f"={product.family}_{product.version}".replace(" ", "_")


def _slots_text(found: Slots) -> str:
    """The slots as one line of JSON, empty where there are none; sorted, so that equal slots read equal."""
    if found == Slots():
        return ""
    row = [
        sorted([p.family, p.version, p.variant] for p in found.products),
        [[act.verb, sorted(act.doers), sorted(act.sufferers)] for act in found.acts],
        found.money,
        found.counts,
        found.said,
        found.roundup,
        [found.deed.verb, sorted(found.deed.actors), found.deed.known] if found.deed else None,
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _slots_from(text: str) -> Slots:
    products, acts, money, counts, said, roundup, deed = json.loads(text)
    return Slots(
        products=frozenset(Product(*row) for row in products),
        acts=tuple(Act(verb, frozenset(doers), frozenset(sufferers)) for verb, doers, sufferers in acts),
        money=tuple((unit, value) for unit, value in money),
        counts=tuple((unit, value) for unit, value in counts),
        said=tuple((unit, value) for unit, value in said),
        roundup=roundup,
        deed=Deed(deed[0], frozenset(deed[1]), deed[2]) if deed else None,
    )
