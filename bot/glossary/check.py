"""The lexicon check: what is wrong with the entries, in words, for those who write them.

Beside `lexicon.py`, which loads whatever is there. `written_problems` reads the files as people wrote them,
`problems` the whole lexicon, `term_problems` one entry (a server's own term too). Reading level and spelling
need libraries that the product does not: they are in the tests. It mends nothing and judges no fact.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bot.glossary.lexicon import KINDS, Lexicon, Term, normal
from bot.stories.sentences import split_sentences

LONGEST_LINE = 200
SHORTEST_LINE = 30
SENTENCES = range(2, 7)  # of the fuller text: what it is, why it matters, a caveat
_PLACES = range(1, 4)
_MOST_RELATED = 6
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REQUIRED = {
    "slug": str,
    "name": str,
    "line": str,
    "text": str,
    "related": list,
    "read": list,
    "reviewed": date,
}
_OPTIONAL = dict.fromkeys(("aliases", "everyday", "cased", "shared", "cues", "against"), list)
_TOO_SHORT = 2  # letters
_MARKS = re.compile(r"[^\w\s-]")
_LEADING = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)


def written_problems(sources: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Check (kind, TOML text) of the term files: the keys, their types, and that no slug is written twice."""
    found: list[str] = []
    seen: set[str] = set()
    for kind, text in sources:
        if kind not in KINDS.values():
            found.append(f"{kind}: no such kind")
        for row in tomllib.loads(text).get("term", []):
            slug = str(row.get("slug", "an entry without a slug"))
            found += [f"{kind} {slug}: {problem}" for problem in _row_problems(row)]
            if slug in seen:
                found.append(f"{kind} {slug}: the slug is written twice")
            seen.add(slug)
    return tuple(found)


def problems(lexicon: Lexicon) -> tuple[str, ...]:
    """Check a whole lexicon: each entry, surfaces that two entries claim, dead related terms, circles."""
    found = [problem for term in lexicon.terms.values() for problem in term_problems(term)]
    return (*found, *_claimed_twice(lexicon), *_dead(lexicon), *_circles(lexicon))


def term_problems(term: Term) -> tuple[str, ...]:
    """Check one entry by itself: lengths, sentences, addresses, words declared of it that it has not."""
    checks = (_name_problems, _line_problems, _text_problems, _read_problems, _sense_problems)
    return tuple(f"{term.slug}: {problem}" for check in checks for problem in check(term))


def own_term_problems(term: Term) -> tuple[str, ...]:
    """Check a workspace's own term: as `term_problems`, but a line alone is enough."""
    checks = [_name_problems, _line_problems, _sense_problems]
    checks += [_text_problems] if term.text else []
    checks += [_read_problems] if term.read else []
    return tuple(problem for check in checks for problem in check(term))


def _row_problems(row: Mapping[str, Any]) -> Iterator[str]:
    known = _REQUIRED | _OPTIONAL
    if missing := sorted(_REQUIRED.keys() - row.keys()):
        yield f"lacks {', '.join(missing)}"
    if unknown := sorted(row.keys() - known.keys()):
        yield f"has unknown keys: {', '.join(unknown)}"
    for key, value in row.items():
        if key in known and not isinstance(value, known[key]):
            yield f"{key} is no {known[key].__name__}"
        elif key in _OPTIONAL or key == "related":
            if not all(isinstance(item, str) and item.strip() for item in value):
                yield f"{key} holds something that is no text"
        elif key == "read" and not all(
            isinstance(place, dict) and set(place) == {"title", "url"} for place in value
        ):
            yield "read holds something else than title and url"


def _name_problems(term: Term) -> Iterator[str]:
    if not _SLUG.fullmatch(term.slug):
        yield "the slug is not small letters and numbers with single hyphens"
    if term.kind not in KINDS.values():
        yield f"no such kind: {term.kind}"
    surfaces = [surface.strip() for surface in term.surfaces]
    if not all(map(normal, surfaces)):
        yield "a name or alias is empty"
    if len(set(surfaces)) < len(surfaces):
        yield "a name or alias stands twice"


