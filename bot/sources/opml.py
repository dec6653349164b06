"""OPML 1.0-2.0, both ways: the list of feeds that every reader imports and exports.

Pure. Reading either gives every feed of the file or raises ParseError with the line that is wrong, so that
an import changes all or nothing. What becomes of the feeds is the caller's decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from bot.errors import ParseError
from bot.model import Tier
from bot.sources.kinds import kind_names
from bot.sources.markup import plain_line, safe_url
from bot.sources.xml_guard import check_load, guarded_xml

MAX_FEEDS = 5_000
_OURS = ("tier", "publisher", "family", "language")


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of an OPML file; `topics` are the folders it lies in, outermost first, then its categories.

    From `kind` on, what only files of Tidings say (as `tidingsKind`, ...); "" where the file does not.
    """

    url: str
    title: str
    site: str = ""
    topics: tuple[str, ...] = ()
    kind: str = "feed"
    tier: str = ""
    publisher: str = ""
    family: str = ""
    language: str = ""


def read_opml(body: bytes) -> tuple[OpmlFeed, ...]:
    """Return the feeds of an OPML file in its order; raises ParseError that says which line is wrong.

    An address that occurs twice counts once. A file without feeds is an error: it is not what was meant.
    """
    root = _root(body)
    head = next(iter(root.iterchildren("body")), None)
    if root.tag != "opml" or head is None:
        raise ParseError(f"line {root.sourceline}: no OPML file; its first element is <{root.tag}>")
    feeds = tuple({feed.url: feed for feed in reversed(list(_feeds(head, ())))}.values())[::-1]
    if not feeds:
        raise ParseError(f"line {head.sourceline}: no outline with an xmlUrl in it, so no feeds")
    if len(feeds) > MAX_FEEDS:
        raise ParseError(f"more than {MAX_FEEDS} feeds")
    return feeds


def write_opml(feeds: Iterable[OpmlFeed], title: str = "Tidings") -> bytes:
    """Return an OPML 2.0 file with these feeds, their topics as categories."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        attributes = {"type": "rss", "text": feed.title or feed.url, "title": feed.title, "xmlUrl": feed.url}
        attributes |= {"htmlUrl": feed.site} if feed.site else {}
        attributes |= {"category": ",".join(map(_category, feed.topics))} if feed.topics else {}
        attributes |= {"tidingsKind": feed.kind} if feed.kind != "feed" else {}
        attributes |= {f"tidings{name.title()}": value for name in _OURS if (value := getattr(feed, name))}
        etree.SubElement(body, "outline", {name: plain_line(value) for name, value in attributes.items()})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _root(body: bytes) -> etree._Element:
    """Return the root element; the guard's text keeps the file's lines, so error lines are the file's."""
    text = guarded_xml(body)
    check_load(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"line {error.lineno}: {error.msg}") from error


def _feeds(parent: etree._Element, folders: tuple[str, ...]) -> Iterator[OpmlFeed]:
    """Yield the feeds under one outline, folders kept."""
    for outline in parent.iterchildren("outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        title = plain_line(attributes.get("title") or attributes.get("text", ""))
        if "xmlurl" not in attributes:
            yield from _feeds(outline, (*folders, title) if title else folders)
            continue
        url = safe_url(attributes["xmlurl"])
        if not url:
            raise ParseError(
                f"line {outline.sourceline}: {attributes['xmlurl'][:100]!r} is no http(s) address"
            )
        named = (part.strip("/ ") for part in attributes.get("category", "").split(","))
        topics = dict.fromkeys([*folders, *(plain_line(name) for name in named if name)])
        site = safe_url(attributes.get("htmlurl", ""))
        yield OpmlFeed(url, title, site, tuple(topics), **_ours(outline, attributes))
        yield from _feeds(outline, folders)


def _category(topic: str) -> str:
    """Return a topic as OPML writes it; comma and slash would split it."""
    return "/" + topic.replace(",", " ").replace("/", " ").strip()


def _ours(outline: etree._Element, attributes: dict[str, str]) -> dict[str, str]:
    """Return what Tidings itself wrote of a feed; a kind or tier that there is not is an error."""
    said = {name: plain_line(attributes.get(f"tidings{name}", "")) for name in ("kind", *_OURS)}
    said["kind"] = said["kind"] or "feed"
    for name, names in (("kind", kind_names()), ("tier", ("", *Tier))):
        if said[name] not in names:
            wrong = f"line {outline.sourceline}: there is no source {name} {said[name][:40]!r}"
            raise ParseError(f"{wrong}; use one of: {', '.join(filter(None, names))}")
    return said
