"""The demo's last scene: a digest ordered in a chat comes once although the bot is killed as it sends.

The chat platform (platform.py) runs here; the bot is a process of its own (bot.py) that gets a real SIGKILL.
Nothing is staged: the platform counts what arrived, and the ledger says how it found out.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from bot.demo.board import Board
from bot.demo.edition import NOW
from bot.demo.faults import Faults
from bot.demo.platform import Platform, ahead_by, served
from bot.document import Document, Fields
from bot.orders import Delivery, State
from bot.store import open_store

_LINE = "subscribe at 9am"
_TYPED_AT = datetime.combine(NOW.date(), time(8, 30), UTC)
_DUE_AT = datetime.combine(NOW.date(), time(9), UTC)
_PERSON: Mapping[str, Any] = {
    "workspace": "readers", "channel": "news", "person": "ines", "manager": True, "zone": "UTC",
}  # fmt: skip
_ANSWER_AFTER_S = 5.0  # the platform accepts at once and answers late: the bot is killed in between
_MOST_PARTS = 10
_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.01
_OPEN = frozenset({State.PLANNED, State.SENDING, State.UNKNOWN})


async def crash(folder: Path) -> Document:
    """Tell what happened, over a store that has read the sample edition.

    Raises RuntimeError where the digest did not come exactly once.
    """
    clock_file = folder / "clock"
    board = Board(clock=ahead_by(clock_file))
    platform = Platform(board, Faults(late_s=_ANSWER_AFTER_S))
    async with served(platform) as port:
        words = (str(folder), f"http://127.0.0.1:{port}", str(clock_file))
        _let_it_be(_TYPED_AT, clock_file)
        async with _bot(*words):
            board.type({**_PERSON, "line": _LINE})
            await _until(lambda: bool(board.mailbox(_PERSON["person"])), "an answer")
        _let_it_be(_DUE_AT, clock_file)
        async with _bot(*words):
            await _until(lambda: bool(_arrived(board)), "the digest")
        platform.behave(Faults())
        async with _bot(*words):
            await _until(lambda: not {row.state for row in _rows(folder)} & _OPEN, "the ledger's end")
        answer = board.mailbox(_PERSON["person"])[0]["text"].splitlines()
        return _told(answer, _arrived(board), _rows(folder))


def _told(answer: list[str], arrived: Mapping[str, int], rows: tuple[Delivery, ...]) -> Document:
    if arrived != {row.key: 1 for row in rows} or any(row.state is not State.SENT for row in rows):
        raise RuntimeError(f"arrived: {arrived}; in the ledger: {[(row.key, row.state) for row in rows]}")
    understood = next(line for line in answer[1:] if line.strip())
    sent = f"the first of the digest's {len(rows)} messages arrives; before the bot knows, it gets kill -9"
    return Document(
        "A subscription, and a crash while its digest is sent",
        (
            Fields(
                (
                    ("08:30", f"someone types in a channel: {_LINE}"),
                    ("", f"Tidings answers: {understood}"),
                    ("09:00", sent),
                    ("", "started again, it finds that message in the channel and sends what is missing"),
                    ("", f"in the channel now: {len(arrived)} messages, each once"),
                )
            ),
        ),
    )


def _let_it_be(at: datetime, clock_file: Path) -> None:
    clock_file.write_text(f"{(at - datetime.now(UTC)).total_seconds()}", encoding="utf-8")


@asynccontextmanager
async def _bot(*words: str) -> AsyncIterator[None]:
    """The bot at work; at the end it gets SIGKILL: nothing is closed, finished or flushed."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.demo.bot", *words)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def _until(happened: Callable[[], bool], what: str) -> None:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not happened():
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        raise RuntimeError(f"{what} did not come within {_PATIENCE_S:g} s") from None


def _arrived(board: Board) -> Mapping[str, int]:
    """How often each message of the digest is in the channel, by its key."""
    return board.counts().get(_PERSON["channel"], {})


def _rows(folder: Path) -> tuple[Delivery, ...]:
    """The ledger's rows of the one digest there is."""
    with open_store(folder, writing=False) as store:
        (ordered,) = store.subscriptions.of_channel("loopback", _PERSON["channel"])
        return store.deliveries.of_subscription(ordered.id, _MOST_PARTS)
