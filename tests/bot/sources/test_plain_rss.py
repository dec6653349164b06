"""The short way for plain RSS: wherever it answers it says what feedparser says, and it knows when not to."""

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.model import Feed, Tier
from bot.sources.plain_rss import read_plain_rss
from bot.sources.raw import parsed
from bot.sources.syndication import read_by_feedparser
from bot.sources.xml_guard import guarded_xml
from tests.shared_data import DATA, needs_data

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FEED = Feed("f", "feed", "https://site.example/feed", "T", "P", "p", Tier.PRESS)


def documents(name: str) -> Iterator[bytes]:
    """The feeds of a folder of the data, out of its archive if they lie in one."""
    for path in sorted((DATA / name).glob("*.xml")):
        yield path.read_bytes()
    for path in sorted((DATA / name).glob("*.tar.*")):
        with tarfile.open(path) as archive:
            for member in archive:
                if member.name.endswith(".xml") and (opened := archive.extractfile(member)):
                    yield opened.read()


@needs_data("olshansk_feeds", "feed_replay", "feedparser_tests")
@pytest.mark.parametrize(
    ("name", "at_least"), [("olshansk_feeds", 30), ("feed_replay", 40), ("feedparser_tests", 400)]
)
def test_it_reads_as_feedparser_does_wherever_it_answers(name: str, at_least: int) -> None:
    answered = 0
    for body in documents(name):
        try:
            text = guarded_xml(body)
        except ParseError:
            continue
        if plain := read_plain_rss(text):
            answered += 1
            theirs = read_by_feedparser(text, FEED.url, "rss")
            assert parsed(plain, FEED, FEED.url, NOW) == parsed(theirs, FEED, FEED.url, NOW)
    assert answered >= at_least


@pytest.mark.parametrize(
    "item",
    [
        "<item><title>a</title><title>b</title></item>",
        "<item><title>a</title><media:title xmlns:media='m'>b</media:title></item>",
        "<item><title>a<b>c</b></title></item>",
        "<item xml:base='https://x.example/'><link>a</link></item>",
        "<item><title>a</title>",
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(item: str) -> None:
    assert read_plain_rss(f"<rss version='2.0'><channel>{item}</channel></rss>") is None


def test_a_plain_item_is_read() -> None:
    found = read_plain_rss(
        "<rss version='2.0'><channel><item><title>a</title><link>l</link></item></channel></rss>"
    )
    assert found is not None
    assert (found.entries[0].title, found.entries[0].link) == ("a", "l")
