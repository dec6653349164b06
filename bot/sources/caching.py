"""What response headers say about time and change: freshness, Retry-After, validators.

Stands between fetch (which has the headers) and health (which plans the next try). Pure: it is
given the headers, with lower-case names, and the time; a header that makes no sense counts as
absent and nothing here raises. It caches nothing and decides no interval.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# RFC 9111 section 1.2.2: a delta too large to represent is taken as 2**31 seconds.
LONGEST_S = float(2**31)
_DIRECTIVE = re.compile(r'([\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;]*)))?')


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a later answer be recognised as unchanged; "" where there is none.

    `body_hash` is ours: it works for servers that send neither of the other two.
    """

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""

    def headers(self) -> dict[str, str]:
        """Request headers that ask for the body only if it changed (RFC 9110 section 13.1)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


def body_hash(body: bytes) -> str:
    """Name a body by its content: equal bodies, equal names, on every machine."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def validators_of(headers: Mapping[str, str], digest: str) -> Validators:
    """Validators to keep with a body whose hash is `digest`.

    A value with characters that a header may not hold again is dropped, not repaired.
    """
    etag, last_modified = headers.get("etag", ""), headers.get("last-modified", "")
    return Validators(etag=_sendable(etag), last_modified=_sendable(last_modified), body_hash=digest)


def http_date(value: str) -> datetime | None:
    """Read any of the three date forms of RFC 9110 section 5.6.7; None where it is none of them."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the server asks to be left alone (RFC 9110 section 10.2.3), or None; never negative."""
    value = headers.get("retry-after", "").strip()
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    moment = http_date(value) if value else None
    return None if moment is None else _within((moment - _server_time(headers, now)).total_seconds())


def fresh_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds for which the answer stays fresh, None where the server does not say.

    RFC 9111 section 4.2: max-age before Expires, less Age; no-store and no-cache are 0. We are a
    private cache, so s-maxage is not for us.
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives or "no-cache" in directives:
        return 0.0
    lifetime = _seconds(directives.get("max-age", ""))
    if lifetime is None:
        lifetime = _expires_s(headers, now)
    if lifetime is None:
        return None
    return _within(lifetime - (_seconds(headers.get("age", "")) or 0.0))


def _expires_s(headers: Mapping[str, str], now: datetime) -> float | None:
    value = headers.get("expires", "").strip()
    if not value:
        return None
    moment = http_date(value)
    # RFC 9111 section 5.3: an invalid date, "0" above all, means already expired.
    return 0.0 if moment is None else _within((moment - _server_time(headers, now)).total_seconds())


def _server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """The server's own clock where it tells it: a difference of two of its dates needs no agreement."""
    return http_date(headers.get("date", "")) or now


def _directives(cache_control: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _DIRECTIVE.finditer(cache_control):
        # The first of repeated directives counts (RFC 9111 section 4.2.1).
        found.setdefault(match[1].lower(), match[2] or match[3] or "")
    return found


def _seconds(value: str) -> float | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return None
    return LONGEST_S if len(value) > 10 else _within(float(value))


def _within(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_S)


def _sendable(value: str) -> str:
    return value if value.isascii() and value.isprintable() and len(value) <= 1024 else ""
