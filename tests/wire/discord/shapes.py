"""The JSON that Discord shows for each thing: keys whose absence breaks discord.py, and usual others."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.wire.discord.entities import DM, Channel, Guild, Json, Message, User, every_component
from tests.wire.discord.permissions import BITS

# What Discord fills in where a component does not say.
DEFAULTS: Mapping[int, Json] = {
    2: {"disabled": False},
    3: {"min_values": 1, "max_values": 1, "disabled": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}

GUILD_NULLS = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
)
GUILD_USUAL: Json = {
    "region": "deprecated",
    "afk_timeout": 300,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "verification_level": 1,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "premium_progress_bar_enabled": False,
    "preferred_locale": "en-US",
    "nsfw": False,
    "nsfw_level": 0,
}


def stamp(at: float) -> str:
    """An ISO 8601 time as Discord writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def user(person: User) -> Json:
    """A user object."""
    return {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0",
        "global_name": person.name.title(),
        "avatar": None,
        "bot": person.bot,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "primary_guild": None,
    }


def member(guild: Guild, person: User) -> Json:
    """A guild member, with its user."""
    return {
        "user": user(person),
        "nick": None,
        "roles": [str(role) for role in guild.roles.get(person.id, {})],
        "joined_at": "2026-01-05T08:00:00+00:00",
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def role(role_id: int, name: str, permissions: int, position: int) -> Json:
    """A role object."""
    return {
        "id": str(role_id),
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "icon": None,
        "unicode_emoji": None,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def roles(guild: Guild) -> list[Json]:
    """The server's roles: everyone's, the bot's, the managers'."""
    return [
        role(guild.id, "@everyone", guild.everyone, 0),
        role(guild.bot_role, "Tidings", guild.bot_may, 2),
        role(guild.manager_role, "Managers", BITS["manage_guild"], 3),
    ]


def channel(place: Channel) -> Json:
    """A channel, thread or DM channel object."""
    if place.type == DM:
        recipients = [user(place.recipient)] if place.recipient else []
        return {
            "id": str(place.id),
            "type": DM,
            "recipients": recipients,
            "flags": 0,
            "last_message_id": None,
        }
    shown: Json = {
        "id": str(place.id),
        "type": place.type,
        "name": place.name,
        "guild_id": str(place.guild.id) if place.guild else None,
        "parent_id": str(place.parent.id) if place.parent else None,
        "flags": place.flags,
        "last_message_id": str(max(place.messages)) if place.messages else None,
        "rate_limit_per_user": 0,
    }
    return shown | (_thread(place) if place.is_thread else _room(place))


def _room(place: Channel) -> Json:
    overwrites = [
        {"id": str(key), "type": _kind(place, key), "allow": str(item.allow), "deny": str(item.deny)}
        for key, item in place.overwrites.items()
    ]
    shown: Json = {
        "position": place.position,
        "permission_overwrites": overwrites,
        "nsfw": False,
        "topic": None,
    }
    if place.tags:
        shown["available_tags"] = place.tags
    return shown


def _kind(place: Channel, key: int) -> int:
    return 1 if place.guild and key in place.guild.members else 0


def _thread(place: Channel) -> Json:
    return {
        "owner_id": str(place.owner),
        "message_count": max(0, len(place.messages) - 1),
        "total_message_sent": len(place.messages),
        "member_count": 1,
        "applied_tags": place.applied_tags,
        "thread_metadata": {
            "archived": place.archived,
            "auto_archive_duration": place.archive_after_min,
            "archive_timestamp": stamp(place.archived_at),
            "locked": place.locked,
            "create_timestamp": stamp(place.archived_at),
        },
    }


def guild(server: Guild) -> Json:
    """A server without its channels, as REST shows it."""
    return {
        **dict.fromkeys(GUILD_NULLS),
        **GUILD_USUAL,
        "id": str(server.id),
        "name": server.name,
        "owner_id": str(server.owner.id),
        "roles": roles(server),
        "emojis": [],
        "stickers": [],
        "features": [],
        "system_channel_id": str(server.system.id) if server.system else None,
        "approximate_member_count": len(server.members),
    }


def whole_guild(server: Guild, bot: User) -> Json:
    """A server as GUILD_CREATE brings it: of its members only the bot, as without the members intent."""
    return guild(server) | {
        "joined_at": "2026-01-05T08:00:00+00:00",
        "large": False,
        "member_count": len(server.members),
        "members": [member(server, bot)],
        "channels": [channel(place) for place in server.channels.values()],
        "threads": [channel(place) for place in server.threads.values() if not place.archived],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(said: Message, with_nonce: bool = False, hides: bool = False) -> Json:
    """A message object; `hides` leaves out what needs the message content intent."""
    body: Json = {} if hides else said.body
    shown: Json = {
        "id": str(said.id),
        "channel_id": str(said.channel.id),
        "type": said.type,
        "author": user(said.author),
        "content": body.get("content") or "",
        "embeds": [_embed(embed) for embed in body.get("embeds") or ()],
        "components": numbered(body.get("components")),
        "attachments": body.get("attached") or [],
        "flags": said.flags,
        "timestamp": stamp(said.at),
        "edited_timestamp": stamp(said.edited_at) if said.edited_at else None,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
    }
    if with_nonce and said.nonce is not None:
        shown["nonce"] = said.nonce
    if said.reference:
        shown["message_reference"] = said.reference
    if said.interaction:
        shown["interaction_metadata"] = said.interaction
    if said.thread:
        shown["thread"] = channel(said.thread)
    return shown


def numbered(components: Any) -> list[Json]:
    """Components, those without an id given one, counted over the whole message."""
    shown = copy.deepcopy(list(components or ()))
    numbers = count(1)
    for component in every_component(shown):
        number = next(numbers)
        component["id"] = component.get("id") or number
        for key, value in DEFAULTS.get(component["type"], {}).items():
            component.setdefault(key, value)
    return shown


def _embed(written: Json) -> Json:
    fields = [{"inline": False, **item} for item in written.get("fields") or ()]
    return {"type": "rich", **written} | ({"fields": fields} if fields else {})


def partial_guild(server: Guild) -> Json:
    """What an interaction says of its server."""
    return {"id": str(server.id), "locale": "en-US", "features": []}
