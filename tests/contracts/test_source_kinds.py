"""What every source kind must do, run over all kinds there are."""

import re
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ParseError, UnknownName
from bot.model import Entry
from bot.sources.dates import EARLIEST
from bot.sources.kinds import Parsed, kind, kind_names
from tests.bot.sources.golden_pairs import FOLDER, NOW, URL, as_json, expected, golden_answers, golden_feed

KINDS = kind_names()
PAIRS = [(name, answer) for name in KINDS for answer in golden_answers(name)]
HOSTILE = {
    "empty": b"",
    "blank": b" \n\t",
    "nul": b"\x00" * 1000,
    "html": b"<!doctype html><html><head><title>x</title></head><body>404</body></html>",
    "entities": b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><item><title>&a;</title></item></rss>',
    "hidden entities": b'<?x <!-- ?><!DOCTYPE r [<!ENTITY a "b">]><!-- --><rss><title>&a;</title></rss>',
    "external": b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><title>&e;</title></rss>',
    "nested": b"<rss>" + b"<a>" * 100_000,
    "nested JSON": b"[" * 100_000,
    "nested objects": b'{"items":' * 50_000,
    "huge number": b'{"items":[{"id":' + b"9" * 50_000 + b'}],"hits":[]}',
    "half characters": b'{"items":[{"title":"a\\udfff"}],"hits":[{"objectID":"1","title":"\\ud800 b"}]}',
    "wrong types": b'{"items":[1,null,[],{"title":[],"url":{},"authors":3}],"hits":[{"objectID":{}}]}',
    "unknown encoding": b'<?xml version="1.0" encoding="no-such"?><rss><channel><item/></channel></rss>',
    "no text encoding": b'<?xml version="1.0" encoding="zip"?><rss><channel/></rss>',
    "open CDATA": b"<rss><channel>" + b"<item><description><![CDATA[" * 5_000,
    "ampersands": b"<rss><channel><item><title>" + b"&" * 100_000,
}
FORBIDDEN_HTML = re.compile(
    r"<(?!/?(?:a|b|blockquote|br|code|d[dlt]|del|div|em|h[1-6]|hr|i|ins|li|ol|p|pre|q|s|strong|su[bp]|t[dhr]|table|tbody"
    r"|thead|u|ul)\b)|<[^<>]*\s(?!href)[a-z-]+=|<a href=\"(?!https?://)",
    re.IGNORECASE,
)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def parse(name: str, body: bytes, content_type: str = "") -> Parsed:
    return kind(name).parse(golden_feed(name), body, content_type, URL, NOW)


def assert_safe(entry: Entry) -> None:
    """Every promise that `Entry` makes."""
    assert entry.feed_id == "feed-1"
    assert entry.keys and all(entry.keys) and len(set(entry.keys)) == len(entry.keys)
    assert entry.title and entry.title == " ".join(entry.title.split())
    assert entry.url == "" or re.match(r"https?://[^\s/]", entry.url, re.IGNORECASE)
    assert entry.discussion_url == "" or re.match(r"https?://[^\s/]", entry.discussion_url, re.IGNORECASE)
    assert not FORBIDDEN_HTML.search(entry.html), entry.html
    for text in (entry.title, entry.html, entry.author, entry.url, *entry.keys):
        assert not UNSEEN.search(text)
        text.encode()
    if entry.published is not None:
        assert entry.published.tzinfo is UTC
        assert EARLIEST <= entry.published <= NOW + timedelta(days=1)
    assert entry.points is None or entry.points >= 0


def test_every_kind_has_a_golden_pair() -> None:
    assert {name for name, _ in PAIRS} == set(KINDS)


def test_an_unknown_kind_is_told_with_those_that_exist() -> None:
    with pytest.raises(UnknownName, match="feed"):
        kind("gopher")


@pytest.mark.parametrize("name", KINDS)
def test_address_is_http(name: str) -> None:
    assert kind(name).address(golden_feed(name)).startswith(URL)


@pytest.mark.parametrize(("name", "answer"), PAIRS, ids=lambda value: getattr(value, "name", value))
def test_golden(name: str, answer: Path) -> None:
    parsed = parse(name, answer.read_bytes())
    assert as_json(parsed) == expected(answer)
    assert parsed == parse(name, answer.read_bytes()), "same in, same out"
    for entry in parsed.entries:
        assert_safe(entry)
    with pytest.raises(FrozenInstanceError):
        parsed.entries[0].title = "x"  # type: ignore[misc]


@pytest.mark.parametrize(("name", "answer"), PAIRS, ids=lambda value: getattr(value, "name", value))
def test_order_is_the_feeds_and_time_changes_no_key(name: str, answer: Path) -> None:
    body = answer.read_bytes()
    later = kind(name).parse(golden_feed(name), body, "", URL, NOW + timedelta(days=400))
    assert [entry.keys[0] for entry in later.entries] == [
        entry.keys[0] for entry in parse(name, body).entries
    ]


@pytest.mark.parametrize(("name", "answer"), PAIRS, ids=lambda value: getattr(value, "name", value))
def test_survives_truncation(name: str, answer: Path) -> None:
    body = answer.read_bytes()
    for end in range(0, len(body), 97):
        assert_parsed_or_refused(name, body[:end])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bytes(name: str, case: str) -> None:
    assert_parsed_or_refused(name, HOSTILE[case])


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_random_bytes(name: str, data: st.DataObject) -> None:
    body = data.draw(st.binary(max_size=400))
    answer = data.draw(st.sampled_from(golden_answers(name))).read_bytes()
    place = data.draw(st.integers(0, len(answer)))
    assert_parsed_or_refused(name, body)
    assert_parsed_or_refused(name, answer[:place] + body + answer[place:])


@pytest.mark.parametrize("name", KINDS)
def test_errors_name_the_feed(name: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(name, b"neither this nor that")
    assert caught.value.feed == "feed-1"


def test_dates_are_held_to_the_moment_of_parsing() -> None:
    answer = (FOLDER / "feed-rss.xml").read_bytes()
    early = kind("feed").parse(golden_feed("feed"), answer, "", URL, datetime(2020, 1, 1, tzinfo=UTC))
    assert all(entry.published is None for entry in early.entries)
    assert replace(early.entries[0], published=None, keys=()) == replace(
        parse("feed", answer).entries[0], published=None, keys=()
    )


def assert_parsed_or_refused(name: str, body: bytes) -> None:
    """Bytes give entries that keep every promise, or a ParseError."""
    try:
        parsed = parse(name, body)
    except ParseError:
        return
    for entry in parsed.entries:
        assert_safe(entry)
