"""An entry is told once: under which names it is known, and which entries of an answer are new.

Stands between parsing and cleaning; the store keeps `key -> row` of each feed for ever. Pure. It compares
within one feed only: what two feeds say of one event is for clustering. The rule in words is in
docs/sources.md.

A strong key (link, guid) names an entry by itself. A weak key (title with day, title with place) names it
only where no other entry of the same answer is already known to be that row: two "Weekly update" beside
one another are two, one that comes back under another address and guid is the same.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from bot.model import Entry, Prepared
from bot.stories.addresses import canonical_url

# What is told once: an entry, or the article prepared from it; both have keys and a title.
_T = TypeVar("_T", Entry, Prepared)
_MAX_KEY = 300
_STRENGTHS = ("link:", "guid:", "title:")
_WEAK = ("day:", "slug:")
_POSITION = re.compile(r"\d{1,3}", re.ASCII)
_LONG_SLUG = 3  # words: fewer do not name an entry ("update", "release-notes")


@dataclass(frozen=True, slots=True)
class Fold(Generic[_T]):
    """One answer sorted: entries not told before, and (store row, entry) for those that were."""

    new: tuple[_T, ...]
    known: tuple[tuple[int, _T], ...]


def keys(url: str, guid: str, title: str, published: datetime | None, home: str = "") -> tuple[str, ...]:
    """Return the names of an entry, strongest first, at least one.

    A link to `home` (the feed's own site or page) names nothing, nor does a guid that is the title or a
    place in a list ("0", "17").
    """
    homes = ("", canonical_url(home) if home else "")
    link = canonical_url(url) if url else ""
    names = [] if link in homes or not _has_path(link) else [f"link:{link}"]
    words = _words(title)
    if guid and not _POSITION.fullmatch(guid) and _words(guid) != words:
        identity = canonical_url(guid) if guid.startswith(("http://", "https://")) else guid
        if identity not in homes:
            names.append(f"guid:{identity}")
    if not names:
        names.append(f"title:{words}")
    if published is not None:
        names.append(f"day:{words}|{published:%Y-%m-%d}")
    if place := _place(link):
        names.append(f"slug:{words}|{place}")
    return tuple(_short(name) for name in names)


def fold(entries: Sequence[_T], known: Mapping[str, int]) -> Fold[_T]:
    """Sort one answer of a feed into new and told entries, given the rows under which its keys are known.

    Entries come out in the answer's order, doubles inside the answer dropped, and without the keys that
    different entries of the answer share (one link for a whole page): those name none of them.
    """
    distinct = _distinct(entries)
    rows: dict[int, int] = {}
    claimed: set[int] = set()
    for kinds in (*_STRENGTHS, _WEAK):
        for place, entry in enumerate(distinct):
            row = None if place in rows else _unclaimed(entry.keys, kinds, known, claimed)
            if row is not None:
                rows[place] = row
                claimed.add(row)
    return Fold(
        new=tuple(entry for place, entry in enumerate(distinct) if place not in rows),
        known=tuple((rows[place], entry) for place, entry in enumerate(distinct) if place in rows),
    )


def _unclaimed(
    names: Iterable[str], kinds: str | tuple[str, ...], known: Mapping[str, int], claimed: set[int]
) -> int | None:
    """Return the row that a name of these kinds leads to and that no other entry of the answer is."""
    rows = (known.get(name) for name in names if name.startswith(kinds))
    return next((row for row in rows if row is not None and row not in claimed), None)


def _distinct(entries: Sequence[_T]) -> list[_T]:
    """Return the answer without doubles, and without strong keys that differently titled entries share."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    titles = [_words(entry.title) for entry in entries]
    for entry, title in zip(entries, titles, strict=True):
        for name in entry.keys:
            bearers[name].append(title)
    shared = {
        name for name, bearing in bearers.items() if not name.startswith(_WEAK) and len(set(bearing)) > 1
    }
    distinct: list[_T] = []
    seen: set[str] = set()
    for entry, title in zip(entries, titles, strict=True):
        kept = _without(entry, title, shared)
        strong = {name for name in kept.keys if not name.startswith(_WEAK)}
        if not strong & seen:
            distinct.append(kept)
        seen |= strong
    return distinct


def _without(entry: _T, title: str, shared: set[str]) -> _T:
    """Return the entry without shared keys; where no strong one is left, its title stands in."""
    if shared.isdisjoint(entry.keys):
        return entry
    names = [name for name in entry.keys if name not in shared]
    if all(name.startswith(_WEAK) for name in names):
        names.insert(0, _short(f"title:{title}"))
    return replace(entry, keys=tuple(names))


def _words(text: str) -> str:
    """Return a title's words alone, so that a changed dash or capital is no change."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded)) or folded


def _has_path(link: str) -> bool:
    """Say whether an address leads further than a site's front page."""
    parts = urlsplit(link)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _place(link: str) -> str:
    """Return what of an address stays when its host or section changes, "" where that would name nothing.

    Where the path holds a number of its own (a date, an id) all of it counts: /2026/01/notes is not
    /2026/02/notes.
    """
    segments = [segment for segment in urlsplit(link).path.split("/") if segment]
    if not segments or len(re.findall(r"\w+", segments[-1])) < _LONG_SLUG or urlsplit(link).query:
        return ""
    if any(segment.isdigit() for segment in segments):
        return "/".join(segments)
    return segments[-1]


def link_key(url: str) -> str:
    """Return the key of the entry whose page this is, however the address is written."""
    return _short(f"link:{canonical_url(url)}")


def _short(name: str) -> str:
    """Return a key of bounded length: what is longer ends in its hash."""
    if len(name) <= _MAX_KEY:
        return name
    return name[:_MAX_KEY] + "#" + blake2b(name.encode("utf-8", "replace"), digest_size=12).hexdigest()
