"""What the bot goes through without losing or doubling a message; bench/torture.py does the same for longer.

Real processes that are really killed, a real store, real sockets. Every test ends with a verdict of the
platform itself: each part of each digest is in its channel exactly once.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.orders import State
from tests.wire.bot_process import IN_USE
from tests.wire.ordeal import Verdict, World, at, day, ordeal, wait_until


def assert_clean(verdict: Verdict) -> None:
    assert (verdict.lost, verdict.doubled) == ((), ())
    assert verdict.messages > verdict.digests, "digests should have come in parts"


def test_kill_9_at_random_points(tmp_path: Path) -> None:
    random = Random(4)
    with ordeal(tmp_path, channels=8) as world:
        world.misbehave(late_s=0.03)
        world.move_to(at(9, 1))
        for _ in range(8):
            world.start_bot()
            world.kill_bot_at(arrivals=random.randint(1, 6), within_s=random.uniform(0.5, 3))
        world.start_bot()
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))


def test_answers_lost_and_messages_accepted_late(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=6) as world:
        world.misbehave(lose=0.1, fail=0.1, drop=0.05, slow=0.05, slow_s=0.8)
        world.start_bot()
        world.move_to(at(9, 1))
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))


def test_a_storm_of_429(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=10) as world:
        world.misbehave(storm=0.7, storm_s=0.3)
        world.start_bot()
        world.move_to(at(9, 1))
        wait_until(lambda: world.counts()["answers"].get("429", 0) > 5, 20)
        world.misbehave()
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))


def test_a_platform_that_dies_after_accepting(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=6) as world:
        world.misbehave(dies_in=7)
        world.start_bot()
        world.move_to(at(9, 1))
        wait_until(lambda: world.has_platform_ended, 20)
        world.start_platform()
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))


def test_a_clock_that_jumps_three_hours_ahead_and_back(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=4, days=2) as world:
        world.misbehave(lose=0.1)
        world.start_bot()
        world.move_to(at(8, 30), bot_ahead=timedelta(hours=3))
        wait_until(lambda: world.arrived() > 3, 20)
        world.move_to(at(8, 31), bot_ahead=timedelta(hours=-3))
        wait_until(lambda: world.is_due_again(day(0)), 20)  # what it had not begun then waits for 09:00
        world.move_to(at(9, 1))
        world.wait_for(day(0))
        world.move_to(at(9, 1, day=1), bot_ahead=timedelta(hours=-3))
        world.move_to(at(9, 2, day=1))
        world.wait_for(day(1))
        world.move_to(at(9, 3, day=1), bot_ahead=timedelta(hours=3))
        world.stop_bot()
        assert_clean(world.verdict(day(0), day(1)))


def test_thirty_hours_down(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=4, days=2) as world:
        world.move_to(at(14, day=1))  # down since 08:00 of the day before
        world.start_bot()
        world.wait_for(day(1))
        assert_clean(world.verdict(day(1)))
        missed = [row for row in world.rows() if row.slot == day(0)]
        assert {row.state for row in missed} == {State.SKIPPED}
        assert all("the next digest covers it" in row.reason for row in missed)


def test_restarts_between_the_parts_of_a_digest(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=2) as world:
        world.misbehave(late_s=0.1)
        world.move_to(at(9, 1))
        world.start_bot()
        world.kill_bot_at(arrivals=3, within_s=20)
        world.start_bot()
        wait_until(lambda: world.arrived() > 4, 20)
        assert world.stop_bot() == 0
        world.start_bot()
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))
        for channel in ("c0", "c1"):
            assert world.order(channel) == sorted(world.order(channel)), "parts in order"


def test_a_second_bot_on_the_same_store_refuses(tmp_path: Path) -> None:
    with ordeal(tmp_path, channels=2) as world:
        world.start_bot()
        world.move_to(at(9, 1))
        wait_until(lambda: world.arrived() > 0, 20)
        assert second(world).returncode == IN_USE
        assert "another Tidings" in second(world).stderr
        world.wait_for(day(0))
        assert_clean(world.verdict(day(0)))


def second(world: World) -> "subprocess.CompletedProcess[str]":
    """Another bot, started on the same store."""
    words = [str(world.folder / "store"), world.url, str(world.folder / "bots_clock")]
    return subprocess.run(
        [sys.executable, "-m", "tests.wire.bot_process", *words], capture_output=True, text=True, timeout=30
    )
