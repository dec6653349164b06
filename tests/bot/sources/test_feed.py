"""Kind `feed` on thousands of real, odd and hostile documents: no crash, nothing that acts, in time."""

import resource
import tarfile
import time
from pathlib import Path

import pytest

from bot.errors import ParseError
from bot.sources.kinds import Parsed
from bot.sources.raw import MAX_ENTRIES
from bot.sources.xml_guard import decoded, guarded_xml
from tests.contracts.test_source_kinds import assert_safe, parse
from tests.shared_data import DATA, needs_data

MEGABYTE = 1_000_000
ITEM = "<item><title>Post {n}</title><link>https://e.example/{n}</link>{rest}</item>"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def parsed_in_time(body: bytes) -> Parsed | None:
    """Parse within a second of processor time; None where the bytes were refused."""
    start = time.process_time()
    try:
        parsed = parse("feed", body, "application/xml")
    except ParseError:
        parsed = None
    assert time.process_time() - start < 1.0
    for entry in parsed.entries if parsed else ():
        assert_safe(entry)
    return parsed


@needs_data("feedparser_tests")
def test_survives_feedparsers_own_tests() -> None:
    with tarfile.open(DATA / "feedparser_tests" / "feedparser_tests.tar.gz") as archive:
        bodies = [file.read() for member in archive if (file := archive.extractfile(member))]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = [parsed for body in bodies if (parsed := parsed_in_time(body))]
    assert len(bodies) > 2_000 and len(read) > 0.98 * len(bodies)
    assert sum(len(parsed.entries) for parsed in read) > 450
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@needs_data("xml_attacks")
def test_refuses_xml_attacks() -> None:
    attacks = sorted((DATA / "xml_attacks").glob("*.xml"))
    assert attacks
    assert [path.name for path in attacks if parsed_in_time(path.read_bytes())] == []


@needs_data("olshansk_feeds")
def test_reads_real_feeds_whole() -> None:
    entries = [
        entry
        for path in sorted((DATA / "olshansk_feeds").glob("*.xml"))
        for entry in parse("feed", path.read_bytes()).entries
    ]
    assert len(entries) == 3_033
    assert all(entry.url for entry in entries)
    assert sum(entry.published is None for entry in entries) <= 1


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000,
        rss("<item><title>x</title><a>" * 100_000),
        rss("<" * MEGABYTE),
        rss("<item><title>" + "&" * MEGABYTE),
        rss("<item " + 'a="b" ' * 200_000 + "/>"),
        rss(*(ITEM.format(n=n, rest="<description>" + "&lt;div&gt;" * 400) for n in range(400))),
        rss(*(ITEM.format(n=n, rest="<description><![CDATA[" + "<p>" * 60_000 + "]]>") for n in range(20))),
        rss(*(ITEM.format(n=n, rest="<description><![CDATA[" + "<table><a>" * 4_000) for n in range(50))),
        rss(*("<item><description><![CDATA[" for _ in range(50_000))),
        rss("<!--" * 250_000),
        rss("<item xml:lang='" + "a" * MEGABYTE + "'><title>x</title></item>"),
        rss("<item><title>" + "<script>" * 100_000),
        rss("<item><title>x</title><pubDate>" + "1" * MEGABYTE + "</pubDate></item>"),
    ],
    ids=lambda body: body[45:75].decode(),
)
def test_hostile_documents_cost_little(body: bytes) -> None:
    parsed_in_time(body)


def test_an_answer_that_is_a_path_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<item><title>secret</title></item>"))
    for body in (str(secret).encode(), secret.as_uri().encode()):
        assert parsed_in_time(body) is None


def test_the_newest_are_kept_of_too_many() -> None:
    date = "<pubDate>{:02} Mar 2026 10:{:02}:00 GMT</pubDate>"
    items = [ITEM.format(n=n, rest=date.format(1 + n // 60, n % 60)) for n in range(900)]
    oldest_first = parse("feed", rss(*items))
    assert len(oldest_first.entries) == MAX_ENTRIES
    assert oldest_first.entries[-1].title == "Post 899" and oldest_first.entries[0].title == "Post 400"
    undated = parse("feed", rss(*(ITEM.format(n=n, rest="") for n in range(900))))
    assert [undated.entries[0].title, undated.entries[-1].title] == ["Post 0", "Post 499"]


def test_markup_mended_outside_cdata_only() -> None:
    text = guarded_xml(b"<a b='?x=1&y=2'>R&D &mdash; &#0;&amp;<![CDATA[&mdash; & x]]></a>")
    assert text == "<a b='?x=1&amp;y=2'>R&amp;D \u2014 &amp;<![CDATA[&mdash; & x]]></a>"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("\u00fc".encode(), "", "\u00fc"),
        ("\u00fc\u201c".encode("cp1252"), "text/xml; charset=utf-8", "\u00fc\u201c"),
        ("\u00fc".encode("cp1252"), "text/xml; charset=iso-8859-1", "\u00fc"),
        ("<\u00fc>".encode("utf-16"), "", "<\u00fc>"),
        ("<\u00fc>".encode("utf-16-le"), "", "<\u00fc>"),
        ("<\u00fc>".encode("utf-32-be"), "", "<\u00fc>"),
        (b'<?xml version="1.0" encoding="koi8-r"?>\xc1', "", '<?xml version="1.0" encoding="koi8-r"?>\u0430'),
        (b'<?xml version="1.0" encoding="zip"?>', "", '<?xml version="1.0" encoding="zip"?>'),
    ],
)
def test_decoding(body: bytes, content_type: str, text: str) -> None:
    assert decoded(body, content_type) == text


def test_ttl_is_a_wish_in_seconds() -> None:
    assert parse("feed", rss("<ttl>30</ttl>", ITEM.format(n=1, rest=""))).ttl_s == 1800
    assert parse("feed", rss("<ttl>soon</ttl>", ITEM.format(n=1, rest=""))).ttl_s is None


def test_a_web_page_is_called_one() -> None:
    with pytest.raises(ParseError, match="web page"):
        parse("feed", b"<!doctype html><html><body><p>Hello & welcome<br></body></html>")


def test_a_feed_with_nothing_in_it_is_no_error() -> None:
    assert parse("feed", rss()).entries == ()


def test_memory_of_parsed_entries_is_bounded() -> None:
    body = rss(*(ITEM.format(n=n, rest=f"<description>{'word ' * 40_000}</description>") for n in range(25)))
    assert sum(len(entry.html) for entry in parse("feed", body).entries) <= 1_000_000
