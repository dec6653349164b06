"""Feeds of the users' own: how an address, or a line of an OPML file, becomes a Feed.

Pure. What is not said is guessed modestly: the site is the publisher, and the tier is that of an
independent writer until somebody says better.
"""

import re
from collections.abc import Collection, Iterable

from bot.model import Feed, Tier
from bot.sources.opml import OpmlFeed
from bot.stories.addresses import site_of

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def own_feed(
    url: str,
    title: str = "",
    publisher: str = "",
    tier: Tier = Tier.EXPERT,
    kind: str = "feed",
    language: str = "",
    taken: Collection[str] = (),
    topics: tuple[str, ...] = (),
) -> Feed:
    """Return a Feed of the user's; its id is made of the title and is none of the `taken` ones."""
    site = site_of(url) or url
    name = publisher or title or site
    return Feed(
        id=_free_id(title or site, taken),
        kind=kind,
        url=url,
        title=title or site,
        publisher=name,
        family=site,
        tier=tier,
        topics=topics,
        language=language,
        origin="user",
    )


def _free_id(title: str, taken: Collection[str]) -> str:
    slug = _NOT_SLUG.sub("-", title.lower()).strip("-")[:40].strip("-") or "feed"
    number = 1
    found = slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def from_opml(lines: Iterable[OpmlFeed], known: Iterable[Feed], topics: Collection[str]) -> tuple[Feed, ...]:
    """Return the lines whose address is not among the known feeds; folders that are topics count as such."""
    known = tuple(known)
    taken = {feed.id for feed in known}
    addresses = {feed.url for feed in known}
    new: list[Feed] = []
    for line in lines:
        if line.url not in addresses:
            said = tuple(topic for topic in line.topics if topic in topics)
            new.append(own_feed(line.url, line.title, kind=line.kind, taken=taken, topics=said))
            taken.add(new[-1].id)
            addresses.add(line.url)
    return tuple(new)


def to_opml(feeds: Iterable[Feed]) -> tuple[OpmlFeed, ...]:
    """The feeds as lines of an OPML file."""
    return tuple(
        OpmlFeed(
            feed.url, feed.title, f"https://{feed.hosts[0]}" if feed.hosts else "", feed.topics, feed.kind
        )
        for feed in feeds
    )
