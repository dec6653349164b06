"""What an acknowledgement says, and what the person sees of it: an answer, options, a modal that stays."""

from typing import Any

from tests.wire.slack import api_views, elements, rules
from tests.wire.slack.call import State
from tests.wire.slack.entities import Json, View
from tests.wire.slack.errors import ApiError, Problem
from tests.wire.slack.interaction import Interaction
from tests.wire.slack.response_urls import ResponseUrls

MODAL_ERROR = "modal_error"  # "We had some trouble connecting. Try again?"


class Acks:
    """Takes acknowledgements in."""

    def __init__(self, state: State, responses: ResponseUrls) -> None:
        self.state, self.responses = state, responses

    def take(self, asked: Interaction) -> None:
        """Show the person what the acknowledgement of what they did says."""
        ack = asked.ack
        if ack is None:
            return
        if ack.error:
            asked.failure = _failure(ack.error, ack.status)
            if asked.failure != "dispatch_failed":
                what = f"not acknowledged within {self.state.settings.ack_s:g} s, or not by a 200"
                self._wrong(asked, [Problem("ack", what, asked.failure)], ack.body)
        elif asked.type == "slash_command":
            self._answer(asked, ack.body)
        elif asked.type == "block_suggestion":
            self._options(asked, ack.body)
        elif asked.type == "view_submission":
            self._submitted(asked, ack.body)
        elif ack.body:
            self._wrong(asked, [Problem("ack", "a body that nobody reads", "")], ack.body)

    def _wrong(self, asked: Interaction, problems: list[Problem], body: object) -> None:
        self.state.journal.violated(asked.type, problems, body)

    def _answer(self, asked: Interaction, body: Any) -> None:
        if not body:
            return
        body = {"text": body} if isinstance(body, str) else body
        problems = rules.message(body, self.state.settings.may_name_channels)
        self._wrong(asked, problems, body)
        if not any(problem.error for problem in problems):
            self.responses.apply(asked, body)

    def _options(self, asked: Interaction, body: Any) -> None:
        groups = body.get("option_groups") if isinstance(body, dict) else None
        given = body.get("options") if isinstance(body, dict) else None
        every = [option for group in groups or () for option in group["options"]] if groups else given
        # An empty list is allowed here: nothing matches what was typed.
        problems = list(elements.options(every, "options")) if every != [] else []
        self._wrong(asked, problems, body)
        if problems:
            asked.failure = "no_options"
        else:
            asked.options = list(every or [])

    def _submitted(self, asked: Interaction, body: Any) -> None:
        view = asked.source
        assert isinstance(view, View)
        act = body.get("response_action") if isinstance(body, dict) else None
        if not body:
            self._close(asked, [view])
        elif act == "clear":
            self._close(asked, list(view.user.views))
        elif act == "errors":
            self._errors(asked, view, body.get("errors"))
        elif act in ("update", "push"):
            self._shown(asked, view, act, body.get("view"))
        else:
            asked.failure = MODAL_ERROR
            self._wrong(asked, [Problem("ack", "no such response_action", "invalid_arguments")], body)

    def _close(self, asked: Interaction, views: list[View]) -> None:
        for view in views:
            view.is_open = False
            if view in view.user.views:
                view.user.views.remove(view)
        asked.closed = True

    def _errors(self, asked: Interaction, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
        fits = isinstance(errors, dict) and errors and set(errors) <= inputs
        if not fits or not all(isinstance(text, str) and text for text in errors.values()):
            asked.failure = MODAL_ERROR
            what = f"errors must name input blocks ({sorted(inputs)}), each with a text"
            self._wrong(asked, [Problem("ack.errors", what, "invalid_arguments")], errors)
            return
        asked.errors = view.errors = errors

    def _shown(self, asked: Interaction, view: View, act: str, given: Any) -> None:
        body, problems = api_views.checked(given, "modal", self.state.settings.validates)
        self._wrong(asked, problems, given)
        if any(problem.error for problem in problems):
            asked.failure = MODAL_ERROR
        elif act == "update":
            api_views.change(self.state, view, body)
            self.state.viewed(view, asked)
        else:
            self._push(asked, view, body)

    def _push(self, asked: Interaction, view: View, body: Json) -> None:
        try:
            api_views.push(self.state, api_views.new_view(self.state, view.user, body), asked)
        except ApiError as error:
            asked.failure = MODAL_ERROR
            self._wrong(asked, [Problem("ack.view", error.error, error.error)], body)


def _failure(error: str, status: int) -> str:
    if not error.startswith("http_error"):
        return error
    return "http_client_error" if status < 500 else "http_service_error"
