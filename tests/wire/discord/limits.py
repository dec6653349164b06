"""Rate limits, told by Discord's real headers.

A bucket belongs to a route and its major parameter (channel, server, webhook); one window over all routes
is the global limit, from which interactions are free. A window opens with the first request in it.
Discord's proxy shows itself by `Via`, without which discord.py takes a 429 for a ban.
"""

import hashlib
from dataclasses import dataclass, field

from tests.wire.discord.settings import Settings

VIA = "1.1 google"
UNBOUNDED = "/interactions/", "/webhooks/"


@dataclass
class Window:
    """So many requests between `opened` and its end."""

    limit: int
    length_s: float
    opened: float = -1e18
    used: int = 0

    def take(self, now: float) -> float:
        """Count a request; gives 0, or the seconds until there is room (and counts nothing)."""
        if now >= self.opened + self.length_s:
            self.opened, self.used = now, 0
        if self.used >= self.limit:
            return self.opened + self.length_s - now
        self.used += 1
        return 0.0


@dataclass(frozen=True)
class Verdict:
    """Headers for the answer; with `retry_after_s`, the answer is a 429 of this scope."""

    headers: dict[str, str] = field(default_factory=dict)
    retry_after_s: float = 0.0
    scope: str = "user"


class Limits:
    """Counts requests against every bucket."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buckets: dict[tuple[str, str], Window] = {}
        self._all = Window(settings.global_limit, settings.global_s)

    def check(self, route: str, major: str, now: float) -> Verdict:
        """Count one request of `METHOD /template`."""
        if "/interactions/" in route:
            return Verdict()
        if not any(part in route for part in UNBOUNDED):
            wait_s = self._all.take(now)
            if wait_s:
                return Verdict(too_many(wait_s, "global"), wait_s, "global")
        limit, length_s = self._settings.buckets.get(route, self._settings.other_bucket)
        window = self._buckets.setdefault((route, major), Window(limit, length_s))
        wait_s = window.take(now)
        headers = _headers(route, window, now)
        if wait_s:
            return Verdict(headers | too_many(wait_s, "user"), wait_s, "user")
        return Verdict(headers)


def _headers(route: str, window: Window, now: float) -> dict[str, str]:
    ends = window.opened + window.length_s
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(window.limit - window.used),
        "X-RateLimit-Reset": f"{ends:.3f}",
        "X-RateLimit-Reset-After": f"{ends - now:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
    }


def too_many(wait_s: float, scope: str) -> dict[str, str]:
    """The headers that only a 429 has."""
    headers = {"Retry-After": str(int(wait_s) + 1), "X-RateLimit-Scope": scope}
    return headers | ({"X-RateLimit-Global": "true"} if scope == "global" else {})


def words(wait_s: float, scope: str) -> dict[str, object]:
    """The body of a 429."""
    said = "The resource is being rate limited." if scope == "shared" else "You are being rate limited."
    return {"message": said, "retry_after": round(wait_s, 3), "global": scope == "global"}
