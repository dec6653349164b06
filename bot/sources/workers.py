"""Processes for work on hostile bytes: off the event loop, on every core, killed when they take too long.

Used by collect (parsing) and pages (text of articles). A worker is a Python of our own that reads a
pickled call from its input and writes the pickled outcome to its output; it starts with the first call
and ends with the pool. Functions must be importable by name. The calls come from us: nothing
that came from the network is unpickled here, only what our own functions made of it.
"""

import asyncio
import contextlib
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, ParamSpec, Self, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")

_START = "import sys; sys.path[:] = sys.argv[1:]; from bot.sources.workers import serve; serve()"
_SIZE = 8
_PIPE_BUFFER = 1024 * 1024
_READY = b"!"
_IMPORT_LIMIT_S = 60.0


class WorkerLost(Exception):
    """A call took too long, or took its worker down with it."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    error: Exception | None = None


class Workers:
    """Up to `count` processes; use it as `async with Workers(2) as workers`.

    `limit_s` is for one call, not for the imports before it.
    """

    def __init__(self, count: int, limit_s: float = 10.0) -> None:
        self.limit_s = limit_s
        self._free = asyncio.Semaphore(max(1, count))
        self._idle: list[Process] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await _end(self._idle.pop())

    async def run(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Call a function in a worker; raises what it raises, or WorkerLost."""
        call = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        async with self._free:
            outcome = await self._outcome(call)
        if outcome.error is not None:
            raise outcome.error
        return cast(_R, outcome.value)

    async def _outcome(self, call: bytes) -> _Outcome:
        worker = self._idle.pop() if self._idle else await _started()
        whole = False
        try:
            async with asyncio.timeout(_IMPORT_LIMIT_S):
                await _sent(worker, call)
            async with asyncio.timeout(self.limit_s):
                outcome = await _received(worker)
            whole = True
        except TimeoutError as error:
            raise WorkerLost(f"it took longer than {self.limit_s:g} s") from error
        except (EOFError, OSError) as error:
            raise WorkerLost("it took the process down that worked on it") from error
        finally:
            # A worker that was left in the middle of a call would answer the next one wrongly.
            if whole:
                self._idle.append(worker)
            else:
                await _end(worker, at_once=True)
        return outcome


async def _started() -> Process:
    # -P keeps the current folder out of the search path: it finds its code where this process does.
    path = [entry for entry in sys.path if entry]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", _START, *path,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_PIPE_BUFFER,
    )  # fmt: skip


async def _sent(worker: Process, call: bytes) -> None:
    """Hand a call over, and wait until the worker has read it and imported what it needs."""
    assert worker.stdin and worker.stdout
    worker.stdin.write(len(call).to_bytes(_SIZE, "big"))
    worker.stdin.write(call)
    await worker.stdin.drain()
    await worker.stdout.readexactly(len(_READY))


async def _received(worker: Process) -> _Outcome:
    assert worker.stdout
    size = int.from_bytes(await worker.stdout.readexactly(_SIZE), "big")
    return cast(_Outcome, pickle.loads(await worker.stdout.readexactly(size)))  # noqa: S301 (our own process)


async def _end(worker: Process, at_once: bool = False) -> None:
    assert worker.stdin
    worker.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        if at_once:
            worker.kill()
    # Its input has ended, so it ends; what it still had to say is read, or its pipe would stay open.
    with contextlib.suppress(OSError):
        await worker.communicate()


def serve() -> None:
    """Answer calls from standard input until it ends; what a worker runs."""
    calls, outcomes = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not land between our answers.
    os.dup2(2, 1)
    while size := calls.read(_SIZE):
        answer = _answered(calls.read(int.from_bytes(size, "big")), outcomes)
        _say(outcomes, len(answer).to_bytes(_SIZE, "big") + answer)


def _say(outcomes: BinaryIO, what: bytes) -> None:
    outcomes.write(what)
    outcomes.flush()


def _answered(call: bytes, outcomes: BinaryIO) -> bytes:
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301 (from the process that started us)
        _say(outcomes, _READY)
    except Exception as error:
        _say(outcomes, _READY)
        return _failure(error)
    try:
        return _pickled(_Outcome(value=function(*args, **kwargs)))
    except Exception as error:
        return _failure(error)


def _failure(error: Exception) -> bytes:
    try:
        answer = _pickled(_Outcome(error=error))
        pickle.loads(answer)  # noqa: S301 (not every exception survives the way back)
    except Exception:
        answer = _pickled(_Outcome(error=RuntimeError(f"{type(error).__name__}: {error}")))
    return answer


def _pickled(outcome: _Outcome) -> bytes:
    return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
