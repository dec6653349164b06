"""Discord's permission bits, and who may do what in a channel.

https://discord.com/developers/docs/topics/permissions: everyone's role, then the member's roles, then the
channel's overwrites of everyone, of the roles and of the member; an administrator may do everything; who
cannot see a channel can do nothing there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BITS: Mapping[str, int] = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "use_external_apps": 1 << 50,
}
EVERYTHING = (1 << 53) - 1
MEMBERS_MAY = (
    "add_reactions",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "use_application_commands",
    "create_public_threads",
    "send_messages_in_threads",
    "use_external_apps",
)


@dataclass(frozen=True)
class Overwrite:
    """What one role or member may (not) do in one channel, beside what they may in the server."""

    allow: int = 0
    deny: int = 0


def bits(names: Iterable[str]) -> int:
    """The names' bits together."""
    return sum(BITS[name] for name in set(names))


def allowed(
    everyone: int, roles: Mapping[int, int], guild: int, member: int, overwrites: Mapping[int, Overwrite]
) -> int:
    """What a member holds in a channel; `roles` are theirs (id to bits), ids key the overwrites."""
    base = everyone
    for role in roles.values():
        base |= role
    if base & BITS["administrator"]:
        return EVERYTHING
    of_roles = [overwrites.get(role, Overwrite()) for role in roles]
    everyones, own = overwrites.get(guild, Overwrite()), overwrites.get(member, Overwrite())
    base = base & ~everyones.deny | everyones.allow
    for overwrite in of_roles:
        base &= ~overwrite.deny
    for overwrite in of_roles:
        base |= overwrite.allow
    base = base & ~own.deny | own.allow
    return base if base & BITS["view_channel"] else 0
