"""Commands as a user types them: in a process of their own, with bytecode kept as installers keep it."""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock and the most memory it held."""

    seconds: float
    peak_mb: float


def as_installed(**more: str) -> dict[str, str]:
    """The environment without what would make Python compile every module anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | more


def measured(*words: str, **environment: str) -> Run:
    """Run Python with these words; its output is thrown away, its failure is raised."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words], env=as_installed(**environment), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, words)
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def peak_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
