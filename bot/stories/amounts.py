"""Money and counts in a text, normalised: "$30 billion" and "$30bn" are one amount.

Part of identity, used by `slots.py`. It does not convert currencies and does not know what was counted
beyond the next word.
"""

import re
from collections.abc import Iterable

from bot.stories.words import stem, stop_words

Amounts = tuple[tuple[str, float], ...]  # unit ("$", or the stem of what is counted) and value

_SCALE = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "mln", "million"), 1e6),
    "crore": 1e7,
    **dict.fromkeys(("b", "bn", "bln", "billion"), 1e9),
    **dict.fromkeys(("t", "tn", "trln", "trillion"), 1e12),
}
_CURRENCY = {
    **dict.fromkeys(("$", "us$", "dollar", "usd"), "$"),
    **dict.fromkeys(("€", "euro", "eur"), "€"),
    **dict.fromkeys(("£", "pound", "gbp"), "£"),
    **dict.fromkeys(("¥", "yen"), "¥"),
    **dict.fromkeys(("₹", "rupee"), "₹"),
}
_NUMBER = r"(\d+(?:[,.]\d+)*)"
_UNIT = rf"[\s-]?({'|'.join(sorted(_SCALE, key=len, reverse=True))})?\b"
_MONEY = re.compile(
    rf"(us\$|[$€£¥₹])\s?{_NUMBER}{_UNIT}"
    rf"|{_NUMBER}{_UNIT}[\s-](dollar|euro|pound|yen|rupee|usd|eur|gbp)s?\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\w.,/$€£¥₹]){_NUMBER}(?:\s(million|billion|thousand))?\s([a-z]{{3,}})", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_DIGIT = re.compile(r"\d")
_LEAST_COUNT = 10  # smaller numbers count too many different things in a title


def money(text: str) -> Amounts:
    """Amounts of money by currency, in the order of the text."""
    if not _DIGIT.search(text):
        return ()
    found = [
        (_CURRENCY[(sign or name).lower()], _value(number or number2, scale or scale2))
        for sign, number, scale, number2, scale2, name in _MONEY.findall(text)
    ]
    return tuple(dict.fromkeys(found))


def counts(text: str) -> Amounts:
    """Numbers from ten on that are not money, by the word that follows."""
    if not _DIGIT.search(text):
        return ()
    found = [
        (stem(noun.casefold()), _value(number, scale))
        for number, scale, noun in _COUNT.findall(_MONEY.sub(" ", text))
        if noun.casefold() not in stop_words()
    ]
    return tuple(dict.fromkeys(pair for pair in found if pair[1] >= _LEAST_COUNT))


def differ(a: Amounts, b: Amounts, said_a: Amounts, said_b: Amounts, tolerance: float) -> bool:
    """Whether both titles (a, b) state an amount of one unit and neither text (said) knows the other's."""
    units = {unit for unit, _ in a} & {unit for unit, _ in b}
    if not units:
        return False
    return not (_known(a, said_b, units, tolerance) or _known(b, said_a, units, tolerance))


def _known(amounts: Amounts, said: Iterable[tuple[str, float]], units: set[str], tolerance: float) -> bool:
    return any(
        unit == other and abs(value - known) <= tolerance * max(value, known)
        for unit, value in amounts
        if unit in units
        for other, known in said
    )


def _value(number: str, scale: str) -> float:
    digits = number.replace(",", "" if _THOUSANDS.fullmatch(number) else ".")
    whole, _, rest = digits.partition(".")
    return float(f"{whole}.{rest.replace('.', '')}") * _SCALE.get(scale.lower(), 1.0)
