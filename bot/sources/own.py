"""Feeds of the users' own: how an address, or a line of an OPML file, becomes a Feed.

Pure. What is not said is guessed modestly: the site is the publisher, and the tier is that of an
independent writer until somebody says better.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import urlsplit

from bot.model import Feed, Tier
from bot.sources.opml import OpmlFeed
from bot.stories.addresses import canonical_url, host_of, load, site_of

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# Beside the shared hosts of addresses.toml, where pages live: hosts of files, and of feeds made for others.
_HOSTING = ("raw.githubusercontent.com", "gist.github.com", "feeds.feedburner.com", "rsshub.app")


def own_feed(
    url: str,
    title: str = "",
    publisher: str = "",
    tier: Tier = Tier.EXPERT,
    kind: str = "feed",
    language: str = "",
    topics: tuple[str, ...] = (),
    family: str = "",
) -> Feed:
    """Return a Feed of the user's; its id is made of its title and address."""
    site = site_of(url) or url
    name = publisher or title or site
    return Feed(
        id=_id(title or site, url),
        kind=kind,
        url=url,
        title=title or site,
        publisher=name,
        family=family or _family(url) or site,
        tier=tier,
        topics=topics,
        language=language,
        origin="user",
    )


def _id(title: str, url: str) -> str:
    """Name a feed by its title and address: never another's name, and the same again if it comes back."""
    slug = _NOT_SLUG.sub("-", title.lower()).strip("-")[:40].strip("-") or "feed"
    return f"{slug}-{_short_hash(url)}"


def set_apart(feeds: Iterable[Feed]) -> tuple[Feed, ...]:
    """Return feeds of a file under ids of their own, so that they share nothing with configured ones."""
    return tuple(replace(feed, id=f"file:{feed.id}-{_short_hash(feed.url)}") for feed in feeds)


def _short_hash(url: str) -> str:
    return blake2b(canonical_url(url).encode(), digest_size=3).hexdigest()


def feed_identity(url: str) -> str:
    """Return the same text for two addresses of one feed; no server sees what stands after a `#`."""
    return canonical_url(url.partition("#")[0]) or url


def _family(url: str) -> str:
    """Return "host/owner" for an address on a host that many share: not all on it are one voice."""
    host = host_of(url)
    skipped = (*load().owned_hosts.get(host, ()), "feed", "feeds")
    if host not in load().owned_hosts and host not in _HOSTING:
        return ""
    owners = (part.lower() for part in urlsplit(url).path.split("/"))
    owner = next((part for part in owners if part and part not in skipped), "")
    return f"{host}/{owner}" if owner else host


def from_opml(lines: Iterable[OpmlFeed], known: Iterable[Feed], topics: Collection[str]) -> tuple[Feed, ...]:
    """Return the lines whose address is not among the known feeds; folders that are topics count as such."""
    addresses = {feed_identity(feed.url) for feed in known}
    new: list[Feed] = []
    for line in lines:
        if (address := feed_identity(line.url)) not in addresses:
            said = tuple(topic for topic in line.topics if topic in topics)
            tier = Tier(line.tier or Tier.EXPERT)
            who = (line.url, line.title, line.publisher, tier, line.kind, line.language)
            new.append(own_feed(*who, topics=said, family=line.family))
            addresses.add(address)
    return tuple(new)


def to_opml(feeds: Iterable[Feed]) -> tuple[OpmlFeed, ...]:
    """The feeds as lines of an OPML file."""
    return tuple(
        OpmlFeed(
            feed.url,
            feed.title,
            f"https://{feed.hosts[0]}" if feed.hosts else "",
            feed.topics,
            feed.kind,
            feed.tier.value,
            feed.publisher,
            feed.family,
            feed.language,
        )
        for feed in feeds
    )
