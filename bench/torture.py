"""What the bot goes through without losing or doubling a message, at length: every figure is wanted at 0.

Real processes, really killed; a real store; real sockets; a simulated calendar. The judge is the platform's
own count (tests/wire/ordeal.py). The short versions are tests/journeys/test_torture.py.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.orders import State
from tests.wire.ordeal import Verdict, at, day, ordeal, wait_until

_KILLS = 100
_KILLS_A_DAY = 10
_LONG_S = 300.0


def run(_data: Path) -> dict[str, float]:
    """Lost and doubled messages of each ordeal, and how many there were."""
    figures: dict[str, float] = {}
    for name, suffer in _ORDEALS.items():
        start = time.monotonic()
        with TemporaryDirectory(prefix="tidings-torture-") as folder:
            verdict = suffer(Path(folder))
        figures |= {
            f"torture.{name}.messages": verdict.messages,
            f"torture.{name}.lost": len(verdict.lost),
            f"torture.{name}.doubled": len(verdict.doubled),
        }
        print(f"  {name}: {time.monotonic() - start:.0f} s", flush=True)
    return figures


def _kills(folder: Path) -> Verdict:
    """kill -9 at 100 random points of ten days: by arrivals, and by time alone."""
    random = Random(11)
    days = _KILLS // _KILLS_A_DAY
    with ordeal(folder, channels=20, days=days) as world:
        world.misbehave(late_s=0.03)
        for number in range(days):
            world.move_to(at(9, 1, number))
            for _ in range(_KILLS_A_DAY):
                world.start_bot()
                world.kill_bot_at(random.choice((1, 2, 5, 9, 1_000)), random.uniform(0.3, 6))
            world.start_bot()
            world.wait_for(day(number), _LONG_S)
            world.kill_bot()
        return world.verdict(*map(day, range(days)))


def _lost_answers(folder: Path) -> Verdict:
    """One answer in five lost after the message was taken, some messages lost, some taken late."""
    with ordeal(folder, channels=40, days=3) as world:
        world.misbehave(lose=0.15, fail=0.05, drop=0.05, slow=0.05, slow_s=0.8, unreadable=0.1)
        world.start_bot()
        for number in range(3):
            world.move_to(at(9, 1, number))
            world.wait_for(day(number), _LONG_S)
        return world.verdict(*map(day, range(3)))


def _same_key(folder: Path) -> Verdict:
    """The same on a platform that knows a repeated key for two minutes, with kills."""
    random = Random(12)
    with ordeal(folder, channels=40, bot_options=("--same-key", "110")) as world:
        world.misbehave(lose=0.2, same_key_s=120)
        world.move_to(at(9, 1))
        for _ in range(8):
            world.start_bot()
            world.kill_bot_at(random.randint(3, 30), 10)
        world.start_bot()
        world.wait_for(day(0), _LONG_S)
        return world.verdict(day(0))


def _storm(folder: Path) -> Verdict:
    """Most answers are 429 for a while."""
    with ordeal(folder, channels=40) as world:
        world.misbehave(storm=0.8, storm_s=1.0)
        world.start_bot()
        world.move_to(at(9, 1))
        wait_until(lambda: world.counts()["answers"].get("429", 0) > 50, _LONG_S)
        world.misbehave()
        world.wait_for(day(0), _LONG_S)
        return world.verdict(day(0))


def _clock(folder: Path) -> Verdict:
    """The bot's clock jumps by up to three hours either way, again and again, while answers are lost."""
    random = Random(13)
    with ordeal(folder, channels=20, days=5) as world:
        world.misbehave(lose=0.1)
        world.start_bot()
        for number in range(5):
            for step in range(6):
                jump = timedelta(hours=random.uniform(-3, 3))
                world.move_to(at(7 + step, random.randint(0, 59), number), jump)
                time.sleep(random.uniform(0.1, 1.5))
                if random.random() < 0.3:
                    world.kill_bot()
                    world.start_bot()
            world.move_to(at(14, 0, number))
            world.wait_for(day(number), _LONG_S)
        return world.verdict(*map(day, range(5)))


def _down(folder: Path) -> Verdict:
    """Thirty hours down: the newest slot is made up, the one before it is skipped and says so."""
    with ordeal(folder, channels=20, days=2) as world:
        world.move_to(at(14, 0, 1))
        world.start_bot()
        world.wait_for(day(1), _LONG_S)
        missed = [row for row in world.rows() if row.slot == day(0)]
        assert {row.state for row in missed} == {State.SKIPPED}, missed[:3]
        return world.verdict(day(1))


def _parts(folder: Path) -> Verdict:
    """A restart after every few parts, killed and cleanly stopped in turn; the parts stay in order."""
    random = Random(14)
    with ordeal(folder, channels=20) as world:
        world.misbehave(late_s=0.05)
        world.move_to(at(9, 1))
        for number in range(12):
            world.start_bot()
            world.wait_for_arrivals(random.randint(2, 7), 8)
            if number % 2:
                world.kill_bot()
            else:
                assert world.stop_bot() == 0
        world.start_bot()
        world.wait_for(day(0), _LONG_S)
        for channel in range(20):
            came = world.order(f"c{channel}")
            assert came == sorted(came), came
        return world.verdict(day(0))


def _dying_platform(folder: Path) -> Verdict:
    """The platform dies after taking a message, and comes back, ten times."""
    random = Random(15)
    with ordeal(folder, channels=20) as world:
        world.move_to(at(9, 1))
        world.start_bot()
        for _ in range(10):
            world.misbehave(dies_in=random.randint(1, 9), late_s=0.02)
            wait_until(lambda: world.has_platform_ended, _LONG_S)
            time.sleep(random.uniform(0, 1))
            world.start_platform()
        world.wait_for(day(0), _LONG_S)
        return world.verdict(day(0))


_ORDEALS: dict[str, Callable[[Path], Verdict]] = {
    "kill_9": _kills,
    "answers_lost": _lost_answers,
    "same_key": _same_key,
    "storm_of_429": _storm,
    "clock_jumps": _clock,
    "down_30_h": _down,
    "parts": _parts,
    "platform_dies": _dying_platform,
}
