"""The Web API's front: one request through journal, faults, token, scopes and limits to its answer."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.wire.slack import api_chat, api_conversations, api_oauth, api_people, api_views
from tests.wire.slack.answers import as_json, too_many
from tests.wire.slack.call import Call, State
from tests.wire.slack.errors import ApiError, Problem, RateLimited
from tests.wire.slack.faults import HTML, Fault, Faults, cut
from tests.wire.slack.journal import Asked, masked
from tests.wire.slack.limits import Limits
from tests.wire.slack.methods import METHODS, TOKENLESS
from tests.wire.slack.tokens import Grant

ANSWERS: dict[str, Callable[[Call], Any]] = {
    "api.test": api_people.api_test,
    "auth.test": api_people.auth_test,
    "auth.revoke": api_people.auth_revoke,
    "apps.connections.open": api_people.connections_open,
    "apps.uninstall": api_people.uninstall,
    "bots.info": api_people.bot_info,
    "chat.postMessage": api_chat.post,
    "chat.postEphemeral": api_chat.post_ephemeral,
    "chat.update": api_chat.update,
    "chat.delete": api_chat.delete,
    "chat.getPermalink": api_chat.permalink,
    "conversations.history": api_conversations.history,
    "conversations.replies": api_conversations.replies,
    "conversations.info": api_conversations.info,
    "conversations.join": api_conversations.join,
    "conversations.list": api_conversations.listed,
    "conversations.open": api_conversations.opened,
    "conversations.members": api_conversations.members,
    "oauth.v2.access": api_oauth.access,
    "team.info": api_people.team_info,
    "users.conversations": api_conversations.of_user,
    "users.info": api_people.user_info,
    "views.open": api_views.opened,
    "views.push": api_views.pushed,
    "views.update": api_views.updated,
    "views.publish": api_views.published,
}
STRUCTURED = ("blocks", "attachments", "view", "metadata")  # JSON, inside a form, too
CONNECT = "apps.connections.open"  # the one method that wants an app-level token
Work = Callable[[], web.Response]


class WebApi:
    """Answers every request under `/api/`."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self.limits = Limits(state.settings)
        self._late: set[asyncio.Task[None]] = set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or spoil it as a fault says."""
        method = request.match_info["method"]
        args, token = await _read(request)
        grant = self.state.tokens.grants.get(token)
        team = grant.team.id if grant and grant.team else ""
        asked = Asked(method, masked(args), self.state.world.clock.now(), team)
        self.state.journal.asked.append(asked)
        return await self.spoilt(request, asked, lambda: self._serve(asked, args, token))

    async def spoilt(self, request: web.Request, asked: Asked, work: Work) -> web.Response:
        """Do the work and give its answer, unless a fault has it otherwise."""
        fault = self.faults.take(asked.method, str(asked.args.get("channel") or ""), asked.team)
        try:
            if fault is None:
                return _noted(asked, work())
            if fault.kind == "late":
                self._later(fault, work)
            answer = work() if fault.applies else None
            self.state.changes.note()
            given = await self._given(fault, request, answer)
            return _noted(asked, given) if fault.answers else given
        finally:
            self.state.changes.note()

    def _later(self, fault: Fault, work: Work) -> None:
        async def work_late() -> None:
            await self.faults.pause(fault.seconds)
            work()
            self.state.changes.note()

        task = asyncio.create_task(work_late())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _given(self, fault: Fault, request: web.Request, answer: web.Response | None) -> web.Response:
        match fault.kind:
            case "limited":
                return too_many(RateLimited(fault.seconds))
            case "error":
                return as_json({"ok": False, "error": fault.error})
            case "slow":
                await self.faults.pause(fault.seconds)
                return answer or web.Response(status=500)
            case "lost" | "late":
                await self.faults.over.wait()
            case "reset" | "closed":
                cut(request, hard=fault.kind == "reset")
            case "revoked":
                for team in self.state.world.teams.values():
                    self.state.tokens.revoke(team)
                return as_json({"ok": False, "error": "token_revoked"})
        return web.Response(text=HTML, status=fault.status, content_type="text/html")

    def _serve(self, asked: Asked, args: dict[str, Any], token: str) -> web.Response:
        call, headers = None, {}
        try:
            if asked.method not in ANSWERS:
                raise ApiError("unknown_method", req_method=asked.method)
            grant = self._granted(asked, token)
            if grant:
                headers["X-OAuth-Scopes"] = ",".join(grant.scopes)
                headers["X-Accepted-OAuth-Scopes"] = ",".join(METHODS[asked.method].scopes)
            self.limits.check(asked.method, asked.team, str(args.get("channel") or ""), asked.at)
            _check_scopes(asked.method, grant)
            call = Call(self.state, asked.method, args, grant, asked.at)
            given = ANSWERS[asked.method](call)
        except RateLimited as limited:
            return too_many(limited)
        except ApiError as error:
            self._violated(asked, call.noted if call else [], error)
            return as_json(error.body(), 200, headers)
        asked.done = True
        self._violated(asked, call.noted, None)
        return as_json({"ok": True, **given}, 200, headers)

    def _granted(self, asked: Asked, token: str) -> Grant | None:
        return None if asked.method in TOKENLESS else self.state.tokens.check(token, asked.at)

    def _violated(self, asked: Asked, noted: list[Problem], error: ApiError | None) -> None:
        problems = [
            *noted,
            *(problem for problem in (error.problems if error else ()) if problem not in noted),
        ]
        if error and error.error in ("no_text", "unknown_method", "invalid_json"):
            problems.append(Problem("", error.error, error.error))
        self.state.journal.violated(asked.method, problems, asked.args)


def _check_scopes(method: str, grant: Grant | None) -> None:
    if grant and (grant.team is None) != (method == CONNECT):
        raise ApiError("not_allowed_token_type")
    needed = METHODS[method].scopes
    if grant and needed and not set(needed) & set(grant.scopes):
        raise ApiError("missing_scope", needed=",".join(needed), provided=",".join(grant.scopes))


def _noted(asked: Asked, answer: web.Response) -> web.Response:
    asked.status = answer.status
    if answer.content_type == "application/json" and isinstance(answer.body, bytes):
        given = json.loads(answer.body)
        asked.error = str(given.get("error") or "") if isinstance(given, dict) else ""
    return answer


async def _read(request: web.Request) -> tuple[dict[str, Any], str]:
    """The arguments, from wherever they were put, and the token."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        try:
            given = json.loads(raw) if raw else {}
        except ValueError:
            given = {}
        args |= given if isinstance(given, dict) else {}
    else:
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in STRUCTURED:
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                continue  # the rules will say what is wrong with it
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        args["authorization"] = header
    return args, str(args.pop("token", "") or header.removeprefix("Bearer "))
