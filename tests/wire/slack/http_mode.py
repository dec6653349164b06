"""Deliveries over HTTP: to the app's address, signed as Slack signs, and answered within three seconds."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.wire.slack.call import State
from tests.wire.slack.entities import Json
from tests.wire.slack.interaction import COMMAND, EVENT, Ack

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Posted:
    """A request that was sent to the app; it can be sent again as it is."""

    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Heard:
    """What the app answered."""

    status: int
    body: Any
    headers: dict[str, str]


class HttpMode:
    """Sends requests to the app's address."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.posted: list[Posted] = []
        self._http: aiohttp.ClientSession | None = None

    def sign(self, body: bytes, at: float, secret: str = "") -> str:
        """Slack's signature, version 0: HMAC-SHA256 of `v0:timestamp:body`."""
        key = (secret or self.state.settings.signing_secret).encode()
        return "v0=" + hmac.new(key, b"v0:%d:" % int(at) + body, hashlib.sha256).hexdigest()

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Ack:
        """Send a delivery, and take the answer for its acknowledgement."""
        body, content_type = encoded(kind, payload)
        more = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.state.settings.ack_s):
                heard = await self.send(body, content_type, more)
        except TimeoutError:
            return Ack(error="operation_timeout")
        except aiohttp.ClientError:
            return Ack(error="dispatch_failed")
        ms = (asyncio.get_running_loop().time() - began) * 1000
        if heard.status != 200:
            no_retry = heard.headers.get("X-Slack-No-Retry") == "1"
            return Ack(ms, None if no_retry else heard.body, heard.status, "http_error" + "_final" * no_retry)
        return Ack(ms, heard.body)

    async def send(
        self,
        body: bytes,
        content_type: str = JSON,
        headers: dict[str, str] | None = None,
        at: float | None = None,
        secret: str = "",
    ) -> Heard:
        """Send any body, signed now and rightly unless said otherwise."""
        at = self.state.world.clock.now() if at is None else at
        about = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(int(at)),
            "X-Slack-Signature": self.sign(body, at, secret),
            **(headers or {}),
        }
        self.posted.append(Posted(about, body))
        return await self.again(self.posted[-1])

    async def again(self, posted: Posted) -> Heard:
        """Send a request as it was, as who had listened would."""
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        async with self._http.post(
            self.state.request_url, data=posted.body, headers=posted.headers, allow_redirects=False
        ) as answer:
            return Heard(answer.status, _parsed(await answer.text()), dict(answer.headers))

    async def verifies(self) -> bool:
        """Slack's check of the address: whether it gives the challenge back."""
        asked = {"type": "url_verification", "challenge": "c4a11e46e"}
        asked["token"] = self.state.settings.verification_token
        heard = await self.send(json.dumps(asked).encode())
        given = heard.body.get("challenge") if isinstance(heard.body, dict) else heard.body
        return heard.status == 200 and given == asked["challenge"]

    async def end(self) -> None:
        """Close what is open."""
        if self._http:
            await self._http.close()


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body of a delivery, as Slack writes each kind, and its content type."""
    if kind == EVENT:
        return json.dumps(payload).encode(), JSON
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), FORM


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        return text
