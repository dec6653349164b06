"""The engine, opened for one verb: settings read, store open, the moment it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what a verb needs is imported when it runs
    from bot.app import App
    from bot.newsroom.news import Reader

HOME = "console:terminal"  # whose own terms and settings a verb uses: the terminal's (bot/orders.py)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open engine and the moment that its answer is for."""

    app: "App"
    now: datetime

    @property
    def reader(self) -> "Reader":
        """Who sits at the terminal: all that is stored is theirs to see."""
        from bot.newsroom.news import Reader

        return Reader(HOME)


@contextmanager
def opened(
    writing: bool = False, at: str | None = None, sources_file: Path | None = None
) -> Iterator[Opened]:
    """Open the engine with the settings as they are; `at` is a moment as people type it."""
    from bot.app import open_app
    from bot.cli.times import parse_now
    from bot.settings import load_settings

    settings = load_settings()
    with open_app(settings, sources_file, writing) as app:
        yield Opened(app, parse_now(at, settings.tz))
