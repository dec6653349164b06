"""What sets two look-alike titles apart: products, who did it (to whom), how much, and roundups.

Part of identity: `identity.py` asks `read` for the slots of an article, `cluster.py` asks `conflict`
before it joins two. A conflict forbids a join however alike the words are; the absence of one proves
nothing. It reads titles; the lead only confirms or excuses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.stories.actors import Deed, read_deed
from bot.stories.amounts import Amounts, counts, differ, money
from bot.stories.products import Product, clash, read_products
from bot.stories.words import listed, pieces, plain, stem, stop_words

_ROUNDUP = re.compile(
    r"\b(round-?up|recap|newsletter|links for|week in review|the week in|(this|last|past) week in"
    r"|(daily|weekly|morning|evening) (briefing|digest|brief|roundup|update|news)"
    r"|top (papers|stories|news|links)|(papers|news|links|best) of the (week|day|month)|issue #?\d+)\b"
    r"|^the download:|^import ai\b",
    re.IGNORECASE,
)
_LIST, _CLAUSE = 4, 2  # a title of four clauses of two words or more tells several stories
_SAME_VERB = {"bought": "buy", "sold": "sell", "sued": "sue", "countersu": "sue", "licenc": "licens"}
_SAME_MONEY = 0.06  # "nearly $600 billion" and "$589bn" are one amount
_SAME_COUNT = 0.5  # counts of one thing grow while a story runs: only a larger gap forbids


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to whom: stems of the words on the doing and on the suffering side of a verb."""

    verb: str
    doers: frozenset[str]
    sufferers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Slots:
    """What is compared by veto. `money` and `counts` are the title's; `said` is what title and lead state.

    `deed` is compared with the words of the other article, in `identity.py`.
    """

    products: frozenset[Product] = frozenset()
    acts: tuple[Act, ...] = ()
    money: Amounts = ()
    counts: Amounts = ()
    said: Amounts = ()
    roundup: bool = False
    deed: Deed | None = None


def read(title: str, lead: str) -> Slots:
    """Read the slots of an article from its title; the lead (about 100 words) confirms or excuses."""
    title, lead = plain(title), plain(lead)
    spent, counted = money(title), counts(title)
    products = read_products(title, lead)
    return Slots(
        products=products,
        acts=tuple(_acts(title)),
        money=spent,
        counts=counted,
        said=tuple(dict.fromkeys((*spent, *counted, *money(lead), *counts(lead)))),
        roundup=is_roundup(title),
        deed=read_deed(title, lead, products),
    )


def conflict(a: Slots, b: Slots) -> str:
    """Name the slot that forbids the two to be one story; empty where none does."""
    if a.roundup or b.roundup:
        return "roundup"
    if reason := clash(a.products, b.products):
        return reason
    if any(_flipped(x, y) for x in a.acts for y in b.acts):
        return "direction"
    if differ(a.money, b.money, a.said, b.said, _SAME_MONEY):
        return "amount"
    if differ(a.counts, b.counts, a.said, b.said, _SAME_COUNT):
        return "number"
    return ""


def is_roundup(title: str) -> bool:
    """Whether a title announces several unrelated pieces of news."""
    if _ROUNDUP.search(title) or title.count(";") > 1:
        return True
    clauses = [clause.split() for clause in title.rpartition(": ")[2].split(", ")]
    return len(clauses) >= _LIST and min(map(len, clauses)) >= _CLAUSE


@cache
def _directed() -> frozenset[str]:
    return frozenset(map(stem, listed("slots.toml", "directed")))


def _acts(title: str) -> Iterator[Act]:
    words = [word.casefold() for word in pieces(title)]
    stems = [stem(word) for word in words]
    for at in range(1, len(stems) - 1):
        if stems[at] not in _directed():
            continue
        before, after = _said(words[:at]), _said(words[at + 1 :]) - {stems[at]}
        passive = words[at + 1] in {"by", "from"}
        verb = _SAME_VERB.get(stems[at], stems[at])
        yield Act(verb, after if passive else before, before if passive else after)


def _said(words: list[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word not in stop_words())


def _flipped(a: Act, b: Act) -> bool:
    """Whether a's doer suffers in b and b's in a, and nobody only does in both."""
    if a.verb != b.verb or (a.doers & b.doers) - b.sufferers:
        return False
    return bool(a.doers & b.sufferers) and bool(a.sufferers & b.doers)
