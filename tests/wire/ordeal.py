"""A world for the bot to suffer in: a real store, the loopback platform and the bot, processes to be killed.

`with ordeal(folder, channels=10) as world` makes subscriptions due every day at 09:00 UTC and news for some
days. The test moves the true time (the platform's clock and the bot's) or the bot's clock alone, kills and
starts, and in the end asks `verdict`: for every subscription and day each part must be in its channel once.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import httpx

from bot.orders import EVERY_DAY, Delivery, Rule, State, Subscription, Wish, delivery_key
from bot.store import open_store
from tests.wire.edition import publish

FIRST_DAY = date(2026, 11, 23)
OPEN = frozenset({State.PLANNED, State.SENDING, State.UNKNOWN})


@dataclass(frozen=True)
class Verdict:
    """What became of all that was due: messages that should be there and are not, and those twice."""

    digests: int
    messages: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return not self.lost and not self.doubled


class World:
    """Processes and clocks; times are of the days that pass in it, not ours."""

    def __init__(
        self, folder: Path, subscriptions: tuple[Subscription, ...], bot_options: tuple[str, ...]
    ) -> None:
        self.folder = folder
        self.subscriptions = subscriptions
        self._bot_options = bot_options
        self._port_file, self._journal = folder / "port", folder / "journal"
        self._true, self._bots = folder / "true_clock", folder / "bots_clock"
        self._bot: subprocess.Popen[bytes] | None = None
        self._platform: subprocess.Popen[bytes] | None = None
        self._port = 0

    def move_to(self, at: datetime, bot_ahead: timedelta = timedelta()) -> None:
        """Let it be `at` truly; the bot's clock may go wrong by `bot_ahead`."""
        true_s = (at - datetime.now(UTC)).total_seconds()
        for file, ahead_s in ((self._true, true_s), (self._bots, true_s + bot_ahead.total_seconds())):
            new = file.with_suffix(".new")
            new.write_text(f"{ahead_s}", encoding="utf-8")
            new.replace(file)

    def start_platform(self, faults: Mapping[str, Any] | None = None) -> None:
        """Start the platform (again, at the same address, with all it had accepted)."""
        self._port_file.unlink(missing_ok=True)
        words = [str(self._port_file), "--port", str(self._port), "--journal", str(self._journal)]
        words += ["--clock", str(self._true), "--faults", json.dumps(dict(faults or {}))]
        self._platform = subprocess.Popen([sys.executable, "-m", "bot.demo.platform", *words])
        wait_until(self._port_file.exists, 20)
        self._port = int(self._port_file.read_text(encoding="utf-8"))

    @property
    def has_platform_ended(self) -> bool:
        """Whether the platform has died."""
        return self._platform is not None and self._platform.poll() is not None

    def start_bot(self) -> "subprocess.Popen[bytes]":
        """Start the bot's process."""
        words = [str(self.folder / "store"), self.url, str(self._bots), *self._bot_options]
        self._bot = subprocess.Popen([sys.executable, "-m", "tests.wire.bot_process", *words])
        return self._bot

    def kill_bot(self) -> None:
        """SIGKILL: nothing is closed, finished or flushed."""
        _end(self._bot)

    def kill_bot_at(self, arrivals: int, within_s: float) -> None:
        """SIGKILL once so many more messages have arrived, or after so long."""
        self.wait_for_arrivals(arrivals, within_s)
        self.kill_bot()

    def wait_for_arrivals(self, arrivals: int, within_s: float) -> None:
        """Wait until so many more messages have arrived, or so long."""
        end, wanted = time.monotonic() + within_s, self.arrived() + arrivals
        while self.arrived() < wanted and time.monotonic() < end:
            time.sleep(0.005)

    def stop_bot(self) -> int:
        """SIGTERM, and its exit status."""
        assert self._bot is not None
        self._bot.terminate()
        return self._bot.wait(20)

    def close(self) -> None:
        """End both."""
        _end(self._bot)
        _end(self._platform)

    @property
    def url(self) -> str:
        """The platform's address."""
        return f"http://127.0.0.1:{self._port}"

    def misbehave(self, **faults: object) -> None:
        """Have the platform do this wrong from now on."""
        httpx.post(f"{self.url}/faults", json=faults).raise_for_status()

    def counts(self) -> Mapping[str, Any]:
        """The platform's own count of messages and answers."""
        return dict(httpx.get(f"{self.url}/counts").json())

    def arrived(self) -> int:
        """How many messages the platform has."""
        return sum(sum(keyed.values()) for keyed in self.counts()["messages"].values())

    def order(self, channel: str) -> list[str]:
        """The keys of a channel's messages, in the order in which they came."""
        return [str(one["key"]) for one in httpx.get(f"{self.url}/channels/{channel}/messages").json()]

    def rows(self) -> list[Delivery]:
        """Every row of the ledger."""
        with open_store(self.folder / "store", writing=False) as store:
            return [
                row for one in self.subscriptions for row in store.deliveries.of_subscription(one.id, 10_000)
            ]

    def is_due_again(self, day: date) -> bool:
        """Whether the bot has seen its clock go back before the day's slots, which it had planned."""
        with open_store(self.folder / "store", writing=False) as store:
            found = [store.subscriptions.get(one.id) for one in self.subscriptions]
        return all(one is not None and one.next_due_at == at(9, day=(day - FIRST_DAY).days) for one in found)

    def wait_for(self, day: date, within_s: float = 60.0) -> None:
        """Wait until every subscription's digest of the day is there and nothing is open any more."""

        def is_done() -> bool:
            rows = self.rows()
            return {row.subscription for row in rows if row.slot == day} == {
                one.id for one in self.subscriptions
            } and not any(row.state in OPEN for row in rows)

        wait_until(is_done, within_s, lambda: str([row for row in self.rows() if row.state in OPEN][:3]))

    def verdict(self, *days: date) -> Verdict:
        """Judge: what the platform holds, against what each subscription should have had on these days."""
        there: Mapping[str, Mapping[str, int]] = self.counts()["messages"]
        rows = {row.key: row for row in self.rows()}
        lost, messages = [], 0
        for one in self.subscriptions:
            for day in days:
                first = rows.get(delivery_key(one.id, day, 0))
                for part in range(max(1, first.parts if first else 1)):
                    key = delivery_key(one.id, day, part)
                    messages += 1
                    if not there.get(one.channel, {}).get(key):
                        lost.append(key)
        doubled = [key for keyed in there.values() for key, count in keyed.items() if count > 1]
        return Verdict(len(self.subscriptions) * len(days), messages, tuple(lost), tuple(doubled))


