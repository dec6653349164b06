"""One feed's bytes to articles ready to be filed: parse, clean, signals, profile. Pure.

The costly half of the intake, run in worker processes; what is left for the main process is to see what
is new and to write it. It must stay light to import, for every worker imports it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Article, Entry, Feed, Prepared
from bot.sources.collect import parse_body
from bot.sources.kinds import Parsed
from bot.stories.clean import Voices, clean
from bot.stories.identity import profile
from bot.stories.signals import signals_of


@dataclass(frozen=True, slots=True)
class PreparedFeed(Parsed):
    """A parsed answer whose entries have become articles, in their order; `entries` stays empty."""

    prepared: tuple[Prepared, ...] = ()

    @property
    def dates(self) -> tuple[datetime, ...]:
        """When its entries say they were published; an undated one counts as published when seen."""
        articles = (one.article for one in self.prepared)
        return tuple(one.published for one in articles if one.published < one.first_seen)


def prepare_body(
    voices: Voices, feed: Feed, body: bytes, content_type: str, url: str, now: datetime
) -> PreparedFeed:
    """Parse a body and prepare its entries; raises ParseError."""
    parsed = parse_body(feed, body, content_type, url, now)
    prepared = tuple(_prepared(entry, feed, voices, now) for entry in parsed.entries)
    return PreparedFeed((), parsed.title, parsed.link, parsed.language, parsed.ttl_s, prepared)


def _prepared(entry: Entry, feed: Feed, voices: Voices, now: datetime) -> Prepared:
    return prepared(clean(entry, feed, voices, now), entry.keys)


def prepared(article: Article, keys: tuple[str, ...] = ()) -> Prepared:
    """The article with what is read in it once: its signals for rank, its profile for clustering."""
    read = replace(article, signals=signals_of(article).to_text())
    return Prepared(read, keys, profile(read).to_text())
