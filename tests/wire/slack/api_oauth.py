"""OAuth: the page where a person lets the app in, and the change of codes and refresh tokens for tokens."""

import base64
import binascii
from collections.abc import Mapping

from aiohttp import web

from tests.wire.slack import shapes
from tests.wire.slack.call import Call, State
from tests.wire.slack.entities import Json, Team, User
from tests.wire.slack.errors import ApiError
from tests.wire.slack.tokens import Grant


def authorize(state: State, query: Mapping[str, str], team: Team, installer: User, allows: bool) -> str:
    """Where the authorize page sends the person back to; the app's first address if none is asked for."""
    settings = state.settings
    if query.get("client_id") != settings.client_id:
        raise web.HTTPBadRequest(text="Invalid client_id parameter")
    asked_uri = query.get("redirect_uri", "")
    known = settings.redirect_urls
    if asked_uri and known and not asked_uri.startswith(known):
        raise web.HTTPBadRequest(text="redirect_uri did not match any configured URIs")
    back = asked_uri or (known[0] if known else "")
    if not back:
        raise web.HTTPBadRequest(text="No redirect_uri is configured")
    scopes = tuple(scope for scope in query.get("scope", "").split(",") if scope)
    if not scopes:
        raise web.HTTPBadRequest(text="No scopes requested")
    mark = "&" if "?" in back else "?"
    state_part = f"&state={query['state']}" if "state" in query else ""
    if not allows:
        return f"{back}{mark}error=access_denied{state_part}"
    code = state.tokens.code(team, installer, scopes, asked_uri, state.world.clock.now())
    return f"{back}{mark}code={code.code}{state_part}"


def access(call: Call) -> Json:
    """oauth.v2.access: a code, or a refresh token, for a bot's token."""
    settings, tokens = call.state.settings, call.state.tokens
    client_id, secret = _client(call)
    if client_id != settings.client_id:
        raise ApiError("invalid_client_id")
    if secret != settings.client_secret:
        raise ApiError("bad_client_secret")
    grant_type = call.args.get("grant_type") or "authorization_code"
    if grant_type == "refresh_token":
        grant = tokens.rotate(str(call.args.get("refresh_token") or ""), call.now)
        return _given(grant, None)
    if grant_type != "authorization_code":
        raise ApiError("invalid_grant_type")
    code = tokens.take_code(
        str(call.args.get("code") or ""), str(call.args.get("redirect_uri") or ""), call.now
    )
    return _given(tokens.install(code.team, code.scopes, call.now), code.installer)


def _client(call: Call) -> tuple[str, str]:
    kind, _, given = str(call.args.get("authorization") or "").partition(" ")
    if kind == "Basic":
        try:
            name, _, secret = base64.b64decode(given).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ApiError("invalid_client_id") from error
        return name, secret
    return str(call.args.get("client_id") or ""), str(call.args.get("client_secret") or "")


def _given(grant: Grant, installer: User | None) -> Json:
    team = grant.team
    assert team
    answer: Json = {
        "app_id": team.app_id,
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(grant.scopes),
        "bot_user_id": team.bot.id,
        "team": None if team.org_wide else {"id": team.id, "name": team.name},
        "enterprise": shapes.enterprise(team),
        "is_enterprise_install": team.org_wide,
    }
    if installer:
        answer["authed_user"] = {"id": installer.id}
    if grant.refresh:
        answer |= {"refresh_token": grant.refresh, "expires_in": int(grant.lasts_s)}
    return answer
