"""Worker processes: results and errors come back, and a call that hangs or dies takes only itself down."""

import asyncio
import os

import pytest

from bot.errors import FetchError
from bot.sources.workers import WorkerLost, Workers
from tests.wire.work import chatter, die, fail_unsendably, hang, pid, refuse

pytestmark = pytest.mark.anyio


async def test_calls_run_elsewhere_and_a_worker_is_used_again() -> None:
    workers = Workers(1)
    first = await workers.run(pid)
    assert first != os.getpid()
    assert await workers.run(pid) == first
    assert await workers.run(sorted, [3, 1, 2]) == [1, 2, 3]


async def test_calls_wait_for_a_free_worker() -> None:
    workers = Workers(2)
    assert len(set(await asyncio.gather(*(workers.run(pid) for _ in range(8))))) <= 2


async def test_errors_come_back_whole() -> None:
    workers = Workers(1)
    with pytest.raises(FetchError, match="no") as caught:
        await workers.run(refuse)
    assert (caught.value.feed, caught.value.status, caught.value.retry_after_s) == ("lab", 503, 5.0)
    with pytest.raises(TypeError):  # it cannot be rebuilt here, but it is an error all the same
        await workers.run(fail_unsendably)
    assert await workers.run(pid)


async def test_a_call_that_hangs_is_killed_and_the_next_one_runs() -> None:
    workers = Workers(1, limit_s=1.0)
    with pytest.raises(WorkerLost, match="longer than 1 s"):
        await workers.run(hang)
    assert await workers.run(pid)


async def test_a_call_that_kills_its_process_takes_only_itself_down() -> None:
    workers = Workers(1)
    with pytest.raises(WorkerLost, match="took the process down"):
        await workers.run(die)
    assert await workers.run(chatter) == "answer"


async def test_a_cancelled_call_leaves_no_half_answer_behind() -> None:
    workers = Workers(1)
    await workers.run(pid)
    task = asyncio.create_task(workers.run(hang))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(task, 0.1)
    assert await workers.run(chatter) == "answer"
