"""Products named in a title: family, version, variant. "GPT-9", "GPT-9 mini" and "GPT-9.1" are three.

Part of identity, used by `slots.py`. Families are those of `entities.toml`, and any name that a version
number follows, so that a model nobody has heard of is told apart from its successor. Sizes (8B), dates
(2512) and stages (preview, instruct) are not variants: they come with one release.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.stories import entities
from bot.stories.words import common_stems, listed, pieces, stem, stop_words

_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?")
_SIZE = re.compile(r"\d+(?:\.\d+)?[bmkt]", re.IGNORECASE)
_LONGEST = 5  # words after a family's name that can still belong to it
_TITLE_CASE = 0.6  # share of capitalised words above which capitals say nothing


@dataclass(frozen=True, slots=True)
class Product:
    """A family's version and variant; empty where the title names none. Variant words are sorted."""

    family: str
    version: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a family's name, and the word where it ends."""

    version: str
    variant: str
    end: int


def read_products(title: str, lead: str) -> frozenset[Product]:
    """Read the products a title names; `lead` confirms that an unknown name with a number is one."""
    words = pieces(title)
    found: set[Product] = set()
    taken: set[int] = set()
    for mention in entities.load().find_in(words):
        if mention.start in taken:
            continue
        entity = mention.entity
        taken.update(range(mention.start, mention.end))
        tail = _tail(words, mention.end, entity.releases)
        if tail.version or (tail.variant and entity.kind == "family"):
            found.add(Product(entity.name, tail.version, tail.variant))
            taken.update(range(mention.end, tail.end))
    found.update(_unknown(words, title, lead, taken))
    return frozenset(found)


def clash(a: frozenset[Product], b: frozenset[Product]) -> str:
    """Say "version" or "variant" where both name products of one family and no two of these agree."""
    for family in {product.family for product in a} & {product.family for product in b}:
        ours = [product for product in a if product.family == family]
        theirs = [product for product in b if product.family == family]
        if not any(_agree(x, y) for x in ours for y in theirs):
            return "variant" if any(x.version == y.version for x in ours for y in theirs) else "version"
    return ""


def _agree(a: Product, b: Product) -> bool:
    if a.version and b.version and a.version != b.version:
        return False
    if a.variant == b.variant:
        return True
    entity = entities.load().by_name.get(a.family)
    flagships = entity.flagship if entity else ()
    return (not a.variant and b.variant in flagships) or (not b.variant and a.variant in flagships)


def _tail(words: Sequence[str], at: int, releases: frozenset[str]) -> _Tail:
    """Read version and variant words from `at` on."""
    version, variant, end = "", set(), at
    while end < min(at + _LONGEST, len(words)):
        word = words[end].casefold()
        if word in releases or word in listed("slots.toml", "variants"):
            variant.add(word)
        elif not version and (number := _version(words, end)):
            version = number
            end += word.isalpha()  # the series letter of "K2" stands before its number
        elif not _SIZE.fullmatch(word):
            break
        end += 1
    return _Tail(version, "-".join(sorted(variant)), end)


def _version(words: Sequence[str], at: int) -> str:
    """The version at `at`: "5.2", "4o", "V3" (as 3), "K2"; empty where none is."""
    word, series = words[at].casefold(), ""
    if len(word) == 1 and word.isalpha() and at + 1 < len(words):
        at += 1
        series, word = word.replace("v", ""), words[at].casefold()
    if not _VERSION.fullmatch(word) or _SIZE.fullmatch(word):
        return ""
    if at + 1 < len(words) and words[at + 1].casefold() in listed("slots.toml", "counted"):
        return ""
    return series + word.removesuffix(".0")


def _unknown(words: Sequence[str], title: str, lead: str, taken: set[int]) -> Iterator[Product]:
    """Names that are not in the data, followed by a version; those of words in `taken` are known."""
    if not any(word[0].isdigit() for word in words):
        return
    for at, word in enumerate(words[:-1]):
        name = word.casefold()
        if at in taken or not word.isalpha() or name in listed("slots.toml", "not_families") | stop_words():
            continue
        tail = _tail(words, at + 1, frozenset())
        if not tail.version or not _is_name(words, at, tail, title, lead):
            continue
        taken.update(range(at, tail.end))
        family = _release_families().get(name)
        yield Product(family, tail.version, name) if family else Product(name, tail.version, tail.variant)


def _is_name(words: Sequence[str], at: int, tail: _Tail, title: str, lead: str) -> bool:
    """Whether a word before a number is a product's name and not a counted thing ("Leaves 12 Dead")."""
    word = words[at]
    if "." in tail.version or word.casefold() == "version":
        return True
    if re.search(rf"\b{word}-?v?{tail.version}\b", title) and (len(word) == 1 or not word.islower()):
        return True
    if word.islower() or len(word) == 1:
        return False
    if capitals_tell(words) and (at > 0 or stem(word.casefold()) not in common_stems()):
        return True
    return tail.end == len(words) or not lead or f"{word} {tail.version}" in lead


def capitals_tell(words: Sequence[str]) -> bool:
    """Whether a title is in sentence case, so that a capital marks a name."""
    return sum(word[0].isupper() for word in words[1:]) < _TITLE_CASE * max(1, len(words) - 1)


@cache
def _release_families() -> dict[str, str]:
    """Families by release words that are theirs alone: Sonnet 4.6 is a Claude."""
    owners: dict[str, list[str]] = {}
    for entity in entities.load().all:
        for release in entity.releases - listed("slots.toml", "variants"):
            owners.setdefault(release, []).append(entity.name)
    return {release: names[0] for release, names in owners.items() if len(names) == 1}