@contextmanager
def ordeal(
    folder: Path, channels: int = 10, each: int = 1, days: int = 1, bot_options: tuple[str, ...] = ()
) -> Iterator[World]:
    """A world in which the platform runs, the bot does not yet, and it is just before the first slot."""
    subscriptions = tuple(
        _subscription(channel, number) for channel in range(channels) for number in range(each)
    )
    with open_store(folder / "store") as store:
        for one in subscriptions:
            store.subscriptions.add(one)
        for day in range(days):
            publish(store, FIRST_DAY + timedelta(days=day))
    world = World(folder, subscriptions, bot_options)
    world.move_to(at(8, 59))
    world.start_platform()
    try:
        yield world
    finally:
        world.close()


def at(hour: float, minute: float = 0, day: int = 0) -> datetime:
    """A moment of a day in the world."""
    start = datetime.combine(FIRST_DAY, wall_time(), UTC)
    return start + timedelta(days=day, hours=hour, minutes=minute)


def day(number: int) -> date:
    """A day of the world."""
    return FIRST_DAY + timedelta(days=number)


def wait_until(
    condition: Callable[[], bool], within_s: float, why: Callable[[], str] = lambda: "it did not come"
) -> None:
    """Wait for another process; raises TimeoutError with the reason."""
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(why())
        time.sleep(0.1)


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None:
        process.kill()
        process.wait()


def _subscription(channel: int, number: int) -> Subscription:
    return Subscription(
        id=f"{'abcdefgh'[number]}aa{channel:05d}".translate(str.maketrans("0189", "wxyz")),
        workspace="loopback:team", platform="loopback", channel=f"c{channel}",
        rule=Rule(wall_time(9), EVERY_DAY, "UTC"), wish=Wish(stories=9), created_by="ada",
        created_at=at(9, day=-1), next_due_at=at(9),
    )  # fmt: skip
