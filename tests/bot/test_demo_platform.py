"""The loopback platform as the judge of the torture tests: it must lose and double nothing itself."""

import json
from pathlib import Path

import pytest

from bot.demo.board import Board
from bot.demo.faults import Chances, Faults, Gate

SAID = {"text": "hello", "key": "k1"}


def test_a_journal_brings_everything_back(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    board = Board(journal)
    kept = board.post("news", SAID)
    board.tell("ada", {"text": "psst"})
    board.close()
    again = Board(journal)
    assert again.history("news", "") == [kept]
    assert [one["text"] for one in again.mailbox("ada")] == ["psst"]
    assert again.counts() == {"news": {"k1": 1}}
    assert again.post("news", {"key": "k2"})["id"] not in {kept["id"]}
    again.close()


def test_a_line_cut_off_by_a_sudden_end_is_dropped_and_the_next_is_whole(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    board = Board(journal)
    board.post("news", SAID)
    board.close()
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"id": "m2", "chan')
    again = Board(journal)
    again.post("news", {"key": "k3"})
    again.close()
    assert [json.loads(line)["key"] for line in journal.read_text(encoding="utf-8").splitlines()] == [
        "k1",
        "k3",
    ]


def test_keys_are_counted_by_channel() -> None:
    board = Board()
    for channel in ("a", "a", "b"):
        board.post(channel, SAID)
    board.post("b", {"text": "an answer has no key"})
    assert board.counts() == {"a": {"k1": 2}, "b": {"k1": 1}}


def test_chances_repeat_by_their_seed() -> None:
    draws = [[Chances(7).happens(0.5) for _ in range(1)] for _ in range(3)]
    assert draws[0] == draws[1] == draws[2]
    assert not any(Chances(seed).happens(0) for seed in range(20))
    assert all(Chances(seed).happens(1) for seed in range(20))


def test_a_gate_holds_its_limits() -> None:
    gate = Gate(Faults(per_second=2, channel_gap_s=60))
    assert gate.closed_for_s("a") == (0.0, "")
    assert gate.closed_for_s("a")[1] == "channel"
    assert gate.closed_for_s("b") == (0.0, "")
    wait_s, scope = gate.closed_for_s("c")
    assert (0 < wait_s <= 1, scope) == (True, "all")


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(TypeError):
        Faults.of({"explode": 1})
    assert Faults.of({"closed": ["a"]}).closed == ("a",)
