"""Discovery: the feeds a page names, best first, and what looks like a feed."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.discover import FoundFeed, find_feeds, is_feed
from tests.bot.sources.golden_pairs import golden_answers

PAGE = b"""<!doctype html><html><head><title>Heron</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link REL="Alternate" TYPE="application/atom+xml; charset=utf-8" title="Heron &amp; friends" href="/atom.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="stylesheet" type="text/css" href="/feed.css">
</head><body><a href="rss">RSS</a> <a href="/about">About</a>
<a href="/atom.xml">Atom</a> <a href="/feedback">Say</a>
</body></html>"""


def test_declared_feeds_come_first_and_comments_last() -> None:
    assert find_feeds(PAGE, "https://heron.example/blog/") == (
        FoundFeed("https://heron.example/atom.xml", "Heron & friends"),
        FoundFeed("https://heron.example/blog/rss", "RSS"),
        FoundFeed("https://heron.example/comments/feed/", "Comments"),
    )


def test_base_of_the_page_counts() -> None:
    page = (
        b'<base href="https://cdn.example/x/"><link rel=alternate type=application/feed+json href=feed.json>'
    )
    assert find_feeds(page, "https://heron.example/") == (FoundFeed("https://cdn.example/x/feed.json", ""),)


@given(st.binary(max_size=300))
def test_any_page_gives_http_addresses_or_none(body: bytes) -> None:
    for page in (body, PAGE[:400] + body):
        assert all(re.match("https?://", feed.url) for feed in find_feeds(page, "https://heron.example/"))
        is_feed(body)


@pytest.mark.parametrize(
    "start",
    [b"<??>" * 900, b"<!---->" * 500, b"<!DOCTYPE>" * 390, b"<?" * 2_000, b"<!--" * 900, b" \n" * 1_900],
)
def test_a_long_way_to_the_root_is_walked_once(start: bytes) -> None:
    began = time.perf_counter()
    assert not is_feed(start + b"x")
    assert is_feed(start + b"<rss>") == (start[-1:] in b">\n")
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize("answer", golden_answers("feed"), ids=lambda path: path.name)
def test_feeds_look_like_feeds(answer: Path) -> None:
    assert is_feed(answer.read_bytes())


@pytest.mark.parametrize(
    "body", [b"", PAGE, b"{}", b'{"hits": []}', b"<svg/>", b"feed", b"<feedback/>", b"[1]"]
)
def test_others_do_not(body: bytes) -> None:
    assert not is_feed(body)
