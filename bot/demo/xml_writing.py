"""What the demo's XML formats share: elements with text, and bytes at the end.

Used by `rss.py` and `atom.py`. Names carry their prefix ("dc:date"), and a root declares what prefixes mean.
"""

import re
from xml.etree import ElementTree as ET

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "atom03": "http://purl.org/atom/ns#",
    "arxiv": "http://arxiv.org/schemas/atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss10": "http://purl.org/rss/1.0/",
}
_TAG = re.compile(r"<[^>]+>")


def root(tag: str, default: str, *prefixes: str, **attributes: str) -> ET.Element:
    """Return a document's element, whose own namespace is that of `default` ("" for none)."""
    names = {"xmlns": NAMESPACES[default]} if default else {}
    names |= {f"xmlns:{prefix}": NAMESPACES[prefix] for prefix in prefixes}
    return ET.Element(tag, names | attributes)


def add(parent: ET.Element, tag: str, text: str = "", attributes: dict[str, str] | None = None) -> ET.Element:
    """Append an element with this text and return it."""
    child = ET.SubElement(parent, tag, attributes or {})
    child.text = text or None
    return child


def written(document: ET.Element) -> bytes:
    """Return the document as UTF-8 with its declaration."""
    text: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return text


def plain(markup: str) -> str:
    """Return HTML without its tags; enough for what the edition holds."""
    return _TAG.sub("", markup)
