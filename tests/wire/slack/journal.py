"""Every request that came, what was answered, and which payloads were wrong: for assertions and counting.

Tokens are masked before anything is kept.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.wire.slack.errors import Problem

TOKEN = re.compile(r"\b(xox[a-z](?:\.xox[a-z])?-|xapp-)[A-Za-z0-9-]+")


@dataclass
class Asked:
    """One request. `status` is 0 where no answer was given (connection cut, answer lost)."""

    method: str  # of the Web API; `response_url` for what came there
    args: dict[str, Any]
    at: float
    team: str = ""
    status: int = 0
    error: str = ""
    done: bool = False  # whether the world was changed or read, whatever was answered


@dataclass(frozen=True)
class Violation:
    """What Slack would refuse for its form, or what breaks the rules of the house, and why."""

    method: str
    problems: tuple[Problem, ...]
    body: Any = field(repr=False, default=None)


class Journal:
    """What was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.violations: list[Violation] = []

    def of(self, method: str) -> list[Asked]:
        """Requests of a method."""
        return list(self.where(lambda asked: asked.method == method))

    def where(self, true: Callable[[Asked], bool]) -> Iterator[Asked]:
        """Requests for which something holds."""
        return (asked for asked in self.asked if true(asked))

    def errors(self) -> dict[str, int]:
        """How often each error was answered."""
        counted: dict[str, int] = {}
        for asked in self.where(lambda asked: bool(asked.error)):
            counted[asked.error] = counted.get(asked.error, 0) + 1
        return counted

    def unknown(self) -> list[Asked]:
        """Requests of methods that this fake does not know."""
        return list(self.where(lambda asked: asked.error == "unknown_method"))

    def violated(self, method: str, problems: list[Problem], body: Any = None) -> None:
        """Keep what was wrong with something a bot did."""
        if problems:
            self.violations.append(Violation(method, tuple(problems), masked(body)))


def masked(value: Any) -> Any:
    """The same value with no token in it."""
    if isinstance(value, str):
        return TOKEN.sub(r"\1***", value)
    if isinstance(value, dict):
        secret = ("client_secret", "code", "refresh_token", "authorization")
        return {key: "***" if key in secret else masked(item) for key, item in value.items()}
    return [masked(item) for item in value] if isinstance(value, list) else value
