"""What people do with the list of sources: look at it, add, remove, pause, import, export.

Gathers from store and network, lets pure functions decide, writes once. Text for people is a Document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from bot.digest.words import counted
from bot.document import Document, Fields, paragraph
from bot.errors import ParseError, RequestError, SourceError
from bot.intake import Network
from bot.model import Feed, Tier
from bot.sources import catalogue
from bot.sources.addresses import without_secrets
from bot.sources.answers import Fetched
from bot.sources.collect import parse_body
from bot.sources.discover import find_feeds, is_feed
from bot.sources.health import Health, sentence
from bot.sources.kinds import Parsed, kind, kind_names
from bot.sources.opml import read_opml, write_opml
from bot.sources.own import feed_identity, from_opml, own_feed, to_opml
from bot.sources.workers import WorkerLost
from bot.store import Store
from bot.store.feeds import PAUSED
from bot.stories.topics import topic_slugs


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source that somebody asks for, in their words; "" where they left it to us."""

    address: str
    title: str = ""
    publisher: str = ""
    tier: str = "expert"
    kind: str = "feed"


def listing(
    store: Store, feeds: Iterable[Feed], words: str, now: datetime, most: int | None = None
) -> Document:
    """The feeds whose id, title or publisher holds the words, one a line with its health.

    Past `most` the rest is counted.
    """
    health = store.health.all()
    found = [feed for feed in feeds if words.lower() in f"{feed.id} {feed.title} {feed.publisher}".lower()]
    rows = tuple((feed.id, _line(feed, health.get(feed.id, Health(feed.id)), now)) for feed in found[:most])
    if not rows:
        return Document("Sources", (paragraph(f"No source matches {words!r}."),))
    left = len(found) - len(rows)
    rest = (paragraph(f"{left} more; add words to narrow them down.", quiet=True),) if left else ()
    return Document("Sources", (Fields(rows), *rest), counted(len(found), "source"))


def _line(feed: Feed, health: Health, now: datetime) -> str:
    condition = "paused" if feed.paused else sentence(health, now)
    return f"{feed.title} ({feed.tier}, {feed.kind}) · {condition}"


def named(feeds: Iterable[Feed], ids: Iterable[str]) -> tuple[Feed, ...]:
    """The feeds of these ids; raises RequestError for one that does not exist."""
    by_id = {feed.id: feed for feed in feeds}
    for feed_id in ids:
        if feed_id not in by_id:
            raise RequestError(f"there is no source {feed_id!r}; `tidings sources list` shows their names")
    return tuple(by_id[feed_id] for feed_id in ids)


def switch(store: Store, feeds: Iterable[Feed], feed_id: str, how: str) -> Feed:
    """Mark a feed "paused", "resumed" or "removed"; raises RequestError where there is none.

    A removed feed of the catalogue can be resumed.
    """
    hidden = catalogue.load() if how == "resumed" else ()
    (feed,) = named((*hidden, *feeds), [feed_id])
    if how == "removed":
        store.feeds.remove(feed)
    else:
        store.feeds.switch(feed.id, PAUSED if how == "paused" else "")
    return feed


async def add(store: Store, feeds: Sequence[Feed], network: Network, wanted: Wanted) -> tuple[Feed, int]:
    """Try the address, find the feed behind it, and store it; returns it with its number of entries.

    Raises RequestError where the address gives no feed, or one that is here already.
    """
    feed, entries = await find(feeds, network, wanted)
    feed = known_as(feed, store.feeds.of_workspaces())
    store.feeds.add([feed])
    return feed, entries


async def find(feeds: Iterable[Feed], network: Network, wanted: Wanted) -> tuple[Feed, int]:
    """Try the address and return the feed behind it with its number of entries; stores nothing.

    Raises RequestError where the address gives no feed, or one that is among `feeds`.
    """
    if wanted.kind not in kind_names():
        raise RequestError(
            f"there is no source kind {wanted.kind!r}; choose one of: {', '.join(kind_names())}"
        )
    known = tuple(feeds)
    tier = Tier(wanted.tier)
    address = wanted.address.partition("#")[0]
    url = address if "://" in address else f"https://{address}"
    _check_new(known, url)
    probe = own_feed(url, wanted.title, wanted.publisher, tier, wanted.kind)
    found, parsed, final_url = await _tried(probe, network)
    _check_new(known, found.url, final_url)
    title = wanted.title or parsed.title
    feed = own_feed(found.url, title, wanted.publisher, tier, wanted.kind, parsed.language)
    return feed, len(parsed.entries)


def known_as(feed: Feed, others: Iterable[Feed]) -> Feed:
    """The feed under the id by which its very address is read already, else under one that is nobody's.

    Only the whole address makes two feeds one: what a password or token opens stays with who gave it.
    """
    known = {other.id: other for other in others}
    same = next((other.id for other in known.values() if other.url == feed.url), "")
    if same or feed.id not in known:
        return replace(feed, id=same or feed.id)
    return replace(feed, id=f"{feed.id}-{blake2b(feed.url.encode(), digest_size=8).hexdigest()}")


def _check_new(feeds: Iterable[Feed], *urls: str) -> None:
    asked = {feed_identity(url) for url in urls}
    if known := next((feed for feed in feeds if feed_identity(feed.url) in asked), None):
        raise RequestError(f"that feed is here already, as {known.id}; nothing was changed")


async def _tried(probe: Feed, network: Network, may_search: bool = True) -> tuple[Feed, Parsed, str]:
    """Return the feed behind an address or named by its page, what it says, and where its redirects ended."""
    run = network.workers.run
    try:
        answer = await network.fetcher.get(kind(probe.kind).address(probe))
        assert isinstance(answer, Fetched)
        body, content_type = answer.body, answer.content_type
        if probe.kind == "feed" and may_search and not await run(is_feed, body, content_type):
            others = await run(find_feeds, body, answer.url, content_type)
            if not others:
                shown = without_secrets(answer.url)
                raise RequestError(
                    f"{shown} is no feed, and its page names none; give the feed's own address"
                )
            return await _tried(replace(probe, url=others[0].url), network, may_search=False)
        parsed = await run(parse_body, probe, body, content_type, answer.url, network.clock())
        return probe, parsed, answer.url
    except (SourceError, WorkerLost) as error:
        raise RequestError(f"{without_secrets(probe.url)} was not added: {error}") from error


def import_opml(store: Store, feeds: Sequence[Feed], body: bytes, name: str) -> tuple[int, int]:
    """Add the feeds of an OPML file, all or none; returns how many were new and how many known.

    Raises RequestError that says which line of the file is bad.
    """
    try:
        lines = read_opml(body)
    except ParseError as error:
        raise RequestError(f"{name}: {error}. Nothing was changed.") from error
    others = store.feeds.of_workspaces()
    new = [known_as(feed, others) for feed in from_opml(lines, feeds, topic_slugs())]
    store.feeds.add(new)
    return len(new), len(lines) - len(new)


def export_opml(feeds: Iterable[Feed]) -> bytes:
    """The feeds as an OPML file."""
    return write_opml(to_opml(feeds))
