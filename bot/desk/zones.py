"""Time zones by the names people type: IANA names, cities, countries, clocks such as "Pacific time".

Part of reading times (`when.py`). Names come from the IANA data and `zones.toml`. What may mean several
zones is asked back, never guessed.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from bot.digest.words import listed
from bot.errors import RequestError
from bot.ports import Choice

_MOST_COMPLETED = 25  # Discord's and Slack's lists of choices are no longer (platform documentation)
_LONGEST = 60  # characters of a zone that are looked at; no name is longer
_MOST_NAMED = 6
_NEAR, _MOST_NEAR = 0.7, 3  # share of the letters that agree; how many are offered
_UNLIKE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "−": "-", "–": "-", "‐": "-", "‑": "-"})
_DROPPED = re.compile(r"[.,'’‘`]")
_GAPS = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])|[\s_]+")
_CLOCK_WORDS = re.compile(r"^(?:in )?(?:the )?|(?: (?:standard|daylight|summer))? (?:time(?: ?zone)?|zone)$")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?")
_WORDS = re.compile(r"[ /]")
_FOLDERS = ("Africa/", "America/", "Asia/", "Atlantic/", "Canada/", "Europe/", "Pacific/", "US/")


@dataclass(frozen=True, slots=True)
class _Place:
    """A name for a zone; among equals the lowest `rank` is offered first."""

    name: str
    zone: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Atlas:
    """Every name, folded: of one zone, of several, and the rows by which typing is completed."""

    places: Mapping[str, _Place]
    several: Mapping[str, tuple[str, ...]]
    offered: tuple[_Place, ...]  # in the order in which they are offered
    rows: tuple[tuple[str, int], ...]  # the beginning of a name or inner word, its place in `offered`


def find_zone(text: str) -> str:
    """The IANA zone that a name, a city, a country or a clock means.

    Raises RequestError for what means none (with the nearest), several (with them all), or only an offset.
    """
    if found := known_zone(text):
        return found
    near = [_called(place) for place in _nearest(text.partition(",")[0])]
    offer = f"the nearest I know: {listed(near)}" if near else "type a large city near you, or UTC"
    raise RequestError(f"I know no time zone or city {shown(text)}; {offer}.")


def known_zone(text: str) -> str:
    """As `find_zone`, but "" where the text means no zone."""
    if len(text) > _LONGEST:
        return ""
    folded = _folded(text)
    for key in (folded, _CLOCK_WORDS.sub("", folded)):
        if key in _table("ambiguous"):
            raise RequestError(_which(text, _atlas().several[key]))
        if place := _atlas().places.get(key):
            return place.zone
        if key in _atlas().several:
            raise RequestError(_which(text, _atlas().several[key]))
        if match := _OFFSET.fullmatch(key):
            raise RequestError(_no_offset(match))
    head, comma, tail = text.partition(",")
    zone = _atlas().places.get(_folded(head))
    return zone.zone if comma and zone and zone.zone in _zones_of(_folded(tail)) else ""


def is_near_zone(text: str) -> bool:
    """Whether the text looks like a mistyped name of a zone or a city."""
    return bool(_nearest(text, 0.8))


def complete_zones(typed: str, most: int = _MOST_COMPLETED) -> tuple[Choice, ...]:
    """Zones by the beginning of a name, a city or a word in it, large places first; at most `most`."""
    folded, atlas = _folded(typed[:_LONGEST]), _atlas()
    places: Iterable[_Place]
    if folded:
        start = bisect_left(atlas.rows, (folded,))
        end = bisect_left(atlas.rows, (folded + "\U0010ffff",))
        begun = [atlas.offered[at] for at in sorted({at for _, at in atlas.rows[start:end]})]
        exact = [atlas.places[folded]] if folded in atlas.places else []
        places = chain(exact, map(_city, atlas.several.get(folded, ())), begun)
    else:
        places = map(_city, _data()["offered"])
    offered: dict[str, Choice] = {}
    for place in places:
        offered.setdefault(place.zone, Choice(place.zone, _called(place)))
        if len(offered) >= most:
            break
    return tuple(offered.values())


def shown(text: str) -> str:
    """What was typed, short and safe to repeat in an answer."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _which(text: str, zones: tuple[str, ...]) -> str:
    return f"{shown(text)} may be several time zones; choose one: {listed(zones, _MOST_NAMED)}."


def _no_offset(match: re.Match[str]) -> str:
    """Why an offset is no zone, with what to type instead; the signs of Etc/GMT are the other way round."""
    sign, hours, minutes = match[1], int(match[2]), match[3] or "00"
    offset = f"{sign}{hours}" + (f":{minutes}" if minutes != "00" else "")
    cities = _data()["offsets"].get(offset.removeprefix("+"))
    city = f"a city, such as {cities}" if cities else "a city near you"
    always = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"
    or_always = f", or {always} to do without" if always in _names() and minutes == "00" else ""
    return f"UTC{offset} does not say when summer time begins; type {city}{or_always}."


