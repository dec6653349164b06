"""What would act in a text of Discord's markdown: an oracle for tests, made apart from the code it judges.

Written after Discord's public description of its markdown and of mentions; knows what our own pages use.
"""

import re
import unicodedata

_ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")
_LINK = re.compile(r"\[([^\[\]]+)\]\(<(https?://[^<>()\s\\]+)>\)")
_OURS_AT_START = re.compile(r"^(?:##|###|-#) (?:\d+\. )?", re.M)
_OUR_BOLD = re.compile(r"^\*\*([^*\n]+)\*\*", re.M)
_ACTIVE = {
    "pairs, quotes, brackets": re.compile(r"[\\*_~|`<>\[\]]"),
    "bare address": re.compile(r"\w://"),
    "emoji name": re.compile(r":[\w~]+:"),
    "line start": re.compile(r"^\s*(?:#{1,3}|-#|>|>>>|[-*+]|\d+[.)]) ", re.M),
}
_CALLS = {
    "mention": re.compile(r"@(?:everyone|here)|<@[!&]?\d+>", re.I),
    "channel, command, time, emoji": re.compile(r"<(?:#\d+|/[-\w ]+:\d+|t:-?\d+|a?:\w+:\d+|id:\w+)[^>\\]*>"),
    "invitation": re.compile(r"discord(?:app)?\.(?:gg|com)/", re.I),
}
_MAY_HIDE = "\u200c\u200d"


def active(content: str, on_a_page: bool = False) -> list[str]:
    """Names of what acts in a text; our own links are left aside, on a page our own line starts too."""
    found = [name for name, call in _CALLS.items() if call.search(_LINK.sub(r"\1", content))]
    bare = _LINK.sub(r"\1", _ESCAPE.sub("\ue000", content))
    if on_a_page:
        bare = _OUR_BOLD.sub(r"\1", _OURS_AT_START.sub("", bare))
    return found + [name for name, acting in _ACTIVE.items() if acting.search(bare)] + hidden(content)


def hidden(content: str) -> list[str]:
    """Names of characters that are not seen; a break that we put behind an @ is ours."""
    seen = content.replace("@\u200b", "@").replace("\n", "")
    classes = ((char, unicodedata.category(char)) for char in seen if char not in _MAY_HIDE)
    return [f"U+{ord(char):04X}" for char, kind in classes if kind in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")]


def links(content: str) -> list[tuple[str, str]]:
    """Words and address of each link."""
    return _LINK.findall(_ESCAPE.sub("\ue000", content))
