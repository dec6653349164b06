"""Markup: nothing a feed says can act, and what it says stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.markup import plain_line, safe_html, safe_url, text_as_html

BASE = "https://site.example/blog/post"
ATTACKS = st.sampled_from(
    [
        "<script>", "</script>", "<a href='", "javascript:", "'>", "<img src=x onerror=y>", "<svg/onload=1>",
        "<b", "<iframe src=//x>", "<form action=x>", "<style>", "<p onclick=1>", "data:text/html,", "<math>",
        "\x00", ">", "<!--", "-->", "<![CDATA[", "]]>", '"', "https:", "//", "&#106;avascript:", "\t", "x",
        "&lt;", "<title>", "\u202e", "<noscript>", "&amp;", "<a title=x href=y lang=z>",
    ]
)  # fmt: skip
ACTS = re.compile(
    r"<(?!/?[a-z])|<[^<>]*\s(?!href=)\w|<(script|style|iframe|form|img|svg|math|object)|<a href=\"(?!https?://\w)"
)


@given(st.lists(ATTACKS, max_size=20))
def test_html_never_acts(pieces: list[str]) -> None:
    cleaned = safe_html("".join(pieces), BASE)
    assert not ACTS.search(cleaned), cleaned
    assert safe_html(cleaned, BASE) == cleaned, "cleaning what is clean changes nothing"


@given(st.lists(ATTACKS | st.text(max_size=5), max_size=20))
def test_titles_are_one_plain_line(pieces: list[str]) -> None:
    title = plain_line("".join(pieces))
    assert title == " ".join(title.split())
    assert not re.search("[\x00-\x1f\u200b-\u200f\u202a-\u202e\ud800-\udfff]", title)
    assert not re.search(r"<(script|style|iframe|img|svg|a|b)\b[^<>]*>", title, re.IGNORECASE)


@given(st.lists(ATTACKS | st.text(max_size=5), max_size=8))
def test_links_are_http_or_nothing(pieces: list[str]) -> None:
    for base in ("", BASE):
        url = safe_url("".join(pieces), base)
        assert url == "" or re.match(r"https?://[^\s/?#]", url, re.IGNORECASE)
        assert not re.search(r"[\s<>\"]", url)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("R&amp;D at AT&T", "R&D at AT&T"),
        ("A <b>bold</b> claim", "A bold claim"),
        ("Vec<T> and a < b > c", "Vec<T> and a < b > c"),
        ("<scr<b>ipt>x", "<scr ipt>x"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; after", "after"),
        ("two\n\t lines\u200b\u202e", "two lines"),
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
    ],
)
def test_plain_line(title: str, plain: str) -> None:
    assert plain_line(title) == plain


def test_structure_and_links_stay() -> None:
    html = '<h2>Now</h2><ul><li>one <a href="/x" title="t">link</a></li></ul><pre><code>a &lt; b</code></pre>'
    assert safe_html(html, BASE) == html.replace('"/x" title="t"', '"https://site.example/x"')


def test_deep_nesting_loses_its_tags_not_its_words() -> None:
    assert safe_html("<div>" * 5_000 + "word") == "word"


def test_text_stays_text() -> None:
    assert text_as_html("a < b & <script>") == "a &lt; b &amp; &lt;script&gt;"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("/a b?q=1#f", "https://site.example/a%20b?q=1#f"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTPS://Other.example/X", "https://Other.example/X"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("https:x", "https://site.example/blog/x"),
        ("mailto:a@b.example", ""),
        ("http://[::1", ""),
        ("http://a.example:99999/", ""),
        ("http:///x", ""),
        ("", ""),
    ],
)
def test_safe_url(url: str, safe: str) -> None:
    assert safe_url(url, BASE) == safe
