"""What every format says of an entry, before it is made safe, and the one step that makes it an `Entry`.

Stands between the parsers (`syndication.py`, `jsonfeed.py`, the kinds) and `Parsed`. Pure. Nothing passes
from a feed into an entry but through `parsed`: that is what the promise of harmless entries rests on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Entry, Feed
from bot.sources import once
from bot.sources.dates import claimed_date
from bot.sources.kinds import Parsed
from bot.sources.markup import MAX_HTML, plain_line, safe_html, safe_url, text_as_html

MAX_ENTRIES = 500
MAX_MARKUP = (
    1_000_000  # characters of one answer that are sanitised, the first entries first; 5 million take 1 s
)
_MAX_AUTHOR = 200
_TITLE_WORDS = 100  # characters of an untitled entry's text that serve as its title
_PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Raw:
    """One entry as the feed has it: nothing in it is safe.

    `markup` is HTML unless `is_text`. `base` is what relative links count from, "" for the entry's own
    address. `date` is the text of the publication date.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    markup: str = ""
    is_text: bool = False
    author: str = ""
    date: str = ""
    language: str = ""
    base: str = ""
    points: int | None = None
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed's entries in its order, and what it says of itself."""

    entries: tuple[Raw, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    ttl_s: int | None = None


def parsed(raw: RawFeed, feed: Feed, url: str, now: datetime) -> Parsed:
    """Return the safe form of what came from `url`: at most MAX_ENTRIES, the newest, in the feed's order.

    Entries without any word are left out: an empty shell is an entry when it says something.
    """
    link = safe_url(raw.link, url)
    language = _language(raw.language)
    made = (_entry(one, feed, url, link, language, now) for one in _within_budget(_newest(raw.entries, now)))
    return Parsed(
        entries=tuple(entry for entry in made if entry is not None),
        title=plain_line(raw.title),
        link=link,
        language=language,
        ttl_s=raw.ttl_s,
    )


def _newest(entries: tuple[Raw, ...], now: datetime) -> tuple[Raw, ...]:
    """Return the MAX_ENTRIES newest by date, the undated by place, in the order given."""
    if len(entries) <= MAX_ENTRIES:
        return entries
    times = [claimed_date(entry.date, now) for entry in entries]
    ages = [(now - time).total_seconds() if time else float(place) for place, time in enumerate(times)]
    kept = sorted(sorted(range(len(entries)), key=ages.__getitem__)[:MAX_ENTRIES])
    return tuple(entries[place] for place in kept)


def _within_budget(entries: Iterable[Raw]) -> Iterator[Raw]:
    """Yield the entries, without text once the answer's texts have become too long in all."""
    room = MAX_MARKUP
    for entry in entries:
        room -= min(len(entry.markup), MAX_HTML)
        yield entry if room >= 0 else replace(entry, markup="")


def _entry(raw: Raw, feed: Feed, url: str, home: str, language: str, now: datetime) -> Entry | None:
    """Return one entry made safe, or None where it has neither title nor text."""
    address = safe_url(raw.link, home or url)
    text = (
        text_as_html(raw.markup) if raw.is_text else safe_html(raw.markup, raw.base or address or home or url)
    )
    title = plain_line(raw.title) or _opening(text)
    if not title:
        return None
    published = claimed_date(raw.date, now)
    return Entry(
        feed_id=feed.id,
        keys=once.keys(address, plain_line(raw.guid), title, published, home),
        url=address,
        title=title,
        html=text,
        author=plain_line(raw.author)[:_MAX_AUTHOR],
        published=published,
        language=_language(raw.language) or language,
        points=raw.points,
        discussion_url=safe_url(raw.discussion, address or url),
    )


def _opening(text: str) -> str:
    """Return the first words of an untitled entry's text."""
    line = plain_line(re.sub(r"<[^<>]*>", " ", text[: _TITLE_WORDS * 20]))
    if len(line) <= _TITLE_WORDS:
        return line
    return line[:_TITLE_WORDS].rsplit(" ", 1)[0] + "…"


def _language(text: str) -> str:
    """Return a language tag in its usual form (en, en-US), or "" for anything else."""
    tag = text.strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def ttl_s(ttl: str, period: str, frequency: str) -> int | None:
    """Seconds a feed asks to be left alone: its <ttl> (minutes), or syndication's period / frequency."""
    if re.fullmatch(r"\d{1,6}", ttl, re.ASCII):
        return int(ttl) * 60
    period_s = _PERIODS_S.get(period.lower())
    if period_s is None or not re.fullmatch(r"[1-9]\d{0,4}", frequency or "1", re.ASCII):
        return None
    return period_s // int(frequency or "1")
