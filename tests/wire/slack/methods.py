"""The methods of the Web API that the fake has: their tier, and one of which scopes they need.

From the method pages of docs.slack.dev; `apps.connections.open` is taken for tier 1, as its older page says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.wire.slack.settings import SPECIAL

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
PAST = ("channels:history", "groups:history", "im:history", "mpim:history")
HISTORY = ("conversations.history", "conversations.replies")


@dataclass(frozen=True)
class Method:
    """A tier, and scopes of which one is needed."""

    tier: int
    scopes: tuple[str, ...] = ()


METHODS: Mapping[str, Method] = {
    "api.test": Method(4),
    "auth.test": Method(SPECIAL),
    "auth.revoke": Method(3),
    "apps.connections.open": Method(1, ("connections:write",)),
    "apps.uninstall": Method(1),
    "bots.info": Method(3, ("users:read",)),
    "chat.postMessage": Method(4, ("chat:write",)),
    "chat.postEphemeral": Method(4, ("chat:write",)),
    "chat.update": Method(3, ("chat:write",)),
    "chat.delete": Method(3, ("chat:write",)),
    "chat.getPermalink": Method(SPECIAL),
    "conversations.history": Method(3, PAST),
    "conversations.replies": Method(3, PAST),
    "conversations.info": Method(3, READ),
    "conversations.join": Method(3, ("channels:join",)),
    "conversations.list": Method(2, READ),
    "conversations.open": Method(3, ("im:write", "mpim:write")),
    "conversations.members": Method(4, READ),
    "oauth.v2.access": Method(4),
    "team.info": Method(3, ("team:read",)),
    "users.conversations": Method(3, READ),
    "users.info": Method(4, ("users:read",)),
    "views.open": Method(4),
    "views.push": Method(4),
    "views.update": Method(4),
    "views.publish": Method(4),
}
TOKENLESS = ("api.test", "oauth.v2.access")
OF_KIND = {"channel": 0, "group": 1, "im": 2}  # which of READ or PAST a channel of a kind needs
