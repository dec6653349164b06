"""Incoming webhooks on loopback, with Mattermost's and Slack's manners: JSON in, `ok` or an error out.

`async with Hooks() as hooks` listens on a free port; `hooks.texts` is what was posted, `hooks.behave` makes
the next answers others.
"""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

TEXT_MOST = 16_383  # of Mattermost's posts


class Hooks:
    """One channel's webhook."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._status, self._headers = 200, {"Retry-After": "0"}
        self._loses = False

    def behave(self, status: int = 200, retry_after: str = "0", loses: bool = False) -> None:
        """Answer like this from now on; `loses` takes the message and never answers."""
        self._status, self._headers, self._loses = status, {"Retry-After": retry_after}, loses

    @property
    def url(self) -> str:
        """The webhook's address."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/hooks/secret-part"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/hooks/secret-part", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        if self._status != 200:
            return web.Response(status=self._status, text="no", headers=self._headers)
        body = await request.json()
        if not isinstance(body.get("text"), str) or not 0 < len(body["text"]) <= TEXT_MOST:
            return web.Response(status=400, text="invalid_payload")
        self.texts.append(body["text"])
        if self._loses:
            await asyncio.Event().wait()
        return web.Response(text="ok")
