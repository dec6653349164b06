"""What Slack sends the app: commands and interactions once, events until they are acknowledged."""

import asyncio
import secrets

from tests.wire.slack.call import State
from tests.wire.slack.entities import Json, Team
from tests.wire.slack.faults import Faults
from tests.wire.slack.http_mode import HttpMode
from tests.wire.slack.interaction import EVENT, Ack
from tests.wire.slack.socket_mode import SocketMode

TO_THE_END = ("app_uninstalled", "tokens_revoked")  # told of a workspace that let the app go
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}


class Deliveries:
    """Sends over Socket Mode or HTTP, as the settings say."""

    def __init__(self, state: State, sockets: SocketMode, http: HttpMode, faults: Faults) -> None:
        self.state, self.sockets, self.http, self.faults = state, sockets, http, faults
        self.events: list[tuple[Json, list[Ack]]] = []  # every event, with how each try was answered
        self._waiting: set[asyncio.Task[None]] = set()
        state.world.tell = self.tell

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Ack:
        """Send once, and wait for the acknowledgement."""
        way = self.sockets if self.state.settings.socket_mode else self.http
        return await way.deliver(kind, payload, attempt, reason)

    def tell(self, team: Team, event: Json) -> None:
        """Send an event, if the app subscribes to it and is installed there."""
        kind = event["type"]
        name = f"message.{event['channel_type']}" if kind == "message" else kind
        if name not in self.state.settings.events or not (team.installed or kind in TO_THE_END):
            return
        if kind.startswith("member_") and not self._sees(team, event):
            return
        task = asyncio.create_task(self.repeat(self.wrapped(team, event)))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    def _sees(self, team: Team, event: Json) -> bool:
        channel = team.channels.get(event["channel"])
        return event["user"] == team.bot.id or bool(channel and team.bot.id in channel.members)

    def wrapped(self, team: Team, event: Json) -> Json:
        """An event in its envelope of the Events API."""
        channel = team.channels.get(str(event.get("channel")))
        shared = bool(channel and channel.shared_with)
        authorization = {
            "enterprise_id": team.enterprise or None,
            "team_id": None if team.org_wide else team.id,
            "user_id": team.bot.id,
            "is_bot": True,
            "is_enterprise_install": team.org_wide,
        }
        body: Json = {
            "token": self.state.settings.verification_token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise or None,
            "api_app_id": team.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.state.world.clock.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": shared,
            "event_context": f"4-{secrets.token_urlsafe(16)}",
        }
        return body | ({"enterprise_id": team.enterprise} if team.enterprise else {})

    async def repeat(self, body: Json) -> None:
        """Send an event, again and again until it is acknowledged or three repeats were in vain."""
        tries: list[Ack] = []
        self.events.append((body, tries))
        reason = ""
        for attempt, wait_s in enumerate((0.0, *self.state.settings.repeats_s)):
            if wait_s:
                await self.faults.pause(wait_s * self.state.settings.time_scale)
            if self.faults.over.is_set():
                return
            ack = await self.deliver(EVENT, body, attempt, reason)
            tries.append(ack)
            self.state.changes.note()
            if not ack.error or ack.error.endswith("_final"):
                return
            reason = REASONS.get(ack.error, "http_error")

    async def settled(self, within_s: float = 10.0) -> None:
        """Wait until no event waits for its acknowledgement."""
        async with asyncio.timeout(within_s):
            while self._waiting:
                await asyncio.wait(self._waiting)

    async def end(self) -> None:
        """Let go of everything that waits."""
        for task in tuple(self._waiting):
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
