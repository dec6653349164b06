"""The supervisor: keeps the service's named parts at work, each on its own.

Between `service.py`, which says what the parts are, and asyncio. A part that fails is logged and started
again, later and later; one whose settings are wrong stays off; none of them stops another. It knows
nothing of what a part does, and it never ends one by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog

from bot.errors import BotError, ConfigError, RegistryError
from bot.logs import redact

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 300.0
WELL_AFTER = timedelta(minutes=1)  # a part that ran so long starts anew with short waits

Run = Callable[[], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger()


def now_utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Condition(StrEnum):
    """A part's condition in one word."""

    RUNNING = "running"
    FAILING = "failing"  # it will be started again
    OFF = "off"  # its settings are wrong, or its library is missing
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands. `since` is when it last was well, or began; `failures` are those in a row."""

    condition: Condition
    since: datetime
    failures: int = 0
    reason: str = ""


class Supervisor:
    """Runs parts by name; `sleep` and `clock` are for tests."""

    def __init__(self, clock: Callable[[], datetime] = now_utc, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._standings: dict[str, Standing] = {}

    @property
    def standings(self) -> Mapping[str, Standing]:
        """How every part stands that was ever started."""
        return self._standings

    def is_failing(self, name: str) -> bool:
        """Whether the part has failed and waits to be started again."""
        standing = self._standings.get(name)
        return standing is not None and standing.condition is Condition.FAILING

    async def keep(self, name: str, run: Run) -> None:
        """Run a part, and again whenever it fails, until it returns or its settings turn out wrong."""
        standing = Standing(Condition.RUNNING, self._clock())
        while True:
            began = self._clock()
            self._standings[name] = replace(standing, condition=Condition.RUNNING)
            try:
                await run()
            except (ConfigError, RegistryError) as error:
                log.warning("part is off", part=name, reason=str(error))
                self._standings[name] = Standing(Condition.OFF, self._clock(), reason=str(error))
                return
            except Exception as error:
                cause = single(error)
                standing = after_failure(standing, cause, began, self._clock())
                self._standings[name] = standing
                wait_s = wait_after_s(standing.failures)
                _log_failure(name, cause, wait_s)
                await self._sleep(wait_s)
            else:
                self._standings[name] = Standing(Condition.ENDED, self._clock())
                return


def single(error: Exception) -> Exception:
    """What a group of one error holds; groups come from parts that hold several tasks."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def after_failure(before: Standing, error: Exception, began: datetime, now: datetime) -> Standing:
    """How a part stands that failed now: failures are in a row unless it had been well for a while."""
    was_well = now - began >= WELL_AFTER
    return Standing(
        Condition.FAILING,
        since=now if was_well or not before.failures else before.since,
        failures=1 if was_well else before.failures + 1,
        reason=redact(str(error)) or type(error).__name__,
    )


def wait_after_s(failures: int) -> float:
    """Seconds until a part is started again: doubled with each failure in a row, five minutes at most."""
    return min(FIRST_WAIT_S * 2.0 ** min(failures - 1, 20), LONGEST_WAIT_S)


def _log_failure(name: str, error: Exception, wait_s: float) -> None:
    """An expected failure is a sentence; any other shows where it came from."""
    if isinstance(error, BotError):
        log.error("part failed", part=name, reason=str(error), again_in_s=wait_s)
    else:
        log.error("part failed", part=name, again_in_s=wait_s, exc_info=error)
