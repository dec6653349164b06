"""Documents about terms: the line first, every fact with its source, an unknown word admitted."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.document import Action, Document, Heading, Paragraph, TermCard, to_data
from bot.glossary.answers import (
    InTheNews,
    ambiguous_document,
    explain_document,
    found_document,
    key_terms,
    kinds_document,
    terms_document,
    unknown_document,
)
from bot.glossary.linker import Link
from bot.model import Article, Sentence, Tier
from tests.bot.glossary.entries import lexicon, term

BERLIN = ZoneInfo("Europe/Berlin")
WHEN = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
GLONK = term("glonk", "Glonk", line="A way to test.", text="Two texts. Here.", related=("other", "gone"))
WORDS = lexicon(GLONK, term("other", "The other", kind="tool"))


def texts(document: Document) -> list[str]:
    """Paragraphs and headings as lines."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append("".join(span.text for span in block.spans))
        elif isinstance(block, Heading):
            lines.append(block.text)
    return lines


def card(document: Document) -> TermCard:
    """The first term card."""
    return next(block for block in document.blocks if isinstance(block, TermCard))


def test_the_short_answer_is_the_line_and_where_to_go_on() -> None:
    answer = explain_document(GLONK, WORDS, BERLIN)
    assert (answer.title, answer.note) == ("Explained", "concept")
    shown = card(answer)
    assert (shown.line, shown.text, shown.more) == ("A way to test.", "", True)
    assert shown.related == (("other", "The other"),)
    assert [(place.text, place.url) for place in shown.read] == [("A page", "https://page.example/")]
    assert texts(answer) == ["Tidings' glossary, concept, last reviewed 2026-11-22."]


def test_the_full_answer_has_the_text_and_the_news_with_dates() -> None:
    news = [InTheNews(f"Glonk {n}", f"https://w.example/{n}", "Wire", WHEN) for n in range(5)]
    answer = explain_document(
        GLONK, WORDS, BERLIN, "full", news, typed="glunk", source="Written by this server"
    )
    assert (card(answer).text, card(answer).more) == ("Two texts. Here.", False)
    assert texts(answer) == [
        "Read 'glunk' as 'Glonk'.",
        "In the news",
        *(f"Glonk {n}  Wire, Sunday 22 November 2026" for n in range(3)),
        "Written by this server, concept, last reviewed 2026-11-22.",
    ]


def test_senses_are_named_so_that_one_can_be_asked_for() -> None:
    answer = ambiguous_document("glonk", WORDS.terms.values())
    assert answer.title == "'glonk' has 2 senses"
    names = [block.name for block in answer.blocks if isinstance(block, TermCard)]
    assert names == ["Glonk (concept)", "The other (tool)"]


def test_an_unknown_word_is_admitted_and_the_news_quoted_with_its_article() -> None:
    source = Article(1, "f", "Wire", "w", Tier.PRESS, "https://w.example/", "t", "", "en", WHEN, WHEN)
    answer = unknown_document("glunk", [GLONK], [Sentence("Glunk is new.", source)])
    assert texts(answer) == [
        "The glossary has no entry for 'glunk'.",
        "Did you mean",
        "How stored news uses it",
        "“Glunk is new.”  Wire",
    ]
    quoted = answer.blocks[-1]
    assert isinstance(quoted, Paragraph)
    assert quoted.spans[1].url == "https://w.example/"


def test_whether_anybody_looked_into_the_news_is_said_truly() -> None:
    assert texts(unknown_document("glunk", [], [])) == [
        "The glossary has no entry for 'glunk'.",
        "No stored news uses it either.",
    ]
    assert texts(unknown_document("glunk", [])) == ["The glossary has no entry for 'glunk'."]


def test_a_long_search_says_what_it_leaves_out_and_a_kind_is_whole() -> None:
    many = [term(f"t{n}") for n in range(30)]
    assert texts(terms_document(many, "t")) == ["5 more; add a word to narrow it down."]
    assert texts(terms_document(many, kind="concept")) == []
    assert texts(terms_document([], "zz")) == ["No term has these words: zz."]


def test_kinds_are_counted() -> None:
    data = to_data(kinds_document(WORDS))
    assert data["blocks"][0]["rows"] == (("concept", "1 term"), ("tool", "1 term"))


def test_the_section_of_a_digest_stands_only_where_it_has_terms() -> None:
    assert key_terms(()) == ()
    heading, shown = key_terms((GLONK,))
    assert heading == Heading("Key terms explained")
    whole = Action("More", "explain glonk full:on")
    assert shown == TermCard("glonk", "Glonk", "A way to test.", actions=(whole,))
    assert texts(found_document("", ())) == ["No term of the glossary is used in this text."]


def test_a_term_found_in_a_text_stands_with_the_words_around_it() -> None:
    text = f"{'before ' * 20}the Glonk\nwas used {'after ' * 20}"
    place = Link("glonk", text.index("Glonk"), text.index("Glonk") + 5)
    (card,) = found_document(text, [(GLONK, place)]).blocks
    assert isinstance(card, TermCard)
    assert card.text.startswith("“… before")
    assert "the Glonk was used after" in card.text
    assert card.text.endswith("after …”")
    (alone,) = found_document("Glonk", [(GLONK, Link("glonk", 0, 5))]).blocks
    assert isinstance(alone, TermCard)
    assert alone.text == "“Glonk”"
