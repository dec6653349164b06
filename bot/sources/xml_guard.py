"""XML from strangers made fit for a parser: decoded, refused where it attacks, mended where it is sloppy.

Stands before every XML parser of Tidings (`kinds/feed.py`, `opml.py`). Pure; reads no file, fetches nothing,
expands no entity. It does not know what a feed is.
"""

import codecs
import html.entities
import re
from collections.abc import Iterator

from bot.errors import ParseError

MAX_CHARACTERS = 8_000_000
MAX_DEPTH = 256  # a feed is five deep, XHTML inside one perhaps thirty; libxml2 has the same limit
MAX_LOAD = 30_000  # in tags, outside CDATA; feedparser needs about 20 microseconds for each
_PER_REFERENCE = 1 / 3  # an ampersand's share of a tag's time, measured; likewise an attribute's
_PER_ATTRIBUTE = 1 / 5
_MAX_REFERENCES = 500_000

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How "<?" looks without a byte-order mark (XML 1.0, appendix F).
_STARTS = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[]*(\[)?[^<>]*>?", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPENING = re.compile(r"<!\[CDATA\[|<!--")
OPAQUE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DECLARES = re.compile(r"<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)\b", re.IGNORECASE)
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z]\w{0,40});)?"
)
# Windows-1252 passed off as Latin-1 shows as these control characters; HTML reads them like this too.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")


def guarded_xml(body: bytes, content_type: str = "") -> str:
    """Return the document as text without declaration and DOCTYPE, every reference in it a known one.

    Lines stay where they were. Raises ParseError for entity declarations and for what is too long. Call
    `check_load` before a parser gets the text.
    """
    text = decoded(body, content_type)
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"longer than {MAX_CHARACTERS} characters")
    text = _FORBIDDEN.sub("", text.lstrip("\ufeff"))
    if _C1.search(text):
        text = text.translate(_WINDOWS)
    text = _DECLARATION.sub(_same_lines, text, count=1)
    return _mended(_without_doctype(text))


def load(text: str) -> float:
    """Return how much work a parser has with `text`, in tags."""
    outside = _outside(text)
    references, attributes = outside.count("&"), outside.count('="') + outside.count("='")
    return outside.count("<") + references * _PER_REFERENCE + attributes * _PER_ATTRIBUTE


def check_load(text: str) -> None:
    """Raise ParseError for what would keep a parser busy for seconds: deep nesting, too many tags."""
    if load(text) > MAX_LOAD:
        raise ParseError(f"more markup than {MAX_LOAD} tags")
    depth = 0
    for match in _TAG.finditer(_outside(text)):
        if match[1]:
            depth = max(depth - 1, 0)
        elif not match[2]:
            depth += 1
        if depth > MAX_DEPTH:
            raise ParseError(f"nested deeper than {MAX_DEPTH} elements")


def decoded(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`: byte-order mark first, then its own declaration, then the HTTP charset.

    What fails as declared is read as UTF-8, and bytes that are no UTF-8 as Windows-1252: that is what
    mislabelled feeds are.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace")
    named = _CHARSET.search(content_type)
    found = _DECLARED.match(body[:400])
    for name in (_by_start(body), found[1].decode() if found else "", named[1] if named else "", "utf-8"):
        if text := _try_decode(body, name):
            return text
    return body.decode("cp1252", "replace")


def _by_start(body: bytes) -> str:
    return next((name for start, name in _STARTS if body.startswith(start)), "")


def _try_decode(body: bytes, name: str) -> str | None:
    """Return `body` decoded, or None where the name is no text encoding or the bytes are not in it."""
    try:
        # Latin-1 is what writers of Windows-1252 declare (WHATWG Encoding Standard).
        latin = codecs.lookup(name).name in ("iso8859-1", "ascii") if name else False
        return body.decode("cp1252" if latin and body.isascii() is False else name) if name else None
    except (LookupError, ValueError, TypeError):
        return None


def _without_doctype(text: str) -> str:
    """Drop a bare DOCTYPE (old RSS has one); refuse one that declares anything."""
    if not _DOCTYPE.search(text) and not _DECLARES.search(text):
        return text
    head = OPAQUE.sub("", text)
    if _DECLARES.search(head):
        raise ParseError("the document declares entities or a DTD of its own; such documents are refused")
    match = _DOCTYPE.search(head)
    if match is None:
        return text
    if match[1]:
        raise ParseError("the document has a DTD inside it; such documents are refused")
    return text.replace(match[0], _same_lines(match), 1)


def _same_lines(match: re.Match[str]) -> str:
    """Return only the line breaks of what is cut, so that a parser's line numbers stay the file's."""
    return "\n" * match[0].count("\n")


def _mended(text: str) -> str:
    """Escape stray ampersands and write HTML's named characters out, outside CDATA and comments."""
    if "&" not in text:
        return text
    if text.count("&") > _MAX_REFERENCES:
        raise ParseError(f"more than {_MAX_REFERENCES} ampersands")
    pieces, end = [], 0
    for start, stop in _opaque(text):
        pieces += [_AMPERSAND.sub(_reference, text[end:start]), text[start:stop]]
        end = stop
    pieces.append(_AMPERSAND.sub(_reference, text[end:]))
    return "".join(pieces)


def _opaque(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every CDATA section and comment; an unclosed one reaches to the end."""
    end = 0
    while opening := _OPENING.search(text, end):
        close = text.find("]]>" if opening[0] != "<!--" else "-->", opening.end())
        end = len(text) if close < 0 else close + 3
        yield opening.start(), end


def _outside(text: str) -> str:
    """Return the text without its CDATA sections and comments."""
    pieces, end = [], 0
    for start, stop in _opaque(text):
        pieces.append(text[end:start])
        end = stop
    return "".join([*pieces, text[end:]])


def _reference(match: re.Match[str]) -> str:
    """Return what one suspicious ampersand should have been."""
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        allowed = code in (9, 10, 13) or (code < 0x110000 and not _FORBIDDEN.match(chr(code)))
        return (_WINDOWS.get(code) or f"&#{code};") if allowed else ""
    if name and (points := html.entities.html5.get(f"{name};")):
        return points
    return f"&amp;{match[0][1:]}"
