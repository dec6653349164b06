"""The health file and its judge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.service.health import FILE_NAME, Vitals, check, judged, write
from bot.service.supervisor import Condition, Standing

NOW = datetime(2026, 11, 22, 8, 0, 7, 250_000, tzinfo=UTC)
RUNNING = Standing(Condition.RUNNING, NOW - timedelta(hours=3))
OFF = Standing(Condition.OFF, NOW, reason="TIDINGS_DISCORD_TOKEN is missing")
WELL = Vitals(
    NOW,
    pid=4711,
    parts={"collector": RUNNING, "loopback": RUNNING},
    adapters=("loopback",),
    last_collect=NOW - timedelta(minutes=3),
    open_deliveries=2,
)


def failing(since: timedelta) -> Standing:
    """A part that fails since so long."""
    return Standing(Condition.FAILING, NOW - since, 7, "unreachable")


def test_a_well_bot_is_well(tmp_path: Path) -> None:
    write(tmp_path, WELL)
    verdict = check(tmp_path, NOW + timedelta(seconds=9))
    assert verdict.well
    assert verdict.words == "well at 2026-11-22 08:00:07 UTC: loopback at work"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    ("vitals", "says"),
    [
        (replace(WELL, stopped=True), "stopped at 2026-11-22 08:00:07 UTC"),
        (replace(WELL, at=NOW - timedelta(minutes=5)), "process 4711 last said 300 s ago"),
        (replace(WELL, at=NOW + timedelta(hours=3)), "hangs or died"),
        (
            replace(WELL, parts={**WELL.parts, "collector": failing(timedelta(minutes=2))}),
            "collector is failing: unreachable",
        ),
        (replace(WELL, parts={"loopback": OFF}), "no adapter is at work; loopback is off: TIDINGS_DISCORD"),
        (replace(WELL, adapters=()), "no adapter is at work"),
    ],
)
def test_a_bot_that_is_not_well_says_why(vitals: Vitals, says: str) -> None:
    verdict = judged(vitals, NOW)
    assert not verdict.well
    assert says in verdict.words


def test_a_short_failure_and_an_adapter_without_settings_are_no_reason_to_restart_the_others() -> None:
    parts = {**WELL.parts, "slack": failing(timedelta(seconds=20)), "discord": OFF}
    verdict = judged(replace(WELL, parts=parts, adapters=("loopback", "slack", "discord")), NOW)
    assert verdict.well
    assert verdict.words.endswith("loopback, slack at work; discord is off: TIDINGS_DISCORD_TOKEN is missing")


def test_without_a_file_nothing_runs(tmp_path: Path) -> None:
    verdict = check(tmp_path, NOW)
    assert not verdict.well
    assert "start it with `tidings run`" in verdict.words


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"parts": []}', "null", '{"parts": {"a": 1}}'])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    verdict = check(tmp_path, NOW)
    assert not verdict.well
    assert "cannot be read" in verdict.words
