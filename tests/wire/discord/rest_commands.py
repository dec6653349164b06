"""Application commands over REST, of the whole application or of one server, and the application itself."""

from tests.wire.discord import command_rules, shapes
from tests.wire.discord.call import Call
from tests.wire.discord.entities import Json
from tests.wire.discord.errors import ApiError

CREATES_A_DAY = 200
DAY_S = 86_400.0
GUILD, PERSON = 0, 1


def listed(call: Call) -> list[Json]:
    """GET .../commands."""
    return list(_scope(call))


def replace(call: Call) -> list[Json]:
    """PUT .../commands: the list becomes exactly this; a command known by kind and name keeps its id."""
    body = call.body or []
    problems = command_rules.commands(body)
    if problems:
        raise ApiError(50035, problems)
    scope = _scope(call)
    scope[:] = [_made(call, command, _known(scope, command)) for command in body]
    return list(scope)


def create(call: Call) -> Json:
    """POST .../commands: one more, or anew where the name is known."""
    problems = command_rules.one(call.body)
    if problems:
        raise ApiError(50035, problems)
    scope = _scope(call)
    known = _known(scope, call.body)
    kind = call.body.get("type") or 1
    if known is None and sum(item["type"] == kind for item in scope) >= command_rules.MOST[kind]:
        raise ApiError(30032)
    made = _made(call, call.body, known)
    scope[:] = [item for item in scope if item is not known] + [made]
    return made


def one(call: Call) -> Json:
    """GET .../commands/{}."""
    return _one(call)


def edit(call: Call) -> Json:
    """PATCH .../commands/{}."""
    command = _one(call)
    problems = command_rules.one({**command, **call.body})
    if problems:
        raise ApiError(50035, problems)
    command.update(call.body)
    return command


def delete(call: Call) -> None:
    """DELETE .../commands/{}."""
    _scope(call).remove(_one(call))


def _scope(call: Call) -> list[Json]:
    _check_application(call)
    guild = call.guild().id if "guild_id" in call.params else 0
    return call.state.commands.setdefault(guild, [])


def _check_application(call: Call) -> None:
    if call.number("application_id") != call.world.bot.id:
        raise ApiError(50001)


def _one(call: Call) -> Json:
    for command in _scope(call):
        if command["id"] == call.params["command_id"]:
            return command
    raise ApiError(10063)


def _known(scope: list[Json], command: Json) -> Json | None:
    kind = command.get("type") or 1
    return next((item for item in scope if (item["type"], item["name"]) == (kind, command["name"])), None)


def _made(call: Call, command: Json, known: Json | None) -> Json:
    now = call.world.clock.now()
    if known is None:
        if sum(at > now - DAY_S for at in call.state.created) >= CREATES_A_DAY:
            raise ApiError(30034)
        call.state.created.append(now)
    needs = command.get("default_member_permissions")
    made: Json = {
        "description": "",
        "options": [],
        "nsfw": False,
        "integration_types": [GUILD],
        "contexts": None,
        "dm_permission": True,
        **command,
        "id": known["id"] if known else str(call.world.ids.next()),
        "application_id": str(call.world.bot.id),
        "type": command.get("type") or 1,
        "default_member_permissions": None if needs is None else str(needs),
        "version": str(call.world.ids.next()),
    }
    if "guild_id" in call.params:
        made["guild_id"] = call.params["guild_id"]
    return made


def application(call: Call) -> Json:
    """GET /applications/@me and /oauth2/applications/@me."""
    world = call.world
    return {
        "id": str(world.bot.id),
        "name": "Tidings",
        "icon": None,
        "description": "An AI-news desk for chat.",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": shapes.user(world.owner),
        "bot": shapes.user(world.bot),
        "team": None,
        "type": None,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "redirect_uris": [],
        "role_connections_verification_url": None,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "tags": [],
        "interactions_endpoint_url": None,
        "approximate_guild_count": sum(guild.joined for guild in world.guilds.values()),
        "integration_types_config": {str(GUILD): {}, str(PERSON): {}},
    }
