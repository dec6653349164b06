"""What the bot costs while nothing is due: CPU and memory of `tidings run` with 20,000 subscriptions.

The real service in a process of its own, on the loopback platform in another: planning, the Sender and the
health file at work beside a ledger of 100,000 messages sent, no source asked. CPU is a share of one core.
Where there is no /proc (not Linux) the figures are left out. Needs no data folder.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.orders import EVERY_DAY, Delivery, Rule, State, Subscription, Wish, delivery_key
from bot.service import health
from bot.service.supervisor import now_utc
from bot.store import open_store
from tests.wire.edition import publish

SUBSCRIPTIONS = 20_000
_SENT_DAYS = 5
_SETTLE_S = 10.0
_MEASURED_S = 20.0
_START_S = 60.0


def run(data: Path) -> dict[str, float]:
    """CPU share in per cent of a core, and resident megabytes."""
    if not Path("/proc/self/stat").exists():
        print("  skipped: there is no /proc here")
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        with _platform(folder) as url, _bot(folder, url) as pid:
            time.sleep(_SETTLE_S)
            before, began = cpu_s(pid), time.monotonic()
            time.sleep(_MEASURED_S)
            used_s, passed_s = cpu_s(pid) - before, time.monotonic() - began
            assert health.check(folder, now_utc()).well
            return {
                "idle.subscriptions": SUBSCRIPTIONS,
                "idle.cpu.percent": 100 * used_s / passed_s,
                "idle.memory.mb": memory_mb(pid),
            }


def _fill(folder: Path) -> None:
    """Subscriptions of which none is due for hours, and the news of a week."""
    now = now_utc().replace(minute=0, second=0, microsecond=0)
    due_at = now + timedelta(hours=12)
    rule = Rule(due_at.time().replace(tzinfo=None), EVERY_DAY, "UTC")
    orders = [
        Subscription(
            f"s{number:07}",
            f"loopback:w{number // 4}",
            "loopback",
            f"c{number}",
            rule,
            Wish(),
            "p",
            now,
            due_at,
        )
        for number in range(SUBSCRIPTIONS)
    ]
    with open_store(folder) as store, store.db.atomic():
        for days in range(1, _SENT_DAYS + 1):
            publish(store, (now - timedelta(days=days)).date())
            store.deliveries.plan([_sent(order, now - timedelta(days=days)) for order in orders], ())
        for order in orders:
            store.subscriptions.add(order)


def _sent(order: Subscription, at: datetime) -> Delivery:
    slot = at.date()
    return Delivery(
        delivery_key(order.id, slot, 0), order.id, slot, 0, 1, order.platform, order.channel, State.SENT,
        slot_at=at, due_at=at, expires_at=at, attempts=1, first_try=at, last_try=at, message_id="m",
    )  # fmt: skip


@contextmanager
def _platform(folder: Path) -> Iterator[str]:
    port_file = folder / "port"
    platform = subprocess.Popen([sys.executable, "-m", "bot.demo.platform", str(port_file)])
    try:
        _wait_for(port_file.exists)
        yield f"http://127.0.0.1:{port_file.read_text(encoding='utf-8')}"
    finally:
        platform.kill()
        platform.wait()


@contextmanager
def _bot(folder: Path, url: str) -> Iterator[int]:
    env = {**os.environ, "TIDINGS_DATA_DIR": str(folder), "TIDINGS_LOOPBACK_URL": url}
    code = "from bot.cli.run import run; run()"
    bot = subprocess.Popen([sys.executable, "-c", code, "--no-collect"], env=env, stdout=subprocess.DEVNULL)
    try:
        _wait_for(lambda: health.check(folder, now_utc()).well)
        yield bot.pid
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0
    finally:
        bot.kill()
        bot.wait()


def _wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _START_S
    while not is_so():
        assert time.monotonic() < end, "it did not start in time"
        time.sleep(0.05)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process so far, as proc(5) has them: fields 14 and 15, in clock ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Resident megabytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
