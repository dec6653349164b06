"""Entries become articles: plain text, a shown address, an aware time, and the voice that speaks.

Between sources and clustering; `clean` is the one arrow from Entry to Article. It reads no clock: `now`
is when the entry was first seen. It makes no judgement of worth and drops no entry.

Who speaks: a feed speaks for its publisher, but a community feed (Hacker News, a trending list) only
points at pages. Such an entry is credited to whoever claims the page's host in the catalogue; else to the
page's site, in tier community; and `via` names the feed that pointed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.model import Article, Entry, Feed, Tier
from bot.stories.addresses import canonical_url, clean_url, host_of, load, site_of, site_of_host
from bot.stories.boilerplate import cut_boilerplate, cut_pings
from bot.stories.language import guess_language, normal_language
from bot.stories.paragraphs import read_html
from bot.stories.titles import clean_title

_TEXT_LIMIT = 20_000  # characters kept of an entry; the news is in the first of them
_LINKS_LIMIT = 24  # outbound links kept; a page with more is a directory

_SAME_PAGE = 0.4  # share of the telling words of title and teaser that the article's own page has
_LONG_WORD = re.compile(r"\w{5,}")


class Voice(NamedTuple):
    """Who stands behind a page: the publisher, the family it counts as, and its tier."""

    publisher: str
    family: str
    tier: Tier


@dataclass(frozen=True)
class Voices:
    """Who speaks at which place; a place is a host, or host and owner where many share a host."""

    claims: Mapping[str, Voice]

    @classmethod
    def of(cls, feeds: Iterable[Feed]) -> "Voices":
        """Gather the claims of all feeds: their `hosts`, and the owner a feed's own address names.

        The first feed to claim a place keeps it, so primary sources go first.
        """
        claims: dict[str, Voice] = {}
        for feed in sorted(feeds, key=lambda feed: feed.tier is not Tier.PRIMARY):
            voice = Voice(feed.publisher, feed.family, feed.tier)
            for place in (*feed.hosts, *_owner_places(feed.url)):
                claims.setdefault(place.lower().removeprefix("www."), voice)
        return cls(claims)

    def at(self, url: str) -> Voice:
        """Return who speaks at an address: a claim, or else the site as its own publisher and family."""
        url = canonical_url(url)  # a mirror's page speaks for its origin
        owners, host = _owner_places(url), host_of(url)
        for place in (*owners, host, *_parents(host)):
            if voice := self.claims.get(place):
                return voice
        own = owners[-1] if owners else host if host in load().open_hosts else site_of(url)
        return Voice(own, own, Tier.COMMUNITY)


def clean(entry: Entry, feed: Feed, voices: Voices, now: datetime) -> Article:
    """Return the article an entry holds; its id is 0 until it is stored.

    `url` is fit to open; its identity is `canonical_url(url)`. `text` is "" where it says no more than
    the title.
    """
    url = clean_url(entry.url)
    voice, via = _voice(url, feed, voices)
    text, hrefs = read_html(entry.html)
    title = clean_title(cut_pings(entry.title), _names(feed, voice, url), text)
    text = _capped(cut_boilerplate(cut_pings(text), title))
    return Article(
        id=0,
        feed_id=entry.feed_id,
        publisher=voice.publisher,
        family=voice.family,
        tier=voice.tier,
        url=url,
        title=title,
        text=text,
        language=_language(entry, feed, title, text),
        published=min(entry.published.astimezone(UTC), now) if entry.published else now,
        first_seen=now,
        via=via,
        points=entry.points,
        discussion_url=clean_url(entry.discussion_url),
        links=_outbound(hrefs, url, feed),
        topics=feed.topics,
    )


def with_page(article: Article, text: str) -> Article | None:
    """Return the article with its page's text, or None where that is not the article.

    Walls ("enable JavaScript", "accept cookies") answer as if they were the page. The article's own page is
    longer than what the feed gave and speaks of the same things.
    """
    whole = _capped(cut_boilerplate(cut_pings(text), article.title))
    known = _telling(f"{article.title}\n{article.text}")
    shared = known & _telling(whole)
    if len(whole) <= len(article.text) or len(shared) < max(2, _SAME_PAGE * len(known)):
        return None
    return replace(article, text=whole, signals="")


def _telling(text: str) -> set[str]:
    return {word.casefold() for word in _LONG_WORD.findall(text)}


def _voice(url: str, feed: Feed, voices: Voices) -> tuple[Voice, str]:
    own = Voice(feed.publisher, feed.family, feed.tier)
    if feed.tier is not Tier.COMMUNITY or not url:
        return own, ""
    voice = voices.at(url)
    at_home = site_of(url) == site_of(feed.url) and host_of(url) not in load().owned_hosts
    return (own, "") if at_home or voice == own else (voice, feed.publisher)


def _owner_places(url: str) -> list[str]:
    """Return "host/owner/name" and "host/owner" for an address on a host that many share, else nothing."""
    url = canonical_url(url)
    host = host_of(url)
    skipped = load().owned_hosts.get(host)
    if skipped is None:
        return []
    segments = [segment.lower() for segment in urlsplit(url).path.split("/") if segment]
    if segments and segments[0] in skipped:
        del segments[0]
    return ["/".join((host, *segments[:count])) for count in (2, 1) if len(segments) >= count]


def _parents(host: str) -> list[str]:
    """Return the domains above a host, nearest first, unless anyone can publish under that host."""
    labels = host.split(".")
    if host in load().owned_hosts or host in load().open_hosts:
        return []
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def _names(feed: Feed, voice: Voice, url: str) -> tuple[str, ...]:
    site = site_of(url)
    return (feed.publisher, feed.title, voice.publisher, voice.family, site, site.split(".")[0])


def _language(entry: Entry, feed: Feed, title: str, text: str) -> str:
    said = normal_language(entry.language) or normal_language(feed.language)
    return said or guess_language(f"{title}\n{text}")


def _capped(text: str) -> str:
    if len(text) <= _TEXT_LIMIT:
        return text
    end = text.rfind("\n\n", 0, _TEXT_LIMIT)
    return text[: end if end > 0 else _TEXT_LIMIT]


def _outbound(hrefs: tuple[str, ...], url: str, feed: Feed) -> tuple[str, ...]:
    """Return canonical links that lead to someone else: no navigation, share, comment or account links."""
    if not hrefs:
        return ()
    own = {site_of(url), site_of(feed.url)} - {""}
    links: dict[str, None] = {}
    for href in hrefs:
        link = canonical_url(href)
        if link and link not in links and not _leads_nowhere(link, own):
            links[link] = None
            if len(links) == _LINKS_LIMIT:
                break
    return tuple(links)


def _leads_nowhere(link: str, own: set[str]) -> bool:
    parts = urlsplit(link)
    host, path = parts.netloc, parts.path
    if path == "/" or host in load().share_hosts or any(part in path for part in load().share_paths):
        return True  # a bare home page is a mention of a site, not of what it says
    return site_of_host(host) in own and host not in load().owned_hosts
