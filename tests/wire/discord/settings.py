"""Every time limit and size of the fake, so that a test can shrink them instead of waiting.

The figures are Discord's documented ones, or, for the buckets of single routes (which Discord does not
publish and changes at will), what is seen in practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

BUCKETS: Mapping[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": (10, 3600.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
}
OTHER_BUCKET = (50, 5.0)


@dataclass(frozen=True)
class Settings:
    """What the fake allows, and for how long. Times are seconds."""

    token: str = "MTA.fake.token"
    ack_s: float = 3.0
    interaction_s: float = 900.0
    nonce_s: float = 180.0
    heartbeat_s: float = 41.25
    frame_bytes: int = 4096
    frames: int = 120
    frames_s: float = 60.0
    identifies: int = 1000
    identify_s: float = 5.0
    max_concurrency: int = 1
    shards: int = 1
    guilds_a_shard: int = 2500
    privileged: int = 0  # privileged intents switched on in the developer portal
    global_limit: int = 50
    global_s: float = 1.0
    buckets: Mapping[str, tuple[int, float]] = field(default_factory=lambda: BUCKETS)
    other_bucket: tuple[int, float] = OTHER_BUCKET
    invalid_limit: int = 10_000
    invalid_s: float = 600.0
    validates: bool = True  # the OpenAPI check costs milliseconds a request; a bench may leave it out
    patience_s: float = 15.0  # how long a driver waits for what a deferred answer promised
