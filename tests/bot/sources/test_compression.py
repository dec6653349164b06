"""Content codings: each is undone, each stops at the limit, and nothing crashes."""

import gzip
import zlib
from contextlib import suppress

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.compression import TooLarge, Unreadable, decoded

BODY = b"tidings " * 1000
PACKED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY[:4000]) + gzip.compress(BODY[4000:]),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstandard.compress(BODY),
    "identity": BODY,
    "": BODY,
    "br, gzip": gzip.compress(brotli.compress(BODY)),
    " GZIP ": gzip.compress(BODY) + b"\0\0\0",
}
BOMBS = {
    "gzip": gzip.compress(bytes(10**7)),
    "deflate": zlib.compress(bytes(10**7)),
    "br": brotli.compress(bytes(10**7)),
    "zstd": zstandard.compress(bytes(10**7)),
}


@pytest.mark.parametrize("coding", PACKED)
def test_each_coding_is_undone(coding: str) -> None:
    assert decoded(PACKED[coding], coding, len(BODY)) == BODY


def test_a_raw_deflate_stream_is_read_too() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert decoded(packer.compress(BODY) + packer.flush(), "deflate", len(BODY)) == BODY


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_stops_at_the_limit(coding: str) -> None:
    with pytest.raises(TooLarge):
        decoded(BOMBS[coding], coding, 10**6)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_cut_short_or_foreign_is_unreadable(coding: str) -> None:
    for body in (PACKED[coding][:-3], b"<rss></rss>"):
        with pytest.raises(Unreadable):
            decoded(body, coding, 10**6)


@pytest.mark.parametrize("coding", ["compress", "gzip, gzip, gzip, gzip"])
def test_unknown_and_endless_codings_are_unreadable(coding: str) -> None:
    with pytest.raises(Unreadable):
        decoded(b"x", coding, 10**6)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_are_read_refused_or_too_large(body: bytes, coding: str) -> None:
    with suppress(TooLarge, Unreadable):
        assert len(decoded(body, coding, 5000)) <= 5000