def _nearest(text: str, least: float = _NEAR) -> list[_Place]:
    """Places whose names look like the text, best first, one a zone."""
    folded = _CLOCK_WORDS.sub("", _folded(text[:_LONGEST]))
    places: dict[str, _Place] = {}
    for name in get_close_matches(folded, _atlas().places, n=9, cutoff=least):
        places.setdefault(_atlas().places[name].zone, _atlas().places[name])
    return list(places.values())[:_MOST_NEAR]


def _called(place: _Place) -> str:
    """A place with its zone: "Munich (Europe/Berlin)"; a zone by itself is called by its city."""
    name = _city(place.zone).name if place.name == place.zone else place.name
    return place.zone if name == place.zone else f"{name} ({place.zone})"


def _city(zone: str) -> _Place:
    """The city after which a zone is named; other zones keep their names."""
    is_city = zone.startswith(("Antarctica/", "Arctic/", "Australia/", "Indian/", *_FOLDERS))
    return _Place(zone.rpartition("/")[2].replace("_", " ") if is_city else zone, zone, 0)


@cache
def _atlas() -> _Atlas:
    """Every name at once; where names clash, the first one given here wins."""
    places: dict[str, _Place] = {}
    several = dict(_table("ambiguous"))
    for place in _places():
        if _folded(place.name) not in several:
            places.setdefault(_folded(place.name), place)
    for name, zones in _countries().items():
        if _folded(name) not in places:
            several.setdefault(_folded(name), zones)
    offered = sorted(places, key=lambda key: (places[key].rank, key))
    rows = [
        (key[start:], at)
        for at, key in enumerate(offered)
        for start in (0, *(gap.end() for gap in _WORDS.finditer(key)))
    ]
    return _Atlas(places, several, tuple(places[key] for key in offered), tuple(sorted(rows)))


def _places() -> Iterator[_Place]:
    data = _data()
    large = frozenset(data["offered"])
    for _, zone in _zone_rows():
        yield _Place(zone, zone, 4 if zone in large else 5)
        yield _Place(_city(zone).name, zone, 0 if zone in large else 2)
    for zone, clocks in data["clocks"].items():
        yield from (_Place(name, zone, 3) for name in clocks)
    for zone, cities in data["cities"].items():
        yield from (_Place(name, zone, 1) for name in cities)
    for name, zones in _countries().items():
        if len(zones) == 1:
            yield _Place(name, zones[0], 2)
    for zone in sorted(_names()):
        yield _Place(zone, zone, 0 if zone in large else 6)
    aliases = [_city(zone) for zone in _names() if zone.startswith(_FOLDERS)]
    bearers = Counter(place.name for place in aliases)
    yield from (_Place(place.name, place.zone, 6) for place in aliases if bearers[place.name] == 1)


def _zones_of(folded: str) -> tuple[str, ...]:
    """The zones of a country or of any other name, none where it is unknown."""
    of_country = [zones for name, zones in _countries().items() if _folded(name) == folded]
    place = _atlas().places.get(folded)
    return (*chain(*of_country), *((place.zone,) if place else ()), *_atlas().several.get(folded, ()))


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Countries with their zones (iso3166.tab, zone.tab); "Korea (South)" is one of the two called Korea."""
    zones: dict[str, list[str]] = {}
    for code, zone in _zone_rows():
        zones.setdefault(code, []).append(zone)
    named: dict[str, list[str]] = {}
    for code, name in _rows("iso3166.tab"):
        named.setdefault(name.partition(" (")[0], []).extend(zones.get(code, ()))
    return {name: tuple(own) for name, own in named.items() if own}


@cache
def _zone_rows() -> tuple[tuple[str, str], ...]:
    """The country's code and the name of every zone that is a place's own."""
    return tuple((row[0], row[2]) for row in _rows("zone.tab"))


def _rows(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _names() -> frozenset[str]:
    """Every name of the IANA data that is a zone's."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"}


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """A table of zones.toml by folded name."""
    return {_folded(key): tuple(value) for key, value in _data()[name].items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("bot.desk").joinpath("zones.toml").read_text("utf-8"))


def _folded(text: str) -> str:
    """Fold case, accents, dots and gaps, so that "São_Paulo" and "sao paulo" are one."""
    bare = text.casefold()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text).casefold().translate(_UNLIKE)
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _GAPS.sub(" ", _DROPPED.sub("", bare)).strip()
