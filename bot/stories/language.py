"""Guessing a text's language where neither the entry nor its feed says it.

Used in cleaning, seldom. Script and frequent English words decide first; only what they leave open loads
py3langid (about 100 MB), limited to LANGUAGES. It would rather say "" than guess from a few words.
"""

import re
from functools import cache
from typing import Any

LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "zh")

_ENOUGH = 24  # letters below which a text is not judged
_SAMPLE = 600  # characters looked at
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_SCRIPT_SHARE = 0.15
_ENGLISH = re.compile(
    r"(?i)\b(?:the|and|of|to|is|are|with|for|that|this|from|its|it|as|by|at|how|what|why|new|we|our|you)\b"
)
_ENGLISH_SHARE = 0.12


def normal_language(code: str) -> str:
    """Return the primary tag of a language code in lower case: "en-US" and "EN_us" are "en"."""
    primary = re.split(r"[-_]", code.strip().lower())[0]
    return primary if primary.isalpha() and len(primary) in (2, 3) else ""


def guess_language(text: str) -> str:
    """Return the likely language of a text as a two-letter code, "" where it can't be told."""
    sample = text[:_SAMPLE]
    count = sum(map(str.isalpha, sample))
    for code, script in _SCRIPTS:
        if count and len(script.findall(sample)) / count > _SCRIPT_SHARE:
            return code
    if count < _ENOUGH:
        return ""
    words = sample.split()
    if sample.isascii() and len(_ENGLISH.findall(sample)) > max(2, _ENGLISH_SHARE * len(words)):
        return "en"
    return str(_identifier().classify(sample)[0])


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # large: loaded where it is needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
