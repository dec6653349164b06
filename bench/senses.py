"""How well links tell the AI sense of a word from others: the public sentences, and two sets of our own.

A sentence counts as linked where a link covers the word, and the word as written is a surface of the lexicon
(so "llama.cpp" is not the model Llama). `hard` are sentences whose surroundings do not give the sense away:
in the public set those from AI news and technical headlines, in ours those marked so. Precision is that of
the links. The baseline links every surface whose sentence has one word of a short list.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.glossary.lexicon import Lexicon, load, normal
from bot.glossary.linker import link

OWN = Path(__file__).parents[1] / "tests" / "bot" / "glossary"
_HARD_DOMAINS = ("ai", "headline")
_ONE_CUE = re.compile(
    r"\b(?:ai|llms?|gpt\S*|chatgpt|openai|anthropic|claude|gemini|qwen\S*|deepseek\S*|llama|models?"
    r"|neural|gpus?|machine learning|training|inference|tokens?|transformers?|benchmarks?|prompts?|agents?"
    r"|coding|datasets?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A word in a sentence, and whether its AI sense is meant."""

    text: str
    start: int
    end: int
    is_ai: bool
    is_hard: bool
    name: str


def run(data: Path) -> dict[str, float]:
    """Balanced accuracy, that on the hard part, and the precision of links, each beside the baseline's."""
    sets = {"own.tune": own_cases("senses_tune.toml"), "own.check": own_cases("senses_check.toml")}
    path = data / "wsd" / "term_sense.jsonl"
    if path.exists():
        sets = {"wsd": public_cases(path)} | sets
    else:
        print("  no wsd/term_sense.jsonl in the data folder: only our own sentences")
    return {f"senses.{name}.{key}": value for name, cases in sets.items() for key, value in _scores(cases)}


def public_cases(path: Path) -> list[Case]:
    """Read the public sentences."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Case(
            row["sentence"],
            row["start"],
            row["end"],
            bool(row["ai_sense"]),
            row["domain"] in _HARD_DOMAINS,
            row["term"],
        )
        for row in rows
    ]


def own_cases(file: str) -> list[Case]:
    """Read a set of our own; the surface is the first that stands in the sentence."""
    found = []
    for surface, groups in tomllib.loads((OWN / file).read_text(encoding="utf-8")).items():
        for group, texts in groups.items():
            for text in texts:
                match = re.search(rf"\b{re.escape(surface)}s?\b", text, re.IGNORECASE)
                assert match, f"{surface!r} is not in {text!r}"
                is_hard = group.endswith("_hard")
                found.append(Case(text, *match.span(), group.startswith("ai"), is_hard, surface))
    return found


def is_linked(case: Case, lexicon: Lexicon) -> bool:
    """Whether the linker finds the case's word to be a term."""
    word = case.text[case.start : case.end]
    owners = [lexicon.terms[slug] for slug in lexicon.by_surface.get(normal(word), ())]
    if not any(not term.cased or _is_as_written(word, term.cased) for term in owners):
        return False
    links = link(case.text, lexicon, every_use=True)
    return any(found.start <= case.start and case.end <= found.end for found in links)


def _is_as_written(word: str, cased: Iterable[str]) -> bool:
    return any(word in (surface, f"{surface}s") for surface in cased) or not any(
        word.casefold() == surface.casefold() for surface in cased
    )


def _scores(cases: list[Case]) -> Iterator[tuple[str, float]]:
    lexicon = load()
    ours = [is_linked(case, lexicon) for case in cases]
    baseline = [_one_cue(case) for case in cases]
    yield "sentences", float(len(cases))
    for prefix, linked in (("", ours), ("baseline_one_cue.", baseline)):
        pairs = list(zip(cases, linked, strict=True))
        yield f"{prefix}balanced_accuracy", balanced_accuracy(pairs)
        yield f"{prefix}hard.balanced_accuracy", balanced_accuracy([it for it in pairs if it[0].is_hard])
        right = sum(case.is_ai for case, was_linked in pairs if was_linked)
        yield f"{prefix}precision", right / max(1, sum(linked))


def balanced_accuracy(pairs: list[tuple[Case, bool]]) -> float:
    """Mean of the shares found right among AI senses and among the others."""
    shares = []
    for is_ai in (True, False):
        mine = [was_linked == is_ai for case, was_linked in pairs if case.is_ai == is_ai]
        shares.append(sum(mine) / max(1, len(mine)))
    return sum(shares) / 2


def _one_cue(case: Case) -> bool:
    around = f"{case.text[: case.start]} {case.text[case.end :]}"
    return _ONE_CUE.search(around) is not None
