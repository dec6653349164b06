"""Golden pairs: real-looking answers of every kind beside the entries they must give.

`golden/KIND-CASE.ext` is the answer, `golden/KIND-CASE.expected.json` what `parse` makes of it.
"""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.model import Feed, Tier
from bot.sources.kinds import Parsed

FOLDER = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
URL = "https://feeds.example/all"


def golden_answers(kind: str = "") -> tuple[Path, ...]:
    """Return the answers of one kind, or of all."""
    return tuple(sorted(p for p in FOLDER.glob(f"{kind}*-*") if not p.name.endswith(".expected.json")))


def golden_feed(kind: str) -> Feed:
    """Return a feed of this kind."""
    return Feed("feed-1", kind, URL, "Title", "Publisher", "family", Tier.PRESS)


def expected(answer: Path) -> Any:
    """Return what the answer must give."""
    return json.loads(answer.with_suffix("").with_suffix(".expected.json").read_text())


def as_json(parsed: Parsed) -> Any:
    """Return parsed entries in the form the expectations are written in."""
    return json.loads(json.dumps(dataclasses.asdict(parsed), default=lambda date: date.isoformat()))
