"""The Web API about people and workspaces, and about the token itself."""

import secrets

from tests.wire.slack import shapes
from tests.wire.slack.call import Call
from tests.wire.slack.entities import Json
from tests.wire.slack.errors import ApiError


def api_test(call: Call) -> Json:
    """api.test: an `error` given is the error answered."""
    if call.args.get("error"):
        raise ApiError(str(call.args["error"]))
    return {"args": dict(call.args)}


def auth_test(call: Call) -> Json:
    """auth.test."""
    team, bot = call.team, call.team.bot
    about = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": team.bot_id,
        "is_enterprise_install": team.org_wide,
    }
    about |= {"enterprise_id": team.enterprise} if team.enterprise else {}
    expires = call.grant.expires_at if call.grant else float("inf")
    return about | ({"expires_in": int(expires - call.now)} if expires < float("inf") else {})


def auth_revoke(call: Call) -> Json:
    """auth.revoke."""
    if call.grant and not call.flag("test"):
        call.grant.refused = "token_revoked"
    return {"revoked": not call.flag("test")}


def uninstall(call: Call) -> Json:
    """apps.uninstall."""
    settings, team = call.state.settings, call.team
    if (call.args.get("client_id"), call.args.get("client_secret")) != (
        settings.client_id,
        settings.client_secret,
    ):
        raise ApiError("bad_client_secret")
    call.state.tokens.revoke(team)
    team.installed = False
    return {}


def connections_open(call: Call) -> Json:
    """apps.connections.open: an address of Socket Mode, good for one connection, soon."""
    if not call.state.socket_mode:
        raise ApiError("socket_mode_disabled")  # a word of ours: Slack's is not documented
    ticket = secrets.token_urlsafe(16)
    call.state.tickets[ticket] = call.now
    address = call.state.base.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.state.settings.app_id}"}


def user_info(call: Call) -> Json:
    """users.info."""
    return {"user": shapes.user(call.user())}


def team_info(call: Call) -> Json:
    """team.info."""
    return {"team": shapes.team(call.team)}


def bot_info(call: Call) -> Json:
    """bots.info."""
    team = call.team
    if call.args.get("bot", team.bot_id) != team.bot_id:
        raise ApiError("bot_not_found")
    about = {"id": team.bot_id, "deleted": False, "name": team.bot.name, "user_id": team.bot.id}
    return {"bot": about | {"app_id": team.app_id, "updated": 1_700_000_000, "icons": {}}}
