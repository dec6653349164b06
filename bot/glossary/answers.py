"""Documents that answer questions about terms: one explained, several senses, an unknown word, a list.

Last in the room: `resolve.py` and `usage.py` have found what is shown here. Every fact shows its source: our
explanation its places to read more and the day it was last reviewed, a quoted sentence its article.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.digest.words import counted, day
from bot.document import Action, Block, Document, Fields, Heading, Paragraph, Span, TermCard, paragraph
from bot.glossary.lexicon import Lexicon, Term
from bot.glossary.linker import Link
from bot.model import Sentence

MOST_IN_THE_NEWS = 3
MOST_LISTED = 25
_AROUND = 50  # characters shown on each side of a term in its text
OURS = "Tidings' glossary"
Depth = Literal["short", "full"]


@dataclass(frozen=True, slots=True)
class InTheNews:
    """A story that uses a term: its headline and address, who wrote it, when it was last added to."""

    headline: str
    url: str
    publisher: str
    at: datetime


def explain_document(
    term: Term,
    lexicon: Lexicon,
    zone: ZoneInfo,
    depth: Depth = "short",
    in_the_news: Sequence[InTheNews] = (),
    typed: str = "",
    source: str = OURS,
) -> Document:
    """Explain one term; `full` adds the fuller text.

    `typed` is what a person wrote where it is not the term's own spelling, `in_the_news` is newest first,
    `source` says who wrote the explanation.
    """
    blocks: list[Block] = [paragraph(f"Read {typed!r} as {term.name!r}.", quiet=True)] if typed else []
    blocks.append(_whole(term, lexicon, depth))
    if in_the_news:
        blocks += [Heading("In the news"), *(_mention(one, zone) for one in in_the_news[:MOST_IN_THE_NEWS])]
    blocks.append(paragraph(f"{source}, {term.kind}, last reviewed {term.reviewed.isoformat()}.", quiet=True))
    return Document("Explained", tuple(blocks), term.kind)


def ambiguous_document(word: str, senses: Iterable[Term]) -> Document:
    """Show every sense of a word and how to ask for one of them."""
    terms = tuple(senses)
    cards = tuple(_listed(term, f"{term.name} ({term.kind})") for term in terms)
    ask = paragraph("Ask for one as it is written here, with the kind in brackets.", quiet=True)
    return Document(f"{word!r} has {counted(len(terms), 'sense')}", (*cards, ask))


def unknown_document(
    word: str, nearest: Sequence[Term], usages: Sequence[Sentence] | None = None
) -> Document:
    """Admit that a word is unknown; offer the nearest terms, and sentences of stored news that use it.

    `usages` are what `usage.defining` chose, None where nobody looked.
    """
    blocks: list[Block] = [paragraph(f"The glossary has no entry for {word!r}.")]
    if nearest:
        blocks += [Heading("Did you mean"), *map(_listed, nearest)]
    if usages:
        blocks += [Heading("How stored news uses it"), *(_quoted(sentence) for sentence in usages)]
    elif usages is not None:
        blocks.append(paragraph("No stored news uses it either.", quiet=True))
    return Document(f"Unknown: {word}", tuple(blocks))


def terms_document(terms: Sequence[Term], words: str = "", kind: str = "") -> Document:
    """List terms that a search found or a kind has: at most MOST_LISTED of a search, all of a kind."""
    asked = " ".join(part for part in (words, f"({kind})" if kind else "") if part)
    note = counted(len(terms), "term")
    if not terms:
        return Document(f"Terms: {asked}", (paragraph(f"No term has these words: {asked}."),), note)
    shown = terms if kind and not words else terms[:MOST_LISTED]
    cards = tuple(map(_listed, shown))
    left = len(terms) - len(shown)
    rest = (paragraph(f"{left} more; add a word to narrow it down.", quiet=True),) if left else ()
    return Document(f"Terms: {asked}", (*cards, *rest), note)


def kinds_document(lexicon: Lexicon) -> Document:
    """Show what kinds of terms there are and how many of each."""
    counts = Counter(term.kind for term in lexicon.terms.values())
    rows = tuple((kind, counted(counts[kind], "term")) for kind in sorted(counts))
    return Document("Terms by kind", (Fields(rows),), counted(len(lexicon.terms), "term"))


def found_document(text: str, found: Iterable[tuple[Term, Link]]) -> Document:
    """List the terms found in a text, in its order, each with its line and the words around its place."""
    cards = tuple(
        TermCard(term.slug, term.name, term.line, f"“{_around(text, place)}”") for term, place in found
    )
    nothing = paragraph("No term of the glossary is used in this text.")
    return Document("Terms in this text", cards or (nothing,), counted(len(cards), "term"))


def _around(text: str, place: Link) -> str:
    """The words around a place in a text, on one line, cut at words."""
    start, end = max(0, place.start - _AROUND), min(len(text), place.end + _AROUND)
    before, after = text[start : place.start], text[place.end : end]
    before = f"… {before.partition(' ')[2]}" if start else before
    after = f"{after.rpartition(' ')[0]} …" if end < len(text) else after
    return " ".join(f"{before}{text[place.start : place.end]}{after}".split())


def key_terms(terms: Sequence[Term]) -> tuple[Block, ...]:
    """The section of a digest or a story that explains its terms; nothing where there is none."""
    if not terms:
        return ()
    return (Heading("Key terms explained"), *map(_listed, terms))


def _listed(term: Term, name: str = "") -> TermCard:
    """A term in a list: its line, and the way to all of it."""
    more = Action("More", f"explain {term.slug} full:on")
    return TermCard(term.slug, name or term.name, term.line, actions=(more,))


def _whole(term: Term, lexicon: Lexicon, depth: Depth) -> TermCard:
    related = tuple((slug, lexicon.terms[slug].name) for slug in term.related if slug in lexicon.terms)
    more = depth == "short" and bool(term.text)
    whole = (Action("More", f"explain {term.slug} full:on"),) if more else ()
    return TermCard(
        slug=term.slug,
        name=term.name,
        line=term.line,
        text=term.text if depth == "full" else "",
        related=related,
        read=tuple(Span(place.title, place.url) for place in term.read),
        more=more,
        actions=(*whole, *(Action(name, f"explain {slug}") for slug, name in related)),
    )


def _mention(one: InTheNews, zone: ZoneInfo) -> Paragraph:
    date = f"{day(one.at, zone)} {one.at.astimezone(zone).year}"
    return Paragraph((Span(one.headline, one.url), Span(f"  {one.publisher}, {date}")))


def _quoted(sentence: Sentence) -> Paragraph:
    article = sentence.article
    return Paragraph((Span(f"“{sentence.text}”  "), Span(article.publisher, article.url)))
