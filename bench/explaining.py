"""Explaining: how many terms people may ask for are answered, how typos fare, and how fast an answer is.

Coverage is measured on the course glossary of the public data: `all` its terms; `general` without what is
tagged as part of one framework (TensorFlow and its machines) or of decision forests; `readers` without the
words of `labels/course_words.txt` too: what a reader of AI news could meet. A term counts if its name, or the
short or long form in brackets beside it, is an exact name or alias; a corrected typo does not count. Missing
names are printed. Typos are one random letter changed, dropped, added or swapped in surfaces of seven letters
or more; the baseline is difflib's best match. Times are of the loaded lexicon, the first and 99 of 100.
"""

import difflib
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.glossary.completion import complete
from bot.glossary.lexicon import Lexicon, load, normal
from bot.glossary.resolve import Resolved, resolve

_COURSE_WORDS = Path(__file__).parent / "labels" / "course_words.txt"
_LEFT_OUT = frozenset({"#TensorFlow", "#df"})
_BRACKETS = re.compile(r"^(.*?)\s*\((.+?)\)\s*(.*)$")
_OR = re.compile(r"\s+or\s+|^also called\s+")
_SHORTEST = 7
_TYPOS = 1_500
_BASELINE_TYPOS = 100  # difflib takes some 30 ms each
_SEED = 20_261_122


def run(data: Path) -> dict[str, float]:
    """Measure times, coverage where the glossary is there, and typos."""
    lexicon = load()
    path = data / "glossary" / "google_ml_glossary.jsonl"
    results = {"glossary.terms": float(len(lexicon.terms)), **times(lexicon)}  # first questions first
    if path.is_file():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        results |= coverage(rows, lexicon)
    else:
        print(f"  skipped coverage: no glossary in {data}")
    return results | typos(lexicon)


def coverage(rows: Sequence[dict[str, Any]], lexicon: Lexicon) -> dict[str, float]:
    """Share of the glossary's terms, and of those for readers, that a name or alias answers."""
    course = _course_words()
    sets = {
        "all": [row["term"] for row in rows],
        "general": [row["term"] for row in rows if not _LEFT_OUT & set(row["tags"])],
    }
    sets["readers"] = [term for term in sets["general"] if term.casefold() not in course]
    missing = [term for term in sets["readers"] if not _is_answered(term, lexicon)]
    print(f"  {len(rows)} terms, {len(sets['readers'])} for readers; missing: {'; '.join(missing)}")
    results = {"glossary.coverage.readers_terms": float(len(sets["readers"]))}
    for name, terms in sets.items():
        results[f"glossary.coverage.{name}"] = sum(_is_answered(term, lexicon) for term in terms) / len(terms)
    return results


def typos(lexicon: Lexicon) -> dict[str, float]:
    """Share of mistyped surfaces that resolve, that resolve or are offered, and that become another term."""
    chance = random.Random(_SEED)
    surfaces = [(name, slugs) for name, slugs in lexicon.by_surface.items() if _letters(name) >= _SHORTEST]
    asked = [(_mistyped(name, chance), slugs) for name, slugs in chance.choices(surfaces, k=_TYPOS)]
    found = [(resolve(typed, lexicon), set(slugs)) for typed, slugs in asked]
    right = sum(bool(_slugs(one) & slugs) for one, slugs in found)
    offered = sum(bool(slugs & {term.slug for term in one.nearest}) for one, slugs in found)
    wrong = sum(bool(_slugs(one)) and not _slugs(one) & slugs for one, slugs in found)
    names = list(lexicon.by_surface)
    plain = sum(
        _difflib(typed, names, lexicon) & set(slugs) != set() for typed, slugs in asked[:_BASELINE_TYPOS]
    )
    return {
        "explain.typos.resolved": right / _TYPOS,
        "explain.typos.resolved_or_offered": (right + offered) / _TYPOS,
        "explain.typos.wrong": wrong / _TYPOS,
        "explain.typos.baseline_difflib.resolved": plain / _BASELINE_TYPOS,
    }


def times(lexicon: Lexicon) -> dict[str, float]:
    """Time names, typos, unknown words and completions in ms: a process's first and the 99th percentile."""
    chance = random.Random(_SEED)
    names = chance.sample(list(lexicon.by_surface), k=500)
    asked = [*names, *(_mistyped(name, chance) for name in names), *(name[::-1] for name in names[:100])]
    heads = [name[: 1 + chance.randrange(8)] for name in names]
    first = {
        "explain.resolve.first_ms": _ms(resolve, "halucination", lexicon),
        "explain.complete.first_ms": _ms(complete, "re", lexicon),
    }
    return first | {
        "explain.resolve.p99_ms": _p99(_ms(resolve, words, lexicon) for words in asked),
        "explain.complete.p99_ms": _p99(_ms(complete, head, lexicon) for head in heads),
    }


def _course_words() -> frozenset[str]:
    lines = _COURSE_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split("|"))


def _is_answered(term: str, lexicon: Lexicon) -> bool:
    found = (resolve(form, lexicon) for form in _forms(term))
    return any(one.terms and not one.corrected for one in found)


def _forms(term: str) -> list[str]:
    """What a person would type for "area under the curve (AUC)": either form, or both."""
    match = _BRACKETS.match(term)
    forms = [term, f"{match[1]} {match[3]}", match[2]] if match else [term]
    return [form for whole in forms for form in _OR.split(whole) if normal(form)]


def _slugs(resolved: Resolved) -> set[str]:
    return {term.slug for term in resolved.terms}


def _letters(name: str) -> int:
    return sum(map(str.isalpha, name))


def _mistyped(name: str, chance: random.Random) -> str:
    """One slip at a random place: a letter dropped, added, changed, or swapped with the next."""
    at, letter = chance.randrange(len(name)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    head, here, tail = name[:at], name[at], name[at + 1 :]
    return chance.choice(
        (head + tail, head + letter + here + tail, head + letter + tail, head + tail[:1] + here + tail[1:])
    )


def _difflib(typed: str, names: Sequence[str], lexicon: Lexicon) -> set[str]:
    best = difflib.get_close_matches(normal(typed), names, n=1)
    return {slug for name in best for slug in lexicon.by_surface[name]}


def _ms(answer: Callable[[str, Lexicon], object], words: str, lexicon: Lexicon) -> float:
    start = time.perf_counter()
    answer(words, lexicon)
    return (time.perf_counter() - start) * 1000


def _p99(times_ms: Iterable[float]) -> float:
    ordered = sorted(times_ms)
    return ordered[int(len(ordered) * 0.99)]
