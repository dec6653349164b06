"""Tokens and OAuth codes: what was granted to whom, until when, and what became of it."""

import secrets
from dataclasses import dataclass

from tests.wire.slack.entities import Team, User
from tests.wire.slack.errors import ApiError
from tests.wire.slack.settings import Settings


@dataclass(eq=False)
class Grant:
    """One token, and what it may."""

    token: str
    scopes: tuple[str, ...]
    team: Team | None = None  # none: an app-level token
    expires_at: float = float("inf")
    lasts_s: float = float("inf")
    refresh: str = ""
    refused: str = ""  # the error word from now on, as `token_revoked`


@dataclass(eq=False)
class Code:
    """What the authorize page hands over, to be changed into a token once."""

    code: str
    team: Team
    installer: User
    scopes: tuple[str, ...]
    redirect_uri: str
    at: float
    used: bool = False


class Tokens:
    """All grants and codes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.grants = {settings.app_token: Grant(settings.app_token, settings.app_scopes)}
        self.codes: dict[str, Code] = {}

    def check(self, token: str, now: float) -> Grant:
        """The grant of a token that is good; ApiError says what is wrong with another."""
        if not token:
            raise ApiError("not_authed")
        grant = self.grants.get(token)
        if grant is None:
            raise ApiError("invalid_auth")
        if grant.refused:
            raise ApiError(grant.refused)
        if now >= grant.expires_at:
            raise ApiError("token_expired")
        return grant

    def install(self, team: Team, scopes: tuple[str, ...], now: float, token: str = "") -> Grant:
        """Grant the bot's token of a workspace; scopes only grow, and without rotation it stays the same."""
        old = self.of(team)
        team.installed = True
        if not self._settings.rotates_tokens:
            kept = token or (old.token if old else f"xoxb-{team.id}-{secrets.token_hex(12)}")
            both = tuple(sorted({*scopes, *(old.scopes if old else ())}))
            grant = Grant(kept, both, team)
        else:
            grant = self._rotating(team, scopes, now)
        self.grants[grant.token] = grant
        return grant

    def _rotating(self, team: Team, scopes: tuple[str, ...], now: float) -> Grant:
        token, refresh = f"xoxe.xoxb-1-{secrets.token_hex(20)}", f"xoxe-1-{secrets.token_hex(20)}"
        lasts_s = self._settings.token_s
        return Grant(token, scopes, team, now + lasts_s, lasts_s, refresh)

    def rotate(self, refresh: str, now: float) -> Grant:
        """Change a refresh token, once, into a new pair; the old access token lives to its end."""
        old = next((grant for grant in self.grants.values() if refresh and grant.refresh == refresh), None)
        if old is None or old.refused or old.team is None:
            raise ApiError("invalid_refresh_token")
        old.refresh = ""
        grant = self._rotating(old.team, old.scopes, now)
        self.grants[grant.token] = grant
        return grant

    def of(self, team: Team) -> Grant | None:
        """The newest grant of a workspace that was not refused."""
        mine = [grant for grant in self.grants.values() if grant.team is team and not grant.refused]
        return mine[-1] if mine else None

    def revoke(self, team: Team, word: str = "token_revoked") -> None:
        """Make every token of a workspace bad, as an uninstall does."""
        for grant in self.grants.values():
            if grant.team is team:
                grant.refused, grant.refresh = grant.refused or word, ""

    def code(self, team: Team, installer: User, scopes: tuple[str, ...], uri: str, now: float) -> Code:
        """A new code for the way back from the authorize page."""
        code = Code(f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}", team, installer, scopes, uri, now)
        self.codes[code.code] = code
        return code

    def take_code(self, text: str, redirect_uri: str, now: float) -> Code:
        """Use a code up."""
        code = self.codes.get(text)
        if code is None or now > code.at + self._settings.code_s:
            raise ApiError("invalid_code")
        if code.used:
            raise ApiError("code_already_used")
        if code.redirect_uri != redirect_uri:
            raise ApiError("bad_redirect_uri")
        code.used = True
        return code
