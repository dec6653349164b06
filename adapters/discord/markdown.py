"""Text for Discord's markdown: nothing hidden in it, nothing of it acting, links to where they say.

Used by pieces.py and render.py; pure. What feeds and people wrote goes through `escaped` or `link`, or
through `shown` and `cut` where Discord knows no markdown (labels). It decides nothing about layout.
"""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, urlsplit

ELLIPSIS = "…"
_READ_MOST = 8_000  # characters of one text: twice of what a message holds
_MARKS_MOST = 4  # combining marks on one letter; stacked ones cover the lines around them
_ADDRESS_MOST = 512  # UTF-16 units; Discord's own limit for a link button
_LETTERS_LEAST = 8  # a link shows as many of its words, or is none
_JOINERS = "\u200c\u200d"
_EMOJI_LOOK = "\ufe0f"
# Letters and marks by their class that show nothing: fillers, blanks, selectors of a glyph's form.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\U000e0000-\U000e0fff]"
)
_NEW_EMOJI = range(0x1F000, 0x1FB00)  # Python's tables may be older than what people write
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_JOINED_FROM = "\u0590"  # scripts in which joiners mean something, and emoji, lie above

# Everywhere: what pairs, quotes or opens brackets. A colon before // (bare address), or opening :name:, also
# one that the end leaves open (something may follow). The dot of Discord's own hosts: it unfolds invitations.
_ACTING = re.compile(
    r"[\\*_~|`<>\[\]]|:(?=//|[\w~]+:|[\w~]*$)|(?<=discord)[.](?=\w)|(?<=discordapp)[.](?=\w)", re.I
)
_AT_START = re.compile(r"^(\d*)([-#+=.)])")
# The servers look for mentions in the raw text, whatever stands before them.
_CALLING = re.compile(r"@(?=everyone|here|[!&]?\d|$)", re.I)
_BREAK = "\u200b"
_ADDRESS_LIKE = re.compile(r"://|\S[.\u2024\u3002\uff0e\uff61][^\W\d_]{2,}")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_IN_ADDRESS = "/?:@!$&'+,;=~%#-._"  # what markdown or brackets could end is percent-encoded
_NO_BRACKETS = str.maketrans("[]", "()")  # Discord's parser counts escaped brackets in a link's words
_SENTENCE_END = re.compile(r"[.?!…]['\"”’)]?(?= )")


