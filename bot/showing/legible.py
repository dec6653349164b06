"""Text of strangers made legible: one line, nothing hidden in it, cut where a reader would, true addresses.

First step of showing anything. What a platform would take for markup is left in: escaping is the adapter's
(`Markup` in lines.py), and so is the limit.
"""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, urlsplit

ELLIPSIS = "…"
READ_MOST = 8_000  # characters of one text: twice of what a message holds
_MARKS_MOST = 4  # combining marks on one letter; stacked ones cover the lines around them
_ADDRESS_MOST = 512  # UTF-16 units; the smallest of the platforms' limits for a link
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

_ADDRESS_LIKE = re.compile(r"://|\S[.\u2024\u3002\uff0e\uff61][^\W\d_]{2,}")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_IN_ADDRESS = "/?:@!$&'+,;=~%#-._"  # what markup or brackets could end is percent-encoded
_SENTENCE_END = re.compile(r"[.?!…]['\"”’)]?(?= )")


def units(text: str) -> int:
    """The length in UTF-16 units: never less than Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str) -> str:
    """The text as one line without what cannot be seen: control, bidi and invisible characters.

    Joiners stay inside emoji and between letters of scripts that need them.
    """
    text = text[:READ_MOST]
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


def passes_for_address(words: str, host: str) -> bool:
    """Whether shown words could be taken for another address than that of the host they lead to."""
    return bool(_ADDRESS_LIKE.search(words)) and words.lower() != host
