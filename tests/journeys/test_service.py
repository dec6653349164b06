"""The bot as people run it: real processes, signals, the loopback platform, a piped and a typed chat."""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from bot.cli.run import run
from bot.demo.board import Board
from bot.demo.faults import Faults
from bot.demo.platform import Platform, served
from bot.errors import ConfigError
from bot.orders import Delivery, State
from bot.service import health
from bot.service.supervisor import now_utc
from bot.sources import catalogue
from bot.store import open_store
from tests.newsroom import put, report
from tests.wire.background import in_background
from tests.wire.service_process import ID, due_in, started, wait_until

PERSON = {"workspace": "w", "channel": "c", "person": "ada"}


@dataclass
class World:
    """The platform in this process, a data folder, and the bots that were started on it."""

    folder: Path
    board: Board
    platform: Platform
    url: str
    bots: list["Popen[bytes]"]

    def start(self) -> "Popen[bytes]":
        """Start the bot and wait until it is well."""
        bot = started("run", self.folder, self.url)
        self.bots.append(bot)
        wait_until(lambda: self.is_well(bot.pid))
        return bot

    def is_well(self, pid: int) -> bool:
        """Whether the bot of this process is well."""
        file = self.folder / health.FILE_NAME
        return health.check(self.folder, now_utc()).well and f'"pid": {pid},' in file.read_text("utf-8")

    def row(self) -> Delivery:
        """The digest's row of the ledger."""
        with open_store(self.folder, writing=False) as store:
            (row,) = store.deliveries.of_subscription(ID, 5)
            return row


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A platform, and a store in which a digest is due."""
    board = Board()
    platform = Platform(board, Faults())
    due_in(tmp_path, "loopback")

    @asynccontextmanager
    async def serving() -> Any:
        async with served(platform) as port:
            yield f"http://127.0.0.1:{port}"
        left = asyncio.all_tasks() - {asyncio.current_task()}  # answers to those who were killed
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    with in_background(serving) as url:
        world = World(tmp_path, board, platform, url, [])
        try:
            yield world
        finally:
            for bot in world.bots:
                bot.kill()
                bot.communicate()


def test_a_digest_comes_once_across_a_kill_and_commands_are_answered(world: World) -> None:
    first = world.start()
    wait_until(lambda: len(world.board.history("c", "")) == 1)
    httpx.post(f"{world.url}/inbox", json={**PERSON, "line": "help"}).raise_for_status()
    wait_until(lambda: bool(world.board.mailbox("ada")))
    first.kill()
    first.wait()
    assert not health.check(world.folder, now_utc() + timedelta(minutes=2)).well

    second = world.start()
    second.send_signal(signal.SIGTERM)
    out, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    assert out.decode().splitlines()[-2:] == ["loopback is at work.", "Stopped."]
    assert "stopped at" in health.check(world.folder, now_utc()).words
    assert sum(world.board.counts()["c"].values()) == 1
    assert world.row().state is State.SENT


def test_a_stop_loses_nothing_that_is_in_flight(world: World) -> None:
    world.platform.behave(Faults(late_s=1.0))  # accepted at once, answered later
    bot = started("run", world.folder, world.url)
    world.bots.append(bot)
    wait_until(lambda: len(world.board.history("c", "")) == 1)
    bot.send_signal(signal.SIGINT)
    assert bot.wait(30) == 0
    assert (world.row().state, world.row().message_id) == (State.SENT, "m1")


def test_a_second_signal_ends_it_at_once_and_the_next_start_finds_out(world: World) -> None:
    world.platform.behave(Faults(late_s=8.0))
    bot = started("run", world.folder, world.url)
    world.bots.append(bot)
    wait_until(lambda: len(world.board.history("c", "")) == 1)
    bot.send_signal(signal.SIGTERM)
    time.sleep(0.3)  # a signal that comes while another waits is one with it
    began = time.monotonic()
    bot.send_signal(signal.SIGTERM)
    assert bot.wait(10) == 128 + signal.SIGTERM
    assert time.monotonic() - began < 3
    assert world.row().state is State.SENDING
    world.platform.behave(Faults())
    world.start()
    wait_until(lambda: world.row().state is State.UNKNOWN)  # it is looked up when the lease is over


def test_a_second_bot_on_one_store_is_refused(world: World) -> None:
    first = world.start()
    second = started("run", world.folder, world.url)
    world.bots.append(second)
    _, err = second.communicate(timeout=30)
    assert second.returncode != 0
    assert f"another Tidings (process {first.pid})" in err.decode()


def test_check_says_by_its_code_whether_it_is_well(world: World) -> None:
    env = {"TIDINGS_DATA_DIR": str(world.folder)}
    result = CliRunner().invoke(run, ["--check"], env=env)
    assert result.exit_code == 1
    assert "not running" in result.output
    world.start()
    result = CliRunner().invoke(run, ["--check"], env=env)
    assert (result.exit_code, "loopback at work" in result.output) == (0, True)


def test_without_a_platform_it_says_what_to_do(tmp_path: Path) -> None:
    env = {"TIDINGS_DATA_DIR": str(tmp_path), "TIDINGS_LOOPBACK_URL": "", "TIDINGS_ADAPTERS": ""}
    result = CliRunner().invoke(run, [], env=env)
    assert isinstance(result.exception, ConfigError)
    assert "try `tidings chat`" in str(result.exception)
    assert "loopback is not set up; see TIDINGS_LOOPBACK_URL in .env.example" in result.output


def test_a_piped_chat_answers_line_after_line(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        put(store, {"7f3a01": [replace(report(4), feed_id=catalogue.load()[0].id)]})
    chat = started("chat", tmp_path)
    out, err = chat.communicate(
        b"explain rlhf\n/search Orrery-4\nstory 7f3a01\nhepl\nquit\nnever\n", timeout=60
    )
    text = out.decode()
    assert (chat.returncode, err) == (0, b"")
    starts = [text.index(words) for words in ("Explained", "Orrery-4", "https://wire.example/4", "'hepl'")]
    assert starts == sorted(starts)
    assert "never" not in text


def test_a_digest_arrives_in_the_room_at_its_time(tmp_path: Path) -> None:
    due_in(tmp_path, "console", "terminal")
    chat = started("chat", tmp_path)
    assert chat.stdout is not None
    assert "AI news" in read_until(chat.stdout.fileno(), "AI news")
    chat.communicate(b"quit\n", timeout=30)
    assert chat.returncode == 0
    with open_store(tmp_path) as store:
        (row,) = store.deliveries.of_subscription(ID, 5)
        assert row.state is State.SENT


def read_until(descriptor: int, words: str, within_s: float = 30.0) -> str:
    """What a process writes until these words came."""
    end, text = time.monotonic() + within_s, ""
    while words not in text:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"only {text!r} came"
        text += os.read(descriptor, 65_536).decode("utf-8", "replace")
    return text


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_a_typed_chat_completes_on_tab(tmp_path: Path) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:
        code = "from bot.cli.chat import chat; chat()"
        env = {"TIDINGS_DATA_DIR": str(tmp_path), "TERM": "xterm", "PATH": os.environ["PATH"]}
        os.execve(sys.executable, [sys.executable, "-c", code, "--no-collect"], env)
    try:
        assert "Tab completes" in read_until(terminal, "> ")
        os.write(terminal, b"/expl\t")
        read_until(terminal, "/explain ")
        os.write(terminal, b"rlh\t")
        read_until(terminal, "rlhf ")
        os.write(terminal, b"\r")
        assert "reinforcement learning" in read_until(terminal, "> ")
        os.write(terminal, b"quit\r")
        read_to_the_end(terminal)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
    finally:
        os.close(terminal)


def read_to_the_end(terminal: int) -> None:
    """Read what is left; a pseudo-terminal whose process ended answers with an error."""
    with suppress(OSError):
        while os.read(terminal, 65_536):
            pass