def units(text: str) -> int:
    """The length in UTF-16 units: never less than Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str) -> str:
    """The text as one line without what cannot be seen: control, bidi and invisible characters.

    Joiners stay inside emoji and between letters of scripts that need them.
    """
    text = text[:_READ_MOST]
    if text.isascii() and text.isprintable():  # most text: ten times as fast
        return " ".join(text.split())
    kept: list[str] = []
    marks, joiner = 0, ""
    for char in text:
        if char in _JOINERS:
            joiner = joiner or char
            continue
        if not _is_seen(char):
            continue
        is_mark = unicodedata.category(char).startswith("M")
        marks = marks + 1 if is_mark else 0
        if is_mark and (marks > _MARKS_MOST or not kept or kept[-1] == " "):
            continue
        if joiner and not is_mark and kept and min(kept[-1], char) >= _JOINED_FROM and char != "\u3000":
            kept.append(joiner)
        joiner = ""
        kept.append(" " if char.isspace() else char)
    return " ".join("".join(kept).split())


def _is_seen(char: str) -> bool:
    """Say whether a character is text, or a space."""
    if char.isspace():
        return True
    if _UNSEEN.match(char):
        return False
    match unicodedata.category(char):
        case "Cc" | "Cf" | "Cs" | "Co":
            return False
        case "Cn":
            return ord(char) in _NEW_EMOJI
        case _:
            return True


def cut(words: str, most: int, measured: Callable[[str], int] = units) -> str:
    """Shown words within `most`: cut at a sentence or word, with an ellipsis, never inside an emoji."""
    if measured(words) <= most:
        return words
    least, beyond = 0, len(words)
    while beyond - least > 1:
        middle = (least + beyond) // 2
        if measured(words[:middle] + ELLIPSIS) <= most:
            least = middle
        else:
            beyond = middle
    made = _ended(words, least)
    while made and measured(made) > most:
        least -= 1
        made = _ended(words, least)
    return made


def _ended(words: str, at: int) -> str:
    """The words cut at or before `at`: at a sentence near it, else between words near it."""
    if at < 0:
        return ""
    ends = [end.end() for end in _SENTENCE_END.finditer(words, 0, at)]
    if ends and ends[-1] >= at * 3 // 4:
        return f"{words[: ends[-1]]} {ELLIPSIS}"
    gap = words.rfind(" ", at * 2 // 3, at + 1)
    end = gap if gap > 0 else at
    while end and not _may_part(words, end):
        end -= 1
    return words[:end].rstrip() + ELLIPSIS


def _may_part(words: str, at: int) -> bool:
    """Say whether the characters on both sides of a place are not one sign, such as a flag or a family."""
    before, after = words[at - 1], words[at : at + 1]
    if not after:
        return True
    if before in _JOINERS or after in _JOINERS or ord(after) in _SKIN_TONES:
        return False
    if unicodedata.category(after).startswith("M"):
        return False
    if ord(after) not in _FLAG_LETTERS:
        return True
    start = at
    while start and ord(words[start - 1]) in _FLAG_LETTERS:
        start -= 1
    return (at - start) % 2 == 0


def marked(words: str) -> str:
    """Shown words with a backslash before whatever could act, and no mention in them."""
    text = _ACTING.sub(r"\\\g<0>", words)
    return _CALLING.sub(f"@{_BREAK}", _AT_START.sub(r"\1\\\2", text))


def escaped(text: str, most: int = _READ_MOST) -> str:
    """Text that is only text, within `most` units of markdown."""
    return cut_marked(shown(text), most)


def cut_marked(words: str, most: int) -> str:
    """Shown words as markdown within `most` units, never cut inside an escape."""
    return marked(cut(words, most, lambda made: units(marked(made)))) if most > 0 else ""


def address(url: str) -> str:
    """The address as it may stand in a link, "" where it is none: http(s), a host, no name before it."""
    try:
        parts = urlsplit(url.strip())
        host, port = host_of(url), parts.port
    except ValueError:
        return ""
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return ""
    rest = parts._replace(scheme="", netloc="").geturl()
    place = f"{parts.scheme}://{host}{f':{port}' if port else ''}"
    made = place + quote(
        rest if rest.startswith(("/", "?", "#")) else f"/{rest}", _IN_ADDRESS, errors="replace"
    )
    return made if units(made) <= _ADDRESS_MOST else ""


def host_of(url: str) -> str:
    """The host that an address leads to, letters beyond ASCII as punycode; "" where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
        host = f"[{host}]" if ":" in host else host.encode("idna").decode().lower()
    except (UnicodeError, ValueError):
        return ""
    return host if _HOST.fullmatch(host) else ""


def link(text: str, url: str, most: int) -> str:
    """Words that lead to the address; its host stands beside words that could pass for another address.

    Where it cannot be a link, or has no room for one, the words alone.
    """
    words, to, host = shown(text), address(url), host_of(url)
    if not to or not words:
        return cut_marked(words, most)
    if _ADDRESS_LIKE.search(words) and words.lower() != host:
        beside = f" ([{marked(host)}](<{to}>))"
        room = most - units(beside)
        return cut_marked(words, room) + beside if room >= _LETTERS_LEAST else cut_marked(words, most)
    room = most - units(f"[](<{to}>)")
    if room < min(_LETTERS_LEAST, units(marked(words))):
        return cut_marked(words, most)
    return f"[{cut_marked(words.translate(_NO_BRACKETS), room)}](<{to}>)"
