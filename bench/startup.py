"""How long `tidings --help` takes beside `python -c "import httpx"`, in one run."""

import statistics
from pathlib import Path

from bench.typed import measured

_RUNS = 9


def run(_data: Path) -> dict[str, float]:
    """Median seconds of both, taken in turns, and their ratio (wanted: at most 2)."""
    ours, theirs = [], []
    for _ in range(_RUNS + 1):
        ours.append(measured("-m", "bot", "--help").seconds)
        theirs.append(measured("-c", "import httpx").seconds)
    help_s, httpx_s = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return {"startup.help_s": help_s, "startup.httpx_s": httpx_s, "startup.ratio_to_httpx": help_s / httpx_s}
