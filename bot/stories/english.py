"""Word lists of English, as data: stop words, commands, abbreviations, names in their spelling.

Read by the rules of cleaning, headline, sentences and summary. The lists are in `english.toml`, each with
a line that says what is in it. No rule lives here.
"""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def load(name: str) -> frozenset[str]:
    """Return one list of english.toml, spelled as there; raises KeyError where there is none of this name."""
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, str]:
    data: dict[str, str] = tomllib.loads(files("bot.stories").joinpath("english.toml").read_text("utf-8"))
    return data
