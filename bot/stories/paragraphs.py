"""HTML as plain paragraphs, and the addresses it links to.

The first step of cleaning. The HTML comes from an entry, so it is already free of scripts and styles;
it may also be plain text, or text with entities only. Paragraphs are parted by an empty line, list items
and line breaks by a line end. Long code is left out: it is not prose. Nothing is judged here:
boilerplate is cut in `boilerplate.py`.
"""

import html
import re

from lxml import etree

_BLOCK_NAMES = (
    "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr main"
    " ol p pre section table ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LINES = frozenset(["br", "li", "tr", "td", "th"])
_LEFT_OUT = frozenset(["script", "style", "noscript", "iframe", "form", "button", "svg", "template"])
_CODE_LIMIT = 160  # characters of a block of code that may still be a command worth reading
_PARSE_LIMIT = 200_000  # characters; what lies beyond is not read

_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_MARKUP = re.compile(r"</(?:p|a|div|ul|li|strong|em|span)>|<br ?/?>", re.IGNORECASE)
_ODD_SPACE = r"\t\r\f\v\u00a0\u2000-\u200a\u202f\u3000"
_SPACE = re.compile(rf"[ {_ODD_SPACE}]{{2,}}|[{_ODD_SPACE}]")  # a single plain space is left alone
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_GAP = re.compile(r"\n{3,}")
_WRAPPED = re.compile(r"(?<=\S)[ \t\r]*\n[ \t]*(?=[^\s\-*•·–])")


def read_html(markup: str) -> tuple[str, tuple[str, ...]]:
    """Return the text and the `href` values in reading order, as written.

    Text within escaped markup ("&lt;p&gt;", which some feeds hold twice escaped) is read as HTML too.
    """
    text, links = _read(markup[:_PARSE_LIMIT])
    if _ESCAPED_MARKUP.search(text):
        text, more = _read(text)
        links += more
    return text, links


def _read(markup: str) -> tuple[str, tuple[str, ...]]:
    if not _TAG.search(markup):
        return _fold(_WRAPPED.sub(" ", html.unescape(markup) if "&" in markup else markup)), ()
    # A parser of its own for each text: lxml's are not to be shared by threads that parse at once.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    pieces: list[str] = []
    links: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if not _open(element, pieces, links):
                walker.skip_subtree()
        else:
            _close(element, pieces)
    return _fold("".join(pieces)), tuple(links)


def _open(element: etree._Element, pieces: list[str], links: list[str]) -> bool:
    """Write what stands before an element's children; False where they are to be left out."""
    tag = element.tag
    pieces.append(_gap(tag))
    if tag in _LEFT_OUT:
        return False
    if tag == "pre":
        code = " ".join("".join(map(str, element.itertext())).split())
        pieces.append(code if len(code) <= _CODE_LIMIT else "")
        return False
    if tag == "a" and (href := element.get("href")):
        links.append(href.strip())
    if element.text:
        pieces.append(element.text.replace("\n", " "))
    return True


def _close(element: etree._Element, pieces: list[str]) -> None:
    if element.tag in _BLOCKS:  # a line's end is written where the next begins
        pieces.append("\n\n")
    if element.tail:
        pieces.append(element.tail.replace("\n", " "))


def _gap(tag: str) -> str:
    if tag in _BLOCKS:
        return "\n\n"
    return "\n" if tag in _LINES else ""


def _fold(text: str) -> str:
    """Fold white space: one space, one line end, or one empty line; drop what cannot be seen."""
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text))
    lines = (line.strip(" ") for line in text.split("\n"))
    return _GAP.sub("\n\n", "\n".join(lines)).strip()
