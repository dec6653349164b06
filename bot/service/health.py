"""The health file: how the running bot is, for supervisors, containers and people; and its judge.

Beside the service, which writes it every few seconds to the data folder; `tidings run --check` reads it in
another process. It holds no secret and no text that people wrote.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.service.supervisor import Condition, Standing

FILE_NAME = "health.json"
EVERY_S = 5.0
_FRESH = timedelta(seconds=60)  # a health file older than that was left behind, or its bot hangs
_PATIENCE = timedelta(seconds=60)  # a part may fail that long, as in a short outage of its platform


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the bot is at a moment. `stopped` says that it ended in order.

    `adapters` are the names of those parts that are platforms; `last_collect` is when a round ended last.
    """

    at: datetime
    pid: int = field(default_factory=os.getpid)
    stopped: bool = False
    parts: Mapping[str, Standing] = field(default_factory=dict)
    adapters: tuple[str, ...] = ()
    last_collect: datetime | None = None
    open_deliveries: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the bot is well, and why in one line."""

    well: bool
    words: str


def write(folder: Path, vitals: Vitals) -> None:
    """Write the health file whole or not at all: who reads it never sees half of one."""
    new = folder / f"{FILE_NAME}.new"
    new.write_text(json.dumps(_data(vitals), indent=1, default=str) + "\n", encoding="utf-8")
    new.replace(folder / FILE_NAME)


def check(folder: Path, now: datetime) -> Verdict:
    """Judge the bot of a data folder by its health file."""
    try:
        vitals = _vitals(json.loads((folder / FILE_NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Verdict(False, f"not running: no {FILE_NAME} in {folder}; start it with `tidings run`")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Verdict(False, f"{folder / FILE_NAME} cannot be read: {type(error).__name__}: {error}")
    return judged(vitals, now)


def judged(vitals: Vitals, now: datetime) -> Verdict:
    """Whether a bot with these vitals is well at `now`.

    An adapter that is off for its settings is named, but is no reason to restart the others; a part that has
    failed for a minute is, and so is a bot without any adapter at work.
    """
    if vitals.stopped:
        return Verdict(False, f"stopped at {_text(vitals.at)}; start it with `tidings run`")
    if not -_FRESH <= now - vitals.at <= _FRESH:
        age_s = (now - vitals.at).total_seconds()
        return Verdict(
            False, f"process {vitals.pid} last said {age_s:,.0f} s ago that it is well: it hangs or died"
        )
    failing = {
        name: part
        for name, part in vitals.parts.items()
        if part.condition is Condition.FAILING and now - part.since > _PATIENCE
    }
    if failing:
        return Verdict(
            False, "; ".join(f"{name} is failing: {part.reason}" for name, part in failing.items())
        )
    working = [name for name in vitals.adapters if _works(vitals.parts.get(name))]
    if not working:
        return Verdict(False, f"no adapter is at work{_off(vitals)}")
    return Verdict(True, f"well at {_text(vitals.at)}: {', '.join(working)} at work{_off(vitals)}")


def _works(part: Standing | None) -> bool:
    return part is not None and part.condition in (Condition.RUNNING, Condition.FAILING)


def _off(vitals: Vitals) -> str:
    off = ((name, part) for name, part in vitals.parts.items() if part.condition is Condition.OFF)
    return "".join(f"; {name} is off: {part.reason}" for name, part in off)


def _data(vitals: Vitals) -> dict[str, Any]:
    parts = {name: {**asdict(part), "since": part.since.isoformat()} for name, part in vitals.parts.items()}
    collected = vitals.last_collect.isoformat() if vitals.last_collect else None
    return {**asdict(vitals), "at": vitals.at.isoformat(), "parts": parts, "last_collect": collected}


def _vitals(data: dict[str, Any]) -> Vitals:
    parts = {
        name: Standing(
            Condition(part["condition"]),
            datetime.fromisoformat(part["since"]),
            int(part["failures"]),
            str(part["reason"]),
        )
        for name, part in data["parts"].items()
    }
    last = data["last_collect"]
    return Vitals(
        datetime.fromisoformat(data["at"]),
        int(data["pid"]),
        bool(data["stopped"]),
        parts,
        tuple(data["adapters"]),
        datetime.fromisoformat(last) if last else None,
        int(data["open_deliveries"]),
    )


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
