"""Full text of article pages, scored as its benchmark scores it, beside all text of the body.

Reads DATA/article_extraction. The rule is that of the benchmark's published scorer
(github.com/scrapinghub/article-extraction-benchmark): shingles of 4 words are counted on both sides,
each page weighs the same, and F1 is made of the mean precision and the mean recall.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from lxml import html as lxml_html

from bot.sources.pages import extract_text

FOLDER = "article_extraction"
_WORDS = 4
_WORD = re.compile(r"\w+")
Extract = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of the shingles of one page: found and right, found and wrong, missed."""

    right: float
    wrong: float
    missed: float

    @classmethod
    def of(cls, wanted: str, found: str) -> "Overlap":
        """Compare two texts."""
        true, given = _shingles(wanted), _shingles(found)
        right, wrong, missed = ((true & given).total(), (given - true).total(), (true - given).total())
        whole = (right + wrong + missed) or 1
        return cls(right / whole, wrong / whole, missed / whole)

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else float(not self.missed)

    @property
    def recall(self) -> float:
        """How much of what was wanted is found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else float(not self.wrong)


def all_text(page: bytes, url: str) -> str:
    """The baseline: every word of the body but those of scripts and styles."""
    tree = lxml_html.fromstring(page)
    for element in list(tree.iter("script", "style", "noscript", "head")):
        if isinstance(element, lxml_html.HtmlElement):
            element.drop_tree()
    return " ".join(str(text) for text in tree.itertext())


def run(data: Path) -> dict[str, float]:
    """Score the shipped extraction and the baseline; {} where the data is absent."""
    folder = data / FOLDER
    if not folder.is_dir():
        print(f"extraction: no {FOLDER} in the data folder")
        return {}
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}
    ours = _scored(extract_text, truth, pages)
    return {
        "extraction.f1": _f1(ours),
        "extraction.precision": mean(page.precision for page in ours if page.right + page.wrong),
        "extraction.recall": mean(page.recall for page in ours if page.right + page.missed),
        "extraction.baseline_lxml_text.f1": _f1(_scored(all_text, truth, pages)),
    }


def _scored(
    extract: Extract, truth: Mapping[str, Mapping[str, str]], pages: Mapping[str, bytes]
) -> list[Overlap]:
    return [
        Overlap.of(page["articleBody"], extract(pages[name], page.get("url", "")))
        for name, page in truth.items()
    ]


def _f1(pages: list[Overlap]) -> float:
    precision = mean(page.precision for page in pages if page.right + page.wrong)
    recall = mean(page.recall for page in pages if page.right + page.missed)
    return 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + _WORDS]) for start in range(max(1, len(words) - _WORDS + 1)))
