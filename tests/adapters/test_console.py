"""The terminal adapter: what a reader sees, plain in a pipe, inert whatever the text holds."""

import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from adapters.console import screen
from bot.document import (
    Document,
    Fields,
    Heading,
    Paragraph,
    Report,
    Said,
    Span,
    StoryCard,
    TermCard,
    paragraph,
)

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
CARD = StoryCard(
    number=1,
    story_id="7f3a01",
    headline="Halden Labs says models speed up their own development",
    url="https://halden.example/a",
    sentences=(Said("Orrery-4 writes most of its own tests.", "Halden Labs", "https://halden.example/a"),),
    reports=(
        Report("Halden Labs", "On our own speed", "https://halden.example/a", "6 h ago", AT),
        Report("Wire", "Lab: models build models", "https://wire.example/b", "5 h ago", AT),
    ),
    reason="2 publishers · safety · 6 h ago",
    score=4.2,
    topics=("safety-alignment",),
    update="now 2 publishers, 1 before",
)


def shown(document: Document) -> str:
    """The document as it stands in a pipe."""
    stream = io.StringIO()
    screen(stream).show(document)
    return stream.getvalue()


def test_a_digest_reads_as_lines() -> None:
    text = shown(Document("AI news", (CARD, Heading("Terms"), paragraph("foot", quiet=True)), "Sunday"))
    assert [line.strip() for line in text.splitlines()] == [
        "AI news · Sunday",
        "",
        "1  Update: Halden Labs says models speed up their own development",
        "now 2 publishers, 1 before",
        "Orrery-4 writes most of its own tests.  [Halden Labs]",
        "2 publishers · safety · 6 h ago · story 7f3a01",
        "Reports: Halden Labs 6 h ago, Wire 5 h ago",
        "https://halden.example/a",
        "",
        "Terms",
        "",
        "foot",
    ]


def test_fields_stand_in_two_columns() -> None:
    text = shown(Document("Why", (Fields((("+2.60", "4 publishers"), ("2.60", "in all"))),)))
    assert [line.rstrip() for line in text.splitlines()[2:]] == ["+2.60  4 publishers", "2.60   in all"]


def test_terms_with_a_line_alone_stand_close() -> None:
    cards = (
        TermCard("rlhf", "RLHF", "People's choices steer a model."),
        TermCard("lora", "LoRA", "A cheap way."),
    )
    text = shown(Document("Key terms", (Heading("Terms"), *cards, paragraph("foot"))))
    assert [line.strip() for line in text.splitlines()[2:]] == [
        "Terms",
        "",
        "RLHF  People's choices steer a model.",
        "LoRA  A cheap way.",
        "",
        "foot",
    ]


def test_a_whole_term_says_where_to_go_on() -> None:
    read = (Span("The paper", "https://arxiv.org/abs/1"),)
    card = TermCard("rlhf", "RLHF", "A line.", "A fuller text.", (("dpo", "DPO"),), read, more=True)
    assert [line.strip() for line in shown(Document("Explained", (card,))).splitlines()[2:]] == [
        "RLHF  A line.",
        "A fuller text.",
        "Related: DPO",
        "Read: The paper  https://arxiv.org/abs/1",
        "More: tidings explain rlhf --full",
    ]


@given(st.text(), st.text())
def test_no_text_can_act_or_break_the_page(text: str, url: str) -> None:
    blocks = (
        Paragraph((Span(text, f"https://x.example/{url}"),)),
        StoryCard(1, text, text, url, (), (), text, 0.0, ()),
        TermCard(text, text, text, text, ((text, text),), (Span(text, url),), more=True),
    )
    out = shown(Document(text, blocks))
    assert not {char for char in out if ord(char) < 32} - {"\n", "\t"}
    assert "\x1b" not in out
    assert "\x9b" not in out


def test_markup_in_text_is_text() -> None:
    assert "[red]x[/red] :smile:" in shown(Document("t", (paragraph("[red]x[/red] :smile:"),)))
