"""How long loading the lexicon and linking an article take, beside one plain regular expression.

The article is 2,000 words of the sample edition; the dense one is made of our own test sentences, each with a
term or its everyday double. Loading is measured in fresh interpreters, as a start of the program meets it.
"""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.senses import own_cases
from bot.demo.edition import outlets
from bot.glossary.lexicon import Lexicon, load
from bot.glossary.linker import link

_WORDS = 2_000
_RUNS = 25
_STARTS = 5
_LOAD = """
import time
from bot.glossary import lexicon
start = time.perf_counter()
lexicon.load().by_surface
print((time.perf_counter() - start) * 1e3)
"""


def run(_data: Path) -> dict[str, float]:
    """Median milliseconds: to load with the table of surfaces, to link, and of the baseline."""
    lexicon, article, dense = load(), _article(), _dense_article()
    start = time.perf_counter()
    link(article, lexicon)
    first_ms = (time.perf_counter() - start) * 1e3
    pattern = _one_regex(lexicon)
    return {
        "linking.terms": float(len(lexicon.terms)),
        "linking.surfaces": float(len(lexicon.by_surface)),
        "linking.load_ms": statistics.median(_load_ms() for _ in range(_STARTS)),
        "linking.first_article_ms": first_ms,
        "linking.article_ms": _median_ms(lambda: link(article, lexicon)),
        "linking.dense_article_ms": _median_ms(lambda: link(dense, lexicon)),
        "linking.dense_article_every_use_ms": _median_ms(lambda: link(dense, lexicon, every_use=True)),
        "linking.baseline_one_regex.article_ms": _median_ms(lambda: pattern.findall(article)),
    }


def _article() -> str:
    pieces = [piece for outlet in outlets() if outlet.language == "en" for piece in outlet.pieces]
    texts = [re.sub(r"<[^>]+>", " ", f"{piece.title}. {piece.html}") for piece in pieces]
    return " ".join(" ".join(texts).split()[:_WORDS])


def _dense_article() -> str:
    texts = [case.text for file in ("senses_tune.toml", "senses_check.toml") for case in own_cases(file)]
    return " ".join(" ".join(texts).split()[:_WORDS])


def _one_regex(lexicon: Lexicon) -> re.Pattern[str]:
    surfaces = sorted({it for term in lexicon.terms.values() for it in term.surfaces}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, surfaces))})s?\b", re.IGNORECASE)


def _median_ms(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def _load_ms() -> float:
    done = subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True)
    return float(done.stdout)
