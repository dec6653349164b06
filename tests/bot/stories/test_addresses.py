"""Addresses: what is shown, what is compared, and that comparing twice changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.addresses import canonical_url, clean_url, host_of, site_of

SAME = {
    "https://example.com/a": [
        "http://www.example.com/a/",
        "HTTPS://Example.COM:443/a",
        "https://m.example.com/a?utm_source=x&utm_medium=rss",
        "https://example.com/a?fbclid=1&gclid=2&mc_cid=3&mc_eid=4&ref=hackernews&_hsenc=5",
        "https://example.com/b/../a#:~:text=hello%20world",
        "https://example.com/a/amp/",
        "https://example.com/a?amp=1",
        "https://amp.example.com/a",
        "https://example.com/amp/a",
        "https://example.com/a.amp",
        "https://example.com/a/index.html",
        "https://www.google.com/amp/s/example.com/a",
        "https://www.google.de/amp/s/amp.example.com/a/",
        "https://example-com.cdn.ampproject.org/c/s/example.com/a",
        "https://www.google.com/url?q=https://example.com/a&sa=U&ved=2ah",
        "https://www.google.com/url?rct=j&url=https%3A%2F%2Fexample.com%2Fa",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa%3Ffbclid%3Dx&h=AT",
        "https://out.reddit.com/t3_x?url=https%3A%2F%2Fexample.com%2Fa&token=y",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa&data=05",
        "https://href.li/?https://example.com/a",
        "https://web.archive.org/web/20260101000000/https://example.com/a",
        "https://example.com/a#comments",
        "https://example.com/a?source=rss----7f60",
        "  https://example.com/a  ",
        "https://user:secret@example.com/a",
    ],
    "https://arxiv.org/abs/2511.10647": [
        "http://arxiv.org/abs/2511.10647v2",
        "https://www.arxiv.org/pdf/2511.10647",
        "https://arxiv.org/pdf/2511.10647v1.pdf",
        "https://arxiv.org/html/2511.10647v3",
        "https://export.arxiv.org/abs/2511.10647",
        "https://ar5iv.labs.arxiv.org/html/2511.10647",
        "https://alphaxiv.org/abs/2511.10647",
        "https://huggingface.co/papers/2511.10647",
        "https://doi.org/10.48550/arXiv.2511.10647",
    ],
    "https://arxiv.org/abs/cs/0112017": ["https://arxiv.org/pdf/cs/0112017v1"],
    "https://youtube.com/watch?v=dQw4w9WgXcQ": [
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/watch?t=10&v=dQw4w9WgXcQ&list=PL1",
        "https://m.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    ],
    "https://x.com/someone/status/12": [
        "https://twitter.com/Someone/status/12?s=20&t=abc",
        "https://mobile.twitter.com/someone/status/12",
    ],
    "https://en.wikipedia.org/wiki/Turing": ["https://en.m.wikipedia.org/wiki/Turing"],
    "https://github.com/some-org/repo": ["http://GitHub.com/Some-Org/Repo/"],
    "https://example.com/a?b=1&c=2": [
        "https://example.com/a?c=2&b=1",
        "https://example.com/a?c=2&&b=1&ref=x",
    ],
    "https://example.com/~a-b": ["https://example.com/%7Ea%2Db"],
    "https://example.com/": ["http://www.example.com", "https://example.com/?utm_source=rss"],
}

APART = [
    ("https://example.com/a?id=5", "https://example.com/a?id=6"),
    ("https://example.com/?p=5", "https://example.com/"),
    ("https://example.com/a?v=1", "https://example.com/a"),
    ("https://example.com/doc?ref=120", "https://example.com/doc?ref=121"),
    ("https://github.com/o/r/blob/x?ref=v1", "https://github.com/o/r/blob/x?ref=v2"),
    ("https://github.com/o/amp", "https://github.com/o"),
    ("https://example.com/changelog#1.2.3", "https://example.com/changelog#1.2.4"),
    ("https://example.com/changelog#june", "https://example.com/changelog#july"),
    ("https://example.com/news#2026-05-01", "https://example.com/news#2026-05-02"),
    ("https://example.com/#/post/1", "https://example.com/#/post/2"),
    ("https://news.ycombinator.com/item?id=1", "https://news.ycombinator.com/item?id=2"),
    ("https://arxiv.org/abs/2511.10647", "https://arxiv.org/abs/2511.10648"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com:8080/a", "https://example.com/a"),
    (
        "https://forum.example.com/index.php?mod=view&tid=1",
        "https://forum.example.com/index.php?mod=view&tid=2",
    ),
]


@pytest.mark.parametrize(("want", "given"), [(want, url) for want, urls in SAME.items() for url in urls])
def test_one_page_has_one_canonical_address(want: str, given: str) -> None:
    assert canonical_url(given) == want
    assert canonical_url(want) == want


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:a@example.com",
        "javascript:alert(1)",
        "/relative",
        "https://",
        "http://[::1",
        "//a.example",
    ],
)
def test_what_is_no_web_address_has_none(url: str) -> None:
    assert canonical_url(url) == clean_url(url) == host_of(url) == site_of(url) == ""


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("https://www.example.com/a/?utm_source=x#part", "https://www.example.com/a/#part"),
        ("http://example.com/a?b=1&ref=rss", "http://example.com/a?b=1"),
        ("https://www.google.com/url?q=http://www.example.com/a/", "http://www.example.com/a/"),
        ("https://example.com/a#:~:text=x", "https://example.com/a"),
        ("https://t.co/AbC", "https://t.co/AbC"),
        ("https://example.com/a?q=x y", "https://example.com/a?q=x%20y"),
    ],
)
def test_the_shown_address_keeps_what_makes_it_work(given: str, want: str) -> None:
    assert clean_url(given) == want


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk", "bbc.co.uk"),
        ("https://blog.example.com:8080/x", "blog.example.com", "example.com"),
        ("https://someone.github.io/x", "someone.github.io", "someone.github.io"),
        ("https://www.someone.substack.com/p/x", "someone.substack.com", "someone.substack.com"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1", "127.0.0.1"),
        ("http://localhost/feed", "localhost", "localhost"),
    ],
)
def test_host_and_site(url: str, host: str, site: str) -> None:
    assert host_of(url) == host
    assert site_of(url) == site


STARTS = (
    "http:// https:// www. amp. m. a.com google.com x.com/A/status/1 youtu.be/ arxiv.org/pdf/2511.10647v2"
)
PATHS = "/url?q= /amp /amp/s/ /.. // %7e %2F .pdf .amp index.html web.archive.org/web/2020/ % é [ @ href.li/?"
TAILS = "?a=1 &utm_source=b #v1.2 # :443 :80"
PIECES = st.lists(st.sampled_from(f"{STARTS} {PATHS} {TAILS}".split()), max_size=9)


@given(PIECES.map("".join) | st.text(max_size=40).map("https://example.com/".__add__))
def test_canonical_and_clean_are_idempotent(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    shown = clean_url(url)
    assert clean_url(shown) == shown
    assert canonical_url(shown) == once
