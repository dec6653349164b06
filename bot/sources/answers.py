"""What fetching asks for and gives back, and its limits: plain values, apart from the client.

Between fetch and those who read an answer (collect, pages), so that these need not load the client.
"""

from dataclasses import dataclass

from bot.sources.caching import Validators

ACCEPT_FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
_ADVICE = {
    401: "it wants a login; use an address that does not",
    403: "it refuses us; its owner may not want readers like this one",
    404: "nothing is there; look for the feed's new address on its site",
    410: "it is gone for good; remove it, or look for a new address on its site",
    429: "it asks for fewer requests; we wait as long as it says",
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Every limit of fetching.

    `timeout_s` holds for the whole exchange, redirects included, but not for the wait for a free slot.
    `most_bytes` holds for the body as sent and again after decompression.
    """

    timeout_s: float = 30.0
    connect_s: float = 10.0
    most_bytes: int = 8 * 1024 * 1024
    most_redirects: int = 5
    per_host: int = 2
    connections: int = 32
    user_agent: str = "Tidings/0.1 (a news digest reader; asks each feed rarely)"
    allowed_private_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with a new body. `moved_to` is set where every redirect on the way was permanent.

    `fresh_s` is how long the server says the answer holds, None where it does not say.
    """

    url: str
    body: bytes
    content_type: str
    validators: Validators
    fresh_s: float | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The body is the one we had: the server said so (304), or its hash did."""

    url: str
    validators: Validators
    fresh_s: float | None = None
    moved_to: str = ""


def advice_for(status: int) -> str:
    """What a refusal means for the one who reads the feed, in words."""
    return _ADVICE.get(status, "we try again later")