def _line_problems(term: Term) -> Iterator[str]:
    if not SHORTEST_LINE <= len(term.line) <= LONGEST_LINE:
        yield f"the line has {len(term.line)} characters, not {SHORTEST_LINE} to {LONGEST_LINE}"
    if len(split_sentences(term.line)) != 1 or not term.line.endswith("."):
        yield "the line is not one sentence with a full stop"
    # A company's aliases hold its products and labs, which may say best who it is.
    own = (term.name,) if term.kind == "lab" else term.surfaces
    if used := [surface for surface in own if _uses(term.line, surface)]:
        yield f"the line explains {term.name!r} with itself: {used[0]!r}"


def _text_problems(term: Term) -> Iterator[str]:
    if (count := len(split_sentences(term.text))) not in SENTENCES:
        yield f"the text has {count} sentences, not {SENTENCES.start} to {SENTENCES.stop - 1}"
    if term.text.strip() == term.line:
        yield "the text only repeats the line"


def _read_problems(term: Term) -> Iterator[str]:
    if len(term.read) not in _PLACES:
        yield f"{len(term.read)} places to read more, not {_PLACES.start} to {_PLACES.stop - 1}"
    for place in term.read:
        if not place.url.startswith("https://") or not place.title.strip():
            yield f"a place to read more needs a title and an https address: {place.url!r}"
    if len({place.url for place in term.read}) < len(term.read):
        yield "a place to read more stands twice"


def _sense_problems(term: Term) -> Iterator[str]:
    for key in ("everyday", "cased", "shared"):
        for surface in set(getattr(term, key)) - set(term.surfaces):
            yield f"{key} names {surface!r}, which is neither its name nor an alias"
    if term.everyday and not term.cues:
        yield "an everyday word without cues can never be told from the common sense"
    if both := {*map(normal, term.cues)} & {*map(normal, term.against)}:
        yield f"speak both for and against it: {', '.join(sorted(both))}"


def _claimed_twice(lexicon: Lexicon) -> Iterator[str]:
    for surface, slugs in lexicon.by_surface.items():
        if len(slugs) < 2:
            continue
        for slug in slugs:
            if surface not in map(normal, lexicon.terms[slug].shared):
                others = ", ".join(other for other in slugs if other != slug)
                yield f"{slug}: {surface!r} is also a name of {others}; both must declare it as shared"


def _dead(lexicon: Lexicon) -> Iterator[str]:
    for term in lexicon.terms.values():
        if not 1 <= len(term.related) <= _MOST_RELATED:
            yield f"{term.slug}: {len(term.related)} related terms, not 1 to {_MOST_RELATED}"
        for slug in term.related:
            if slug not in lexicon.terms or slug == term.slug:
                yield f"{term.slug}: related {slug!r} is {'itself' if slug == term.slug else 'no entry'}"


def _circles(lexicon: Lexicon) -> Iterator[str]:
    """Two entries whose lines say nothing but one another: "X: a kind of Y." and "Y: a kind of X."."""
    leaning: defaultdict[str, set[str]] = defaultdict(set)
    for term in lexicon.terms.values():
        words = _plain(_LEADING.sub("", term.line)).split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + 5, len(words) + 1)):
                slugs = lexicon.by_surface.get(" ".join(words[start:end]), ())
                if slugs and 2 * (end - start) >= len(words):
                    leaning[term.slug].update(slugs)
    for slug, others in leaning.items():
        for other in others:
            if slug < other and slug in leaning[other]:
                yield f"{slug}: its line is only {other!r}, and the other way round"


def _uses(line: str, surface: str) -> bool:
    """Say whether a line holds a surface as whole words; two letters may be anything and do not count."""
    plain = normal(surface)
    return len(plain) > _TOO_SHORT and f" {plain} " in f" {_plain(line)} "


def _plain(line: str) -> str:
    return normal(_MARKS.sub(" ", line))
