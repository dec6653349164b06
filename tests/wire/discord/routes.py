"""Which function answers which request, and by which part of the path its bucket is counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.wire.discord import (
    rest_channels,
    rest_commands,
    rest_guilds,
    rest_interactions,
    rest_messages,
)
from tests.wire.discord.call import Call

CREATES = (  # answered by 201 where they succeed
    "POST /channels/{channel_id}/messages/{message_id}/threads",
    "POST /channels/{channel_id}/threads",
)
MAJOR = ("channel_id", "guild_id", "webhook_token", "webhook_id")
APP, ONE = "/applications/{application_id}", "/commands/{command_id}"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
Answer = Callable[[Call], Any]

TABLE: dict[str, Answer] = {
    "GET /gateway/bot": rest_guilds.gateway,
    "GET /users/@me": rest_guilds.me,
    "GET /users/@me/guilds": rest_guilds.mine,
    "DELETE /users/@me/guilds/{guild_id}": rest_guilds.leave,
    "POST /users/@me/channels": rest_channels.private,
    "GET /users/{user_id}": rest_guilds.user,
    "GET /oauth2/applications/@me": rest_commands.application,
    "GET /applications/@me": rest_commands.application,
    "GET /guilds/{guild_id}": rest_guilds.one,
    "GET /guilds/{guild_id}/roles": rest_guilds.roles,
    "GET /guilds/{guild_id}/members/{user_id}": rest_guilds.member,
    "GET /guilds/{guild_id}/channels": rest_channels.of_guild,
    "GET /guilds/{guild_id}/threads/active": rest_channels.active,
    "GET /channels/{channel_id}": rest_channels.one,
    "PATCH /channels/{channel_id}": rest_channels.edit,
    "DELETE /channels/{channel_id}": rest_channels.delete,
    "POST /channels/{channel_id}/typing": rest_messages.typing,
    "POST /channels/{channel_id}/messages": rest_messages.create,
    "GET /channels/{channel_id}/messages": rest_messages.history,
    f"GET {MESSAGE}": rest_messages.one,
    f"PATCH {MESSAGE}": rest_messages.edit,
    f"DELETE {MESSAGE}": rest_messages.delete,
    f"POST {MESSAGE}/crosspost": rest_messages.crosspost,
    f"POST {MESSAGE}/threads": rest_channels.thread_from,
    "POST /channels/{channel_id}/threads": rest_channels.thread_in,
    "GET /channels/{channel_id}/threads/archived/public": rest_channels.archived,
    "PUT /channels/{channel_id}/thread-members/@me": rest_channels.join,
    "POST /interactions/{interaction_id}/{interaction_token}/callback": rest_interactions.callback,
    f"POST {HOOK}": rest_interactions.followup,
    f"GET {HOOK}/messages/{{message_id}}": rest_interactions.shown,
    f"PATCH {HOOK}/messages/{{message_id}}": rest_interactions.edit,
    f"DELETE {HOOK}/messages/{{message_id}}": rest_interactions.delete,
}
for _scope in (APP, f"{APP}/guilds/{{guild_id}}"):
    TABLE |= {
        f"GET {_scope}/commands": rest_commands.listed,
        f"PUT {_scope}/commands": rest_commands.replace,
        f"POST {_scope}/commands": rest_commands.create,
        f"GET {_scope}{ONE}": rest_commands.one,
        f"PATCH {_scope}{ONE}": rest_commands.edit,
        f"DELETE {_scope}{ONE}": rest_commands.delete,
    }


@dataclass(frozen=True)
class Route:
    """A path's template, the names in it, and who answers."""

    method: str
    template: str
    answer: Answer
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """`METHOD /template`, as buckets are keyed."""
        return f"{self.method} {self.template}"

    @property
    def success(self) -> int:
        """The status of an answer with a body."""
        return 201 if self.name in CREATES else 200

    @property
    def wants_token(self) -> bool:
        """Whether the bot must show its token; interactions carry their own."""
        return not self.template.startswith(("/interactions/", "/webhooks/"))


def _route(name: str, answer: Answer) -> Route:
    method, _, template = name.partition(" ")
    return Route(method, template, answer, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template) + "$"))


ROUTES = tuple(_route(name, answer) for name, answer in TABLE.items())


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request, with what the path fills in."""
    for route in ROUTES:
        match = route.pattern.match(path) if route.method == method else None
        if match:
            return route, match.groupdict()
    return None


def major(params: dict[str, str]) -> str:
    """The part of the path that has a bucket of its own."""
    return next((params[name] for name in MAJOR if name in params), "")
