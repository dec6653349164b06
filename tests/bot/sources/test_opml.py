"""OPML: what is written reads back, folders become topics, and an error says its line."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.model import Feed, Tier
from bot.sources import catalogue
from bot.sources.markup import plain_line
from bot.sources.opml import OpmlFeed, read_opml, write_opml
from bot.sources.own import from_opml, own_feed, to_opml
from bot.stories.topics import topic_slugs
from tests.shared_data import DATA, needs_data

WORDS = st.text(max_size=30).map(plain_line)
TOPICS = st.lists(
    WORDS.map(lambda text: plain_line(text.replace(",", "").replace("/", ""))).filter(bool),
    max_size=3,
    unique=True,
)
FEEDS = st.builds(
    OpmlFeed,
    url=st.integers(0, 10**6).map(lambda n: f"https://site.example/{n}?a=1&b=2"),
    title=WORDS,
    site=st.sampled_from(["", "https://site.example/"]),
    topics=TOPICS.map(tuple),
    kind=st.sampled_from(["feed", "hackernews"]),
    tier=st.sampled_from(["", *(tier.value for tier in Tier)]),
    publisher=WORDS,
    family=WORDS,
    language=st.sampled_from(["", "en", "pt-BR"]),
)


@given(st.lists(FEEDS, min_size=1, max_size=8, unique_by=lambda feed: feed.url))
def test_round_trip(feeds: list[OpmlFeed]) -> None:
    assert read_opml(write_opml(feeds)) == tuple(
        feed if feed.title else replace(feed, title=feed.url) for feed in feeds
    )


def test_folders_and_categories_are_topics() -> None:
    body = b"""<?xml version="1.0"?>
<opml version="1.0"><head/><body>
 <outline text="Labs"><outline text="Europe">
   <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"
     category="/ai/models,agents"/>
 </outline></outline>
 <outline TEXT="C" XMLURL="https://c.example/feed"/>
 <outline text="C again" xmlUrl="https://c.example/feed"/>
</body></opml>"""
    assert read_opml(body) == (
        OpmlFeed(
            "https://a.example/feed", "A & B", "https://a.example/", ("Labs", "Europe", "ai/models", "agents")
        ),
        OpmlFeed("https://c.example/feed", "C"),
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "line 1"),
        (b"no XML", "line 1"),
        (b'<?xml version="1.0"?>\n<rss/>', "line 2: no OPML file; its first element is <rss>"),
        (b"<opml>\n<body>\n<outline>\n</body>", "line 4"),
        (b"<opml>\n<body/>\n</opml>", "line 2: no outline"),
        (
            b'<opml>\n<body>\n\n<outline xmlUrl="javascript:1"/></body></opml>',
            "line 4: 'javascript:1' is no http",
        ),
        (
            b'<opml><body>\n<outline xmlUrl="https://a.example/" tidingsKind="bogus"/></body></opml>',
            "line 2: there is no source kind 'bogus'; use one of: ",
        ),
        (
            b'<opml><body>\n\n<outline xmlUrl="https://a.example/" tidingsTier="best"/></body></opml>',
            "line 3: there is no source tier 'best'; use one of: primary, ",
        ),
        (b'<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "declares entities"),
        (b"<opml><body>" + b"<outline>" * 5_000, "nested"),
    ],
)
def test_an_error_says_where(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=re.escape(says)):
        read_opml(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_feeds_or_refused(body: bytes) -> None:
    for tried in (body, b"<opml><body>" + body, b'<opml><body><outline xmlUrl="http://a.example/">' + body):
        try:
            assert read_opml(tried)
        except ParseError:
            continue


@needs_data("opml")
def test_a_real_list_reads_whole() -> None:
    feeds = read_opml((DATA / "opml" / "ai_feeds_from_readmes.opml").read_bytes())
    assert len(feeds) == 112
    assert read_opml(write_opml(feeds)) == feeds


def test_the_catalogue_survives_a_trip_through_opml() -> None:
    def said(feed: Feed) -> tuple[object, ...]:
        return (feed.url, feed.kind, feed.title, feed.publisher, feed.family, feed.tier, feed.language)

    feeds = catalogue.load()
    back = from_opml(read_opml(write_opml(to_opml(feeds))), (), topic_slugs())
    assert [said(feed) for feed in back] == [said(feed) for feed in feeds]


def test_a_known_feed_under_another_spelling_is_not_new() -> None:
    known = own_feed("https://a.example/feed")
    lines = [OpmlFeed("https://www.a.example/feed/#x", "A"), OpmlFeed("https://a.example/other", "B")]
    assert [feed.title for feed in from_opml(lines, [known], ())] == ["B"]


@pytest.mark.parametrize(
    ("url", "family"),
    [
        ("https://lab.example/feed", "lab.example"),
        ("https://a.substack.com/feed", "a.substack.com"),
        ("https://github.com/Heron/tools/releases.atom", "github.com/heron"),
        ("https://raw.githubusercontent.com/heron/feeds/main/a.xml", "raw.githubusercontent.com/heron"),
        ("https://www.reddit.com/r/Heron/.rss", "reddit.com/heron"),
        ("https://medium.com/feed/@heron", "medium.com/@heron"),
        ("https://github.com/", "github.com"),
    ],
)
def test_owners_on_a_shared_host_are_voices_of_their_own(url: str, family: str) -> None:
    assert own_feed(url).family == family
