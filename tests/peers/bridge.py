"""What the twin of Discord lacks and discord.py wants, added between the two; all else goes through as it is.

Each line says what Discord itself does, by its documentation, where the twin does not.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, web

_IDENTIFY = 2
_JSON = "application/json"  # exactly: discord.py takes anything more for text


class Bridge:
    """A reverse proxy in front of the twin's REST and gateway."""

    def __init__(self, rest: str, gateway: str) -> None:
        self._rest, self._gateway = rest, gateway
        self._commands: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Answer or pass on one request."""
        path, method = request.path, request.method
        if path.endswith("/oauth2/applications/@me"):  # the twin has it under /applications/@me alone
            me = json.loads((await self._passed(request, path.replace("/oauth2", "")))[1])
            return _said(me | {"owner": {"id": "1", "username": "o", "discriminator": "0", "avatar": None}})
        if (
            path.endswith("/commands") and method == "GET"
        ):  # the twin can be told commands, not asked for them
            return _said(self._commands)
        if path.endswith("/commands") and method == "PUT":
            return await self._put_commands(request)
        if path.endswith("/gateway/bot"):
            about = json.loads((await self._passed(request, path))[1])
            return _said(about | {"url": f"ws://{request.host}/gateway"})
        status, body = await self._passed(request, path)
        if path.endswith("/callback") and status == 204:  # with_response=1 asks for what was made of it
            kind = (await request.json())["type"]
            return _said({"interaction": {"id": path.split("/")[-3], "type": kind}})
        return web.Response(status=status, body=body, headers={"Content-Type": _JSON})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Pass frames both ways; READY gets the shard that IDENTIFY named, as Discord gives it back."""
        ours, shard = web.WebSocketResponse(), [0, 1]
        await ours.prepare(request)
        async with ClientSession() as http, http.ws_connect(self._gateway) as theirs:

            async def down() -> None:
                async for frame in theirs:
                    told = json.loads(frame.data)
                    if told.get("t") == "READY":
                        told["d"]["shard"] = shard
                    await ours.send_json(told)
                await ours.close(code=theirs.close_code or 1000)

            passing = asyncio.create_task(down())
            async for frame in ours:
                said = json.loads(frame.data)
                if said.get("op") == _IDENTIFY:
                    shard[:] = said["d"].get("shard") or shard
                await theirs.send_json(said)
            passing.cancel()
        return ours

    async def _put_commands(self, request: web.Request) -> web.Response:
        """Permissions are a number in Discord's published contract, and text to the twin."""
        sent = await request.json()
        for one in sent:
            if "default_member_permissions" in one:
                one["default_member_permissions"] = str(one["default_member_permissions"])
        status, body = await self._passed(request, request.path, json.dumps(sent).encode())
        if status == 200:
            self._commands = [one | told for one, told in zip(sent, json.loads(body), strict=True)]
        return web.Response(status=status, body=body, headers={"Content-Type": _JSON})

    async def _passed(self, request: web.Request, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        wanted = ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in wanted if name in request.headers}
        data = await request.read() if body is None else body
        async with (
            ClientSession() as http,
            http.request(
                request.method, f"{self._rest}{path}", params=request.query, data=data, headers=headers
            ) as answer,
        ):
            return answer.status, await answer.read()


def _said(body: object) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), headers={"Content-Type": _JSON})


@asynccontextmanager
async def bridged(rest: str, gateway: str) -> AsyncIterator[tuple[str, str]]:
    """The addresses of REST, version and all, and of the gateway, with the bridge in front of both."""
    app, bridge = web.Application(), Bridge(rest.removesuffix("/api"), gateway)
    app.router.add_get("/gateway", bridge.connect)
    app.router.add_route("*", "/{path:.*}", bridge.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        at = f"127.0.0.1:{runner.addresses[0][1]}"
        yield f"http://{at}/api/v10", f"ws://{at}/gateway"
    finally:
        await runner.cleanup()
