"""Content codings of HTTP, undone with a limit on what comes out.

Called by fetch with the bytes as they were sent. The limit holds inside the decoder, so that a small
body which grows a thousandfold costs no more memory than the limit: httpx's own decoders have no
such limit, which is why they are not used. Pure; it does not look at content types.
"""

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPTED = "gzip, deflate, br, zstd"
# Servers apply one coding, a proxy may add a second; more is an attack.
_MOST_CODINGS = 3


class TooLarge(ValueError):
    """What came out reached the limit."""


class Unreadable(ValueError):
    """Not the coding it was said to be, cut short, or a coding we do not know."""


def decoded(body: bytes, codings: str, most_bytes: int) -> bytes:
    """Undo the codings named by a Content-Encoding header, last applied first.

    Raises TooLarge where any step gives more than `most_bytes`, Unreadable where one fails.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > _MOST_CODINGS:
        raise Unreadable(f"{len(names)} content codings on one answer")
    for name in reversed(names):
        if name not in _DECODERS:
            raise Unreadable(f"the unknown content coding {name!r}")
        body = _DECODERS[name](body, most_bytes) if body else b""
    return body


def _inflated(body: bytes, most_bytes: int, wbits: int) -> bytes:
    """One or more zlib or gzip members, as RFC 1952 section 2.2 allows."""
    parts: list[bytes] = []
    room = most_bytes
    while body:
        decoder = zlib.decompressobj(wbits)
        try:
            parts.append(decoder.decompress(body, room + 1))
        except zlib.error as error:
            # Padding after a whole member is common and harmless.
            if parts:
                break
            raise Unreadable(str(error)) from error
        room -= len(parts[-1])
        if room < 0:
            raise TooLarge
        if not decoder.eof:
            raise Unreadable("the compressed body is cut short")
        body = decoder.unused_data
    return b"".join(parts)


def _gunzipped(body: bytes, most_bytes: int) -> bytes:
    return _inflated(body, most_bytes, 31)


def _deflated(body: bytes, most_bytes: int) -> bytes:
    # "deflate" means zlib (RFC 9110 section 8.4.1.2), but some servers send the raw stream.
    try:
        return _inflated(body, most_bytes, zlib.MAX_WBITS)
    except Unreadable:
        return _inflated(body, most_bytes, -zlib.MAX_WBITS)


def _unbrotlied(body: bytes, most_bytes: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    room = most_bytes
    try:
        while not decoder.is_finished():
            part: bytes = decoder.process(body, output_buffer_limit=room + 1)
            body = b""
            if not part and decoder.can_accept_more_data():
                raise Unreadable("the compressed body is cut short")
            parts.append(part)
            room -= len(part)
            if room < 0:
                raise TooLarge
    except brotli.error as error:
        raise Unreadable(str(error)) from error
    return b"".join(parts)


def _unzstandarded(body: bytes, most_bytes: int) -> bytes:
    # RFC 9659: a window of at most 8 MB on the web.
    decoder = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with decoder.stream_reader(body, read_across_frames=True) as reader:
            whole = reader.read(most_bytes + 1)
        # The reader takes a missing end for the end; the size some frames declare shows it.
        cut_short = len(whole) < min(zstandard.frame_content_size(body), most_bytes + 1)
    except zstandard.ZstdError as error:
        raise Unreadable(str(error)) from error
    if len(whole) > most_bytes:
        raise TooLarge
    if cut_short:
        raise Unreadable("the compressed body is cut short")
    return whole


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "identity": lambda body, most_bytes: body,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstandarded,
}
