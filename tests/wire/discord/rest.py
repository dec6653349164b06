"""The REST side: one request through journal, faults, token, limits, contract and rules to its answer."""

import json
from typing import Any

from aiohttp import web

from tests.wire.discord.answers import as_json
from tests.wire.discord.call import Call, State
from tests.wire.discord.contract import Contract
from tests.wire.discord.errors import FORM_CODES, ApiError, Problem
from tests.wire.discord.faults import Fault, Faults
from tests.wire.discord.journal import Asked, Journal, Violation
from tests.wire.discord.limits import VIA, Limits, Verdict, words
from tests.wire.discord.routes import Route, find, major

PREFIX = "/api/v10"
EDGE = {"Via": VIA}


class Rest:
    """Answers every request under `/api/v10`."""

    def __init__(self, state: State, limits: Limits, faults: Faults, contract: Contract | None) -> None:
        self.state, self.limits, self.faults, self.contract = state, limits, faults, contract
        self.journal = Journal()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or spoil it as a fault says."""
        now = self.state.world.clock.now()
        path = request.path.removeprefix(PREFIX)
        asked = Asked(request.method, path, dict(request.query), None, now)
        self.journal.asked.append(asked)
        fault = self.faults.take(request.method, path)
        try:
            if fault and not fault.applies:
                return await self._spoilt(fault, request, asked, None)
            answer = await self._serve(request, asked)
            return (
                await self._spoilt(fault, request, asked, answer)
                if fault
                else self.journal.answered(asked, answer)
            )
        finally:
            self.state.changes.note()

    async def _spoilt(
        self, fault: Fault, request: web.Request, asked: Asked, answer: web.Response | None
    ) -> web.Response:
        self.state.changes.note()
        spoilt = await self.faults.spoil(fault, request, answer)
        asked.scope = fault.scope if fault.kind == "limited" else ""
        return spoilt if fault.kind in ("reset", "closed", "lost") else self.journal.answered(asked, spoilt)

    async def _serve(self, request: web.Request, asked: Asked) -> web.Response:
        settings = self.state.settings
        if self.journal.invalid(since=asked.at - settings.invalid_s) >= settings.invalid_limit:
            return web.Response(text="<h1>error code: 1015</h1>", status=429, content_type="text/html")
        found = find(asked.method, asked.path)
        if found is None:
            return as_json({"message": "404: Not Found", "code": 0}, 404, EDGE)
        route, params = found
        asked.route = route.template
        if route.wants_token and request.headers.get("Authorization") != f"Bot {settings.token}":
            return as_json({"message": "401: Unauthorized", "code": 0}, 401, EDGE)
        verdict = self.limits.check(route.name, major(params), asked.at)
        if verdict.retry_after_s:
            return _too_many(asked, verdict)
        headers = EDGE | verdict.headers
        try:
            asked.body = await _body(request)
            given = self._answered(route, Call(self.state, params, asked.query, asked.body), asked)
        except ApiError as error:
            if error.code in FORM_CODES:
                self._violated(asked, error)
            return as_json(error.body(), error.status, headers)
        return (
            web.Response(status=204, headers=headers)
            if given is None
            else as_json(given, route.success, headers)
        )

    def _answered(self, route: Route, call: Call, asked: Asked) -> Any:
        if self.contract and self.state.settings.validates:
            problems = self.contract.problems(route.method, route.template, asked.body)
            if problems:
                raise ApiError(50035, problems)
        given = route.answer(call)
        asked.done = True
        return given

    def _violated(self, asked: Asked, error: ApiError) -> None:
        problems = error.problems or (Problem((), error.words),)
        self.journal.violations.append(Violation(asked.method, asked.path, problems, asked.body))


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    raw = await request.read()
    if not raw:
        return {} if request.method in ("POST", "PATCH") else None
    try:
        return json.loads(raw)
    except ValueError as error:
        raise ApiError(50109) from error


async def _multipart(request: web.Request) -> Any:
    """The JSON of a form with files; what the files were is kept under `attached`."""
    body: dict[str, Any] = {}
    files = []
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, str) and name == "payload_json":
            body |= json.loads(value)
        elif isinstance(value, web.FileField):
            files.append({"filename": value.filename, "size": len(value.file.read())})
    addresses = {"url": "https://cdn.discordapp.com/fake", "proxy_url": "https://media.discordapp.net/fake"}
    body["attached"] = [{"id": str(at + 1), **file, **addresses} for at, file in enumerate(files)]
    return body | ({"files": True} if files else {})


def _too_many(asked: Asked, verdict: Verdict) -> web.Response:
    asked.scope = verdict.scope
    return as_json(words(verdict.retry_after_s, verdict.scope), 429, EDGE | verdict.headers)
