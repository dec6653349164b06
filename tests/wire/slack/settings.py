"""Every secret, time limit and size of the fake, so that a test can shrink them instead of waiting.

The figures are Slack's documented ones; the bursts, which Slack does not publish, are what is seen in
practice, rounded down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
)


@dataclass(frozen=True)
class Rate:
    """So many calls a minute, of which so many may come at once."""

    a_minute: float
    burst: int


SPECIAL = 0  # methods of which Slack says "hundreds a minute"
TIERS: Mapping[int, Rate] = {
    SPECIAL: Rate(600, 300),
    1: Rate(1, 20),
    2: Rate(20, 20),
    3: Rate(50, 50),
    4: Rate(100, 100),
}


@dataclass(frozen=True)
class Settings:
    """What the fake allows, and for how long. Times are seconds."""

    app_id: str = "A0FAKE0001"
    bot_token: str = "xoxb-1000-2000-fakebottoken"  # of the first workspace
    app_token: str = "xapp-1-A0FAKE0001-3000-fakeapptoken"
    client_id: str = "1000.4000"
    client_secret: str = "fake-client-secret"
    signing_secret: str = "fake-signing-secret"
    verification_token: str = "fake-verification-token"
    scopes: tuple[str, ...] = SCOPES
    app_scopes: tuple[str, ...] = ("connections:write",)
    events: tuple[str, ...] = EVENTS  # subscribed to; others are not sent
    commands: tuple[str, ...] = ()  # those of the manifest; none: every command can be typed
    shortcuts: tuple[str, ...] = ()  # callback_ids of the manifest; none: every one can be used
    home: bool = True  # whether the Home tab is switched on
    redirect_urls: tuple[str, ...] = ()  # none: every address
    socket_mode: bool = True
    request_url: str = ""  # where HTTP deliveries go
    rotates_tokens: bool = False
    token_s: float = 43_200.0
    code_s: float = 600.0
    ack_s: float = 3.0
    trigger_s: float = 3.0
    response_uses: int = 5
    response_s: float = 1800.0
    connections: int = 10
    warning_s: float = 10.0  # from a warning to the end of a connection
    repeats_s: tuple[float, ...] = (0.0, 60.0, 300.0)  # until an unacknowledged event comes again
    time_scale: float = 1.0  # real seconds to one of Slack's, in repeats, warnings and rates
    tiers: Mapping[int, Rate] = field(default_factory=lambda: TIERS)
    posts: Rate = field(default_factory=lambda: Rate(60, 3))  # to one channel
    team_posts: Rate = field(default_factory=lambda: Rate(600, 300))  # to all channels of a workspace
    limited_history: bool = False  # the rule for apps outside the Marketplace: 1 a minute, 15 messages
    may_name_channels: bool = False  # whether `<#C...>` in a text is a violation
    validates: bool = True  # the check of blocks costs a millisecond a post; a bench may leave it out
    patience_s: float = 15.0  # how long a person waits for something to be seen


def of_manifest(manifest: Mapping[str, Any], **more: Any) -> Settings:
    """The settings of an app made from a manifest: only what it names can be done, read and heard."""
    features, settings = manifest.get("features") or {}, manifest.get("settings") or {}
    oauth, listens = manifest.get("oauth_config") or {}, settings.get("event_subscriptions") or {}
    given = {
        "scopes": tuple((oauth.get("scopes") or {}).get("bot") or ()),
        "redirect_urls": tuple(oauth.get("redirect_urls") or ()),
        "events": tuple(listens.get("bot_events") or ()),
        "commands": tuple(one["command"] for one in features.get("slash_commands") or ()),
        "shortcuts": tuple(one["callback_id"] for one in features.get("shortcuts") or ()),
        "home": bool((features.get("app_home") or {}).get("home_tab_enabled")),
        "socket_mode": bool(settings.get("socket_mode_enabled")),
        "rotates_tokens": bool(settings.get("token_rotation_enabled")),
    }
    return Settings(**{**given, **more})
