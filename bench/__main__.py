"""`python -m bench [GROUP] [--data DIR]`: run the benches of a group or all, print, and write results.json.

`quality` scores the shipped code, with thresholds and weights as shipped, on any folder laid out like
the public data; `speed` measures time and memory here; `reliability` counts
what is lost and doubled over zones, crashes and faults; `discord` does all of it through the real discord.py.
Without a word, all.
"""

import argparse
import importlib
import json
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
RESULTS = Path(__file__).parent / "results.json"
QUALITY = ("clusters", "ranking", "topics", "summaries", "extraction", "replay", "senses", "explaining")
SPEED = ("refresh", "digest_speed", "startup", "linking", "answers", "planning", "throughput", "idle")
DISCORD = ("discord_answers", "discord_sending", "discord_servers", "discord_torture")
RELIABILITY = ("schedules", "torture")
BENCHES = {"quality": QUALITY, "speed": SPEED, "reliability": RELIABILITY, "discord": DISCORD}


def main() -> None:
    """Run the asked benches one after another; each prints what it skips and why."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=tuple(BENCHES), help="which of them; all if left out")
    parser.add_argument("--data", type=Path, default=DATA, help="folder laid out like the public data")
    parser.add_argument("--only", help="one bench by name")
    asked = parser.parse_args()
    names = BENCHES[asked.what] if asked.what else tuple(chain.from_iterable(BENCHES.values()))
    results: dict[str, float] = {}
    for name in names if asked.only is None else (asked.only,):
        print(f"\n{name}", flush=True)
        figures: dict[str, float] = importlib.import_module(f"bench.{name}").run(asked.data)
        _print_table(figures)
        results |= figures
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"\n{len(results)} figures in {RESULTS.relative_to(ROOT)}")


def _print_table(figures: dict[str, float]) -> None:
    width = max((len(name) for name in figures), default=0)
    for name, value in figures.items():
        print(f"  {name:<{width}}  {value:>12,.4g}")


if __name__ == "__main__":
    main()
