"""Slack's refusals: an error word, with whatever goes beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One fault of a payload: where, what, and the error word Slack would answer (none: it would not)."""

    where: str
    what: str
    error: str = "invalid_blocks"

    def __str__(self) -> str:
        return f"{self.where or '(body)'}: {self.what}"


class ApiError(Exception):
    """A refusal that Slack would answer."""

    def __init__(self, error: str, problems: Sequence[Problem] = (), **beside: Any) -> None:
        self.error, self.problems, self.beside = error, tuple(problems), beside
        super().__init__(f"{error} {'; '.join(map(str, problems))}")

    def body(self) -> dict[str, Any]:
        """The JSON that says so."""
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.beside}
        if self.problems:
            answer["errors"] = [str(problem) for problem in self.problems]
            answer["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return answer


class RateLimited(ApiError):
    """Too many requests: a 429 with Retry-After."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__("ratelimited")
