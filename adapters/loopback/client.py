"""The loopback adapter: one HTTP call for each thing the port asks, failures told in the ledger's words."""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx
import structlog

from adapters.loopback.render import message, split
from bot.document import Document
from bot.errors import ConfigError, DeliveryError, Refused, TryLater, Unsure
from bot.ports import Caller, Desk, Keep, Pace, Post, Reply

NAME = "loopback"
PACE = Pace(per_second=45, channel_gap_s=1.0)
_HISTORY_MOST = 1_000  # messages the platform shows at once
_INBOX_WAIT_S = 20.0
_CONNECTIONS = 300
_REST_S = 1.0  # after the inbox could not be read
_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

log = structlog.get_logger()


class Settings(Protocol):
    """What this adapter needs of the settings."""

    @property
    def loopback_url(self) -> str:
        """Where the platform listens, "" where there is none."""


def configured(settings: Settings) -> bool:
    """Say whether the settings name a platform."""
    return bool(settings.loopback_url)


def create(settings: Settings, _keep: Keep | None = None) -> "Loopback":
    """Return the adapter, not yet connected."""
    return Loopback(settings.loopback_url)


class Loopback:
    """The Adapter; `pace` is for tests that know another."""

    name = NAME

    def __init__(self, url: str, pace: Pace = PACE) -> None:
        self.pace = pace
        self._url = url

    async def __aenter__(self) -> Self:
        """Make ready to ask; raises ConfigError where the address is none."""
        if not re.match(r"https?://[^/\s]+/?$", self._url):
            raise ConfigError(
                f"TIDINGS_LOOPBACK_URL is {self._url!r}: want an address such as http://127.0.0.1:8000"
            )
        self._client = httpx.AsyncClient(
            base_url=self._url,
            timeout=self.pace.timeout_s,
            # As many kept as open: httpcore may close a surplus one that it has just given to a request.
            limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def run(self, desk: Desk) -> None:
        """Answer what people type and press there, until cancelled."""
        while True:
            try:
                answer = await self._call("GET", f"/inbox?wait_s={_INBOX_WAIT_S:g}", wait_s=_INBOX_WAIT_S)
            except DeliveryError as error:
                log.info("the inbox cannot be read", adapter=NAME, error=str(error))
                await asyncio.sleep(_REST_S)
                continue
            for event in answer.json():
                await self._serve(desk, event)

    def called(self, channel: str) -> str:
        """The channel's id: the platform has no names for them."""
        return channel

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        """Nothing: there are no permissions here."""
        return ()

    def split(self, document: Document) -> tuple[Document, ...]:
        """The document as parts that fit one message each (render.py)."""
        return split(document)

    async def send(self, post: Post) -> str:
        """Post a message and return its id; raises as the port says."""
        said = {**message(post.document), "key": post.key, "thread": post.thread, "parent": post.parent}
        answer = await self._call("POST", _messages("channels", post.channel), said, post.channel)
        try:
            return str(answer.json()["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unsure("the platform's answer cannot be read", post.channel) from error

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """The id of the message with the key, "" where there surely is none."""
        at = quote(since.astimezone(UTC).isoformat())
        answer = await self._call("GET", f"{_messages('channels', channel)}?since={at}", channel=channel)
        try:
            found = answer.json()
            ids = [str(one["id"]) for one in found if one["key"] == key]
        except (ValueError, KeyError, TypeError) as error:
            raise Unsure("the channel's history cannot be read", channel) from error
        if not ids and len(found) >= _HISTORY_MOST:
            raise Unsure("the channel's history is longer than the platform shows", channel)
        return ids[0] if ids else ""

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        """Write to a person's mailbox."""
        for part in self.split(document):
            await self._call("POST", _messages("people", person), message(part))

    async def _serve(self, desk: Desk, event: Mapping[str, Any]) -> None:
        """Answer one event; what cannot be shown is logged, for nobody waits for us."""
        caller = _caller(event)
        try:
            if "joined" in event:
                welcome = await desk.joined(NAME, caller.workspace, str(event["joined"]))
                await self._show(caller, Reply(welcome, private=False))
            elif "left" in event:
                await desk.left(NAME, caller.workspace)
            elif "token" in event:
                await self._show(caller, await desk.press(caller, str(event["token"])))
            else:
                await self._show(caller, await desk.said(caller, str(event.get("line", ""))))
        except DeliveryError as error:
            log.warning("an answer could not be shown", adapter=NAME, error=str(error))

    async def _show(self, caller: Caller, reply: Reply) -> None:
        place = _messages("people", caller.person) if reply.private else _messages("channels", caller.channel)
        for part in self.split(reply.document):
            await self._call("POST", place, {**message(part), "asked_in": caller.channel})

    async def _call(
        self,
        method: str,
        path: str,
        said: Mapping[str, Any] | None = None,
        channel: str = "",
        wait_s: float = 0.0,
    ) -> httpx.Response:
        """One request; an answer that is none of a message is raised as what the ledger understands."""
        try:
            answer = await self._client.request(method, path, json=said, timeout=self.pace.timeout_s + wait_s)
        except _SURELY_NOT_SENT as error:
            raise TryLater("the platform cannot be reached") from error
        except httpx.HTTPError as error:
            raise Unsure(f"no answer came ({type(error).__name__})", channel) from error
        _check(answer, channel)
        return answer


def _check(answer: httpx.Response, channel: str) -> None:
    """Raise what an answer's status means for the message."""
    status = answer.status_code
    if status == 429:
        scope = channel if answer.headers.get("x-scope") == "channel" else ""
        raise TryLater("the platform wants us slower", scope, _seconds(answer.headers.get("retry-after", "")))
    if status == 408 or status >= 500:
        raise Unsure(f"the platform answered {status}", channel)
    if status >= 400:
        raise Refused(f"the platform answered {status}", channel)


def _seconds(text: str) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        return _REST_S


def _messages(room: str, name: str) -> str:
    return f"/{room}/{quote(name, safe='')}/messages"


def _caller(event: Mapping[str, Any]) -> Caller:
    names = ("workspace", "channel", "person", "zone")
    workspace, channel, person, zone = (str(event.get(name, "")) for name in names)
    return Caller(NAME, workspace, channel, person, bool(event.get("manager")), zone)
