"""Who the bot is, which servers it is in, who is there, and where its gateway is."""

from tests.wire.discord import shapes
from tests.wire.discord.call import Call
from tests.wire.discord.entities import Json, User
from tests.wire.discord.errors import ApiError


def gateway(call: Call) -> Json:
    """GET /gateway/bot."""
    gateway, settings = call.state.gateway, call.state.settings
    start = {
        "total": settings.identifies,
        "remaining": max(0, gateway.left()),
        "reset_after": 14_400_000,
        "max_concurrency": settings.max_concurrency,
    }
    return {"url": gateway.address(), "shards": settings.shards, "session_start_limit": start}


def me(call: Call) -> Json:
    """GET /users/@me."""
    return shapes.user(call.world.bot) | {
        "verified": True,
        "mfa_enabled": False,
        "flags": 0,
        "locale": "en-US",
    }


def user(call: Call) -> Json:
    """GET /users/{}."""
    person = call.world.users.get(call.number("user_id"))
    if person is None:
        raise ApiError(10013)
    return shapes.user(person)


def mine(call: Call) -> list[Json]:
    """GET /users/@me/guilds, the oldest first, paged by `after`."""
    after = int(call.query.get("after", "0"))
    limit = call.asked("limit", 200, 1, 200)
    guilds = [guild for guild in call.world.guilds.values() if guild.joined and guild.id > after]
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(guild.bot_may | guild.everyone),
            "features": [],
        }
        for guild in guilds[:limit]
    ]


def leave(call: Call) -> None:
    """DELETE /users/@me/guilds/{}."""
    call.world.remove_bot(call.guild())


def one(call: Call) -> Json:
    """GET /guilds/{}."""
    return shapes.guild(call.guild())


def roles(call: Call) -> list[Json]:
    """GET /guilds/{}/roles."""
    return shapes.roles(call.guild())


def member(call: Call) -> Json:
    """GET /guilds/{}/members/{}."""
    guild = call.guild()
    person: User | None = guild.members.get(call.number("user_id"))
    if person is None:
        raise ApiError(10013)
    return shapes.member(guild, person)
