"""How long `tidings --help` takes beside `python -c "import httpx"`, in one run."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

_RUNS = 9


def run(_data: Path) -> dict[str, float]:
    """Median seconds of both, taken in turns, and their ratio (wanted: at most 2)."""
    ours, theirs = [], []
    for _ in range(_RUNS):
        ours.append(_seconds("-m", "bot", "--help"))
        theirs.append(_seconds("-c", "import httpx"))
    help_s, httpx_s = statistics.median(ours), statistics.median(theirs)
    return {"startup.help_s": help_s, "startup.httpx_s": httpx_s, "startup.ratio_to_httpx": help_s / httpx_s}


def _seconds(*words: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
