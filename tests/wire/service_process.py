"""The whole bot as a process, `tidings run` or `tidings chat`, over a store in which a digest is due."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.orders import EVERY_DAY, Rule, Subscription, Wish
from bot.store import Store, open_store

ID = "abcd2345"


def due(store: Store, platform: str, channel: str = "c") -> None:
    """Add a daily subscription of a channel that was due a minute ago."""
    at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1)
    store.subscriptions.add(
        Subscription(
            id=ID,
            workspace=f"{platform}:w",
            platform=platform,
            channel=channel,
            rule=Rule(at.time(), EVERY_DAY, "UTC"),
            wish=Wish(),
            created_by="p",
            created_at=at - timedelta(days=1),
            next_due_at=at,
        )
    )


def due_in(folder: Path, platform: str, channel: str = "c") -> None:
    """The same in a store that is not open."""
    with open_store(folder) as store:
        due(store, platform, channel)


def started(verb: str, folder: Path, url: str = "") -> "subprocess.Popen[bytes]":
    """Start the verb on this data folder and the loopback platform at `url`, with pipes to it."""
    code = f"import sys; from bot.cli.{verb} import {verb}; {verb}()"
    env = {"TIDINGS_DATA_DIR": str(folder), "TIDINGS_LOOPBACK_URL": url, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", code, "--no-collect"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    )


def wait_until(is_so: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
