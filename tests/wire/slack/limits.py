"""Rate limits: every method has a tier, counted for each workspace; posts are counted for each channel.

Slack publishes so many a minute, with bursts it does not publish. Here a bucket fills steadily, so that a
client may do `burst` at once and no more than the rate in the long run.
"""

from dataclasses import dataclass

from tests.wire.slack.errors import RateLimited
from tests.wire.slack.methods import HISTORY, METHODS
from tests.wire.slack.settings import Rate, Settings

POST = "chat.postMessage"
LIMITED = Rate(1, 1)


@dataclass
class Bucket:
    """What is left of a burst, and since when it fills again."""

    rate: Rate
    left: float
    at: float

    def wait_s(self, now: float, scale: float) -> float:
        """Seconds until there is room; nothing is counted."""
        filled = (now - self.at) / scale * self.rate.a_minute / 60
        self.left, self.at = min(self.rate.burst, self.left + filled), now
        return 0.0 if self.left >= 1 else (1 - self.left) * 60 / self.rate.a_minute * scale


class Limits:
    """Counts calls against every bucket."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def check(self, method: str, team: str, channel: str, now: float) -> None:
        """Count one call, or raise RateLimited and count nothing."""
        keys = self._rates(method, team, channel)
        buckets = [self._buckets.setdefault(key, Bucket(rate, rate.burst, now)) for key, rate in keys.items()]
        wait_s = max(bucket.wait_s(now, self._settings.time_scale) for bucket in buckets)
        if wait_s > 0:
            raise RateLimited(wait_s)
        for bucket in buckets:
            bucket.left -= 1

    def _rates(self, method: str, team: str, channel: str) -> dict[tuple[str, ...], Rate]:
        if method == POST:
            posts, all_posts = self._settings.posts, self._settings.team_posts
            return {(method, team, channel): posts, (method, team): all_posts}
        if method in HISTORY and self._settings.limited_history:
            return {(method, team): LIMITED}
        return {(method, team): self._settings.tiers[METHODS[method].tier]}
