"""OPML: what is written reads back, folders become topics, and an error says its line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.sources.markup import plain_line
from bot.sources.opml import OpmlFeed, read_opml, write_opml
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
)


@given(st.lists(FEEDS, min_size=1, max_size=8, unique_by=lambda feed: feed.url))
def test_round_trip(feeds: list[OpmlFeed]) -> None:
    assert read_opml(write_opml(feeds)) == tuple(
        feed if feed.title else OpmlFeed(feed.url, feed.url, feed.site, feed.topics, feed.kind)
        for feed in feeds
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
