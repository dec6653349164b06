"""Response addresses: up to five messages within half an hour of what a person did.

A refusal is JSON with a status of its own: 404 for an address that is used up or too old, 400 for a form.
"""

from aiohttp import web

from tests.wire.slack import rules
from tests.wire.slack.answers import as_json
from tests.wire.slack.call import State, completed
from tests.wire.slack.entities import Json, Message
from tests.wire.slack.errors import Problem
from tests.wire.slack.interaction import Interaction
from tests.wire.slack.journal import Asked, masked
from tests.wire.slack.web_api import WebApi

NAME = "response_url"


class ResponseUrls:
    """Answers every request under `/actions/`."""

    def __init__(self, state: State, api: WebApi) -> None:
        self.state, self.api = state, api

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or spoil it as a fault says."""
        try:
            body = await request.json()
        except ValueError:
            body = None
        asked = self.state.by_response.get(request.match_info["key"])
        channel = asked.channel.id if asked and asked.channel else ""
        args = masked(body) if isinstance(body, dict) else {}
        team = request.match_info["team"]
        noted = Asked(NAME, {**args, "channel": channel}, self.state.world.clock.now(), team)
        self.state.journal.asked.append(noted)
        return await self.api.spoilt(request, noted, lambda: self._serve(noted, asked, body))

    def _serve(self, noted: Asked, asked: Interaction | None, body: object) -> web.Response:
        word = self._refusal(asked, noted.at)
        if asked is None or word:
            self._violated(noted, [Problem(NAME, word, word)])
            return as_json({"ok": False, "error": word}, 404)
        problems = self._problems(body)
        self._violated(noted, problems)
        refused = next((problem.error for problem in problems if problem.error), "")
        if refused or not isinstance(body, dict):
            return as_json({"ok": False, "error": refused}, 400)
        asked.response_uses += 1
        self.apply(asked, body)
        noted.done = True
        return as_json({"ok": True})

    def _refusal(self, asked: Interaction | None, now: float) -> str:
        settings = self.state.settings
        if asked is None:
            return "invalid_url"
        if now > asked.at + settings.response_s:
            return "expired_url"
        return "used_url" if asked.response_uses >= settings.response_uses else ""

    def _problems(self, body: object) -> list[Problem]:
        if not isinstance(body, dict):
            return [Problem("", "not a JSON object", "invalid_payload")]
        if body.get("delete_original"):
            return []
        found = rules.message(body, self.state.settings.may_name_channels)
        if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
            found.append(Problem("text", "nothing to show", "no_text"))
        if body.get("response_type") not in (None, "ephemeral", "in_channel"):
            found.append(Problem("response_type", "ephemeral or in_channel", "invalid_arguments"))
        return found

    def _violated(self, noted: Asked, problems: list[Problem]) -> None:
        self.state.journal.violated(NAME, problems, noted.args)

    def apply(self, asked: Interaction, body: Json) -> None:
        """Write, change or delete, as a body says that came by the address or with the acknowledgement."""
        world, source = self.state.world, asked.source
        said = completed(
            {key: body[key] for key in ("text", "blocks", "attachments", "metadata") if key in body}
        )
        original = source if isinstance(source, Message) and not source.deleted else None
        if body.get("delete_original"):
            if original:
                world.unsay(original)
            asked.removed = True
            self.state.changes.note()
        elif body.get("replace_original") and original:
            world.edit(original, {"blocks": [], **said}, via=asked.response)
        elif asked.channel:
            only = None if body.get("response_type") == "in_channel" else asked.person
            more = {"via": asked.response, "only_for": only, "thread_ts": str(body.get("thread_ts") or "")}
            world.say(asked.channel, asked.person.team.bot, said, **more)
