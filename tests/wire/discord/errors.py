"""Discord's refusals, as its API words them: a status, a code, and for a bad form where the faults are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WORDS: Mapping[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30032: (400, "Maximum number of application commands reached"),
    30034: (400, "Maximum number of daily application command creates has been reached"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged"),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "Follow-up messages from this user-installed application have reached their limit"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}
FORM_CODES = frozenset({50006, 50035, 50109})


@dataclass(frozen=True)
class Problem:
    """One fault of a form: where (keys and indices) and what."""

    where: tuple[str | int, ...]
    what: str
    code: str = "BASE_TYPE_BAD_VALUE"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.where)) or '(body)'}: {self.what}"


class ApiError(Exception):
    """A refusal that Discord would answer."""

    def __init__(self, code: int, problems: Sequence[Problem] = ()) -> None:
        self.code = code
        self.status, self.words = WORDS[code]
        self.problems = tuple(problems)
        super().__init__(f"{self.code} {self.words}: {'; '.join(map(str, problems))}")

    def body(self) -> dict[str, Any]:
        """The JSON that goes with the status."""
        answer: dict[str, Any] = {"code": self.code, "message": self.words}
        if self.problems:
            answer["errors"] = nested(self.problems)
        return answer


def nested(problems: Sequence[Problem]) -> dict[str, Any]:
    """Problems in Discord's nested form, `_errors` at each faulty leaf."""
    tree: dict[str, Any] = {}
    for problem in problems:
        leaf = tree
        for step in problem.where:
            leaf = leaf.setdefault(str(step), {})
        leaf.setdefault("_errors", []).append({"code": problem.code, "message": problem.what})
    return tree
