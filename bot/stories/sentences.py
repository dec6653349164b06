"""Splitting plain text into sentences.

Used by the summary and wherever one sentence is quoted. It goes by punctuation, a list of abbreviations, and
the word that follows; a line end always ends a sentence, so titles and list items stand alone. It knows
English; other languages that end sentences with a full stop and a capital are split well enough.
"""

import re

from bot.stories.english import load

_LONGEST = 400  # characters; what is longer is cut at the best mark before
# Repetitions are bounded so that a text of nothing but marks takes no longer than another.
_END = re.compile(
    r"""([.!?…]{1,6}["'”’»)\]]{0,3})\s{1,3}(?=["'“‘«(\[]{0,3}(?:[^\W_a-z]|[a-z]{1,4}[A-Z]|\$|€|£))"""
    r"""|(?<=[。！？])"""
)
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+ )")
_LAST_WORD = re.compile(r"([^\s(\"'“‘\[]+?)\.$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]$")
_NEXT_WORD = re.compile(r"[\"'“‘«(\[]*([^\W_]+)")
_MARKS = ("; ", " — ", " – ", ": ", ", ", " ")


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in order, without white space around; none is over 400 characters."""
    found: list[str] = []
    for line in text.split("\n"):
        for part in _GLUED.split(line):
            for sentence in _split_line(part.strip()):
                found.extend(_cut(sentence))
    return tuple(found)


def _split_line(line: str) -> list[str]:
    sentences, start = [], 0
    for match in _END.finditer(line):
        end = match.end(1) if match[1] else match.end()
        if _ends(line[start:end], line[match.end() :]):
            sentences.append(line[start:end].strip())
            start = match.end()
    sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _ends(before: str, after: str) -> bool:
    """Decide whether a sentence ends between the two, where punctuation and a capital allow it."""
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    last = word[1].lower()
    if (
        last in load("titles_of_people")
        or last in load("before_more")
        or (last.isdigit() and before[:-1].strip().isdigit())
    ):
        return False
    if last in load("at_either") or (_INITIALS.match(word[1]) and word[1] != "I"):
        following = _NEXT_WORD.match(after)
        return following is not None and following[1].lower() in load("starters")
    return True


def _cut(sentence: str) -> list[str]:
    parts = []
    while len(sentence) > _LONGEST:
        places = (sentence.rfind(mark, _LONGEST // 3, _LONGEST - 1) for mark in _MARKS)
        at = next((place for place in places if place > 0), _LONGEST - 1)
        parts.append(sentence[: at + 1].strip())
        sentence = sentence[at + 1 :].strip()
    return [*parts, sentence] if sentence else parts
