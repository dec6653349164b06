"""Every request that came, what was answered, and which forms were wrong: for assertions and counting."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.discord.errors import Problem


@dataclass
class Asked:
    """One request. `status` is 0 where no answer was given (connection cut, answer lost)."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    route: str = ""  # the path's template
    status: int = 0
    scope: str = ""  # of a 429: user, global or shared
    done: bool = False  # whether the world was changed or read, whatever was answered


@dataclass(frozen=True)
class Violation:
    """A form that Discord would refuse, and why."""

    method: str
    path: str
    problems: tuple[Problem, ...]
    body: Any = field(repr=False)


class Journal:
    """What was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.violations: list[Violation] = []
        self._invalid: deque[float] = deque()

    def of(self, method: str, route: str = "") -> list[Asked]:
        """Requests of a method, and of a path's end or template where one is given."""
        return list(self.where(lambda asked: asked.method == method and _matches(asked, route)))

    def where(self, true: Callable[[Asked], bool]) -> Iterator[Asked]:
        """Requests for which something holds."""
        return (asked for asked in self.asked if true(asked))

    def statuses(self) -> dict[int, int]:
        """How often each status was answered."""
        counted: dict[int, int] = {}
        for asked in self.asked:
            counted[asked.status] = counted.get(asked.status, 0) + 1
        return counted

    def unknown(self) -> list[Asked]:
        """Requests of routes that this fake does not know."""
        return list(self.where(lambda asked: not asked.route and asked.status == 404))

    def answered(self, asked: Asked, answer: web.Response) -> web.Response:
        """Note what was answered; gives the answer back."""
        asked.status = answer.status
        if asked.status in (401, 403, 429) and asked.scope != "shared":
            self._invalid.append(asked.at)
        return answer

    def invalid(self, since: float) -> int:
        """Answers that count towards Discord's ban of an address: 401, 403, and 429 unless shared."""
        while self._invalid and self._invalid[0] < since:
            self._invalid.popleft()
        return len(self._invalid)


def _matches(asked: Asked, route: str) -> bool:
    return not route or asked.route == route or asked.path.endswith(route)
