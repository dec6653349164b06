"""Work aside: its own loop, its errors heard, a clean end when it is cancelled, a bounded wait when not."""

import asyncio
import threading

import pytest

from bot.service.aside import aside

pytestmark = pytest.mark.anyio


async def test_it_runs_in_another_thread_with_its_own_loop() -> None:
    seen: list[object] = []

    async def work() -> None:
        seen.extend([threading.current_thread().name, asyncio.get_running_loop()])

    await aside("collector", work, stop_s=5)
    assert seen[0] == "collector"
    assert seen[1] is not asyncio.get_running_loop()


async def test_what_it_raises_is_raised() -> None:
    async def work() -> None:
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault of ours"):
        await aside("collector", work, stop_s=5)


async def test_cancelled_it_ends_in_order() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(aside("collector", work, stop_s=10))
    while not begun.is_set():
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_cancelled_before_it_began_it_does_nothing_or_ends() -> None:
    for _ in range(20):
        task = asyncio.create_task(aside("collector", asyncio.Event().wait, stop_s=10))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_stop_does_not_wait_for_ever() -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def work() -> None:
        begun.set()
        go_on.wait(20)  # as clustering does: no loop turns meanwhile

    task = asyncio.create_task(aside("collector", work, stop_s=0.05))
    while not begun.is_set():
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
