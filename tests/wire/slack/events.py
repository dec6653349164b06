"""Events of the app's life in a workspace: uninstalled, revoked, throttled; and events told by hand.

What happens to channels and members is told by `World`'s methods themselves.
"""

from tests.wire.slack.call import State
from tests.wire.slack.deliveries import Deliveries
from tests.wire.slack.entities import Json, Team


class Events:
    """Lets things happen to the app."""

    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self.state, self.deliveries = state, deliveries

    def uninstall(self, team: Team, word: str = "account_inactive") -> None:
        """An admin removes the app: its tokens are bad from now on, and it is told so, in no order."""
        self.revoke(team, word)
        team.installed = False
        self.deliveries.tell(team, {"type": "app_uninstalled", "event_ts": self._ts()})

    def revoke(self, team: Team, word: str = "token_revoked") -> None:
        """The bot's token of a workspace is revoked."""
        self.state.tokens.revoke(team, word)
        tokens = {"oauth": [], "bot": [team.bot.id]}
        self.deliveries.tell(team, {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._ts()})

    def reinstall(self, team: Team, token: str = "") -> str:
        """The app is installed again (by whom does not matter); gives the new token."""
        scopes = self.state.settings.scopes
        return self.state.tokens.install(team, scopes, self.state.world.clock.now(), token).token

    def expire(self, team: Team) -> None:
        """The workspace's token is past its time."""
        grant = self.state.tokens.of(team)
        if grant:
            grant.expires_at = self.state.world.clock.now()

    def tell(self, event: Json, team: Team) -> None:
        """Tell any event."""
        self.deliveries.tell(team, {"event_ts": self._ts(), **event})

    async def repeat(self, number: int = -1) -> None:
        """Tell an earlier event (the last one) again, with the id it had."""
        body, _ = self.deliveries.events[number]
        await self.deliveries.repeat(body)

    def _ts(self) -> str:
        return self.state.world.ids.ts()
