"""Composing: cards with sources and reasons, an honest foot, an honest empty day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.digest.choose import ChosenStory, Digest
from bot.digest.compose import SourcesRead, compose
from bot.digest.window import Window
from bot.document import Paragraph, StoryCard
from bot.model import Part, Rank, Sentence, Tier
from tests.samples import NOW, article, story

ZONE = ZoneInfo("Europe/Berlin")
WINDOW = Window(NOW - timedelta(hours=24), NOW)
READING = SourcesRead(42, 45, NOW - timedelta(minutes=5), ("Copperline", "The Marlow Tribune"))
POST = article("On our own speed", "Halden Labs", tier=Tier.PRIMARY, article_id=1)
REPORT = article("Lab: models build models", "Wire", published=NOW - timedelta(hours=5), article_id=2)
RANK = Rank((Part("subject", 1.0, "about AI"), Part("source", 1.0, "a primary source: Halden Labs")))
CHOSEN = ChosenStory(
    story(POST, REPORT), RANK, "Models build models", ("models",), (Sentence("It is so.", REPORT),)
)


def composed(*chosen: ChosenStory, considered: int = 9) -> tuple[list[StoryCard], str, str]:
    """The cards, the note beside the title and the foot of a digest."""
    document = compose(Digest(WINDOW, chosen, considered), READING, ZONE)
    cards = [block for block in document.blocks if isinstance(block, StoryCard)]
    foot = document.blocks[-1]
    assert isinstance(foot, Paragraph)
    assert foot.quiet
    return cards, document.note, foot.spans[0].text


def test_a_card_has_its_sources_reports_and_reasons() -> None:
    (card,), note, _ = composed(CHOSEN)
    assert note == "Sunday 22 November · 1 story · since yesterday 09:00"
    assert (card.number, card.story_id, card.headline) == (1, "7f3a01", "Models build models")
    assert card.url == REPORT.url  # the headline's own report
    assert [(said.text, said.publisher, said.url) for said in card.sentences] == [
        ("It is so.", "Wire", REPORT.url)
    ]
    assert [(report.publisher, report.age) for report in card.reports] == [
        ("Halden Labs", "6 h ago"),
        ("Wire", "5 h ago"),
    ]
    assert card.reason == "2 publishers · a primary source: Halden Labs · Models · 6 h ago"


def test_the_foot_says_what_was_read_until_when_and_what_is_missing() -> None:
    _, _, foot = composed(CHOSEN)
    assert foot == (
        "42 of 45 sources read · data until 08:55 · not read: Copperline and The Marlow Tribune"
        " · 8 other stories left out"
    )


def test_no_source_at_all_is_not_called_a_quiet_day() -> None:
    first, _ = compose(Digest(WINDOW, (), 0), SourcesRead(0, 45, None), ZONE).blocks
    assert isinstance(first, Paragraph)
    assert first.spans[0].text.startswith("No source could be read")


def test_an_empty_day_says_one_line() -> None:
    document = compose(Digest(WINDOW, (), 0), SourcesRead(45, 45, None), ZONE)
    first, foot = document.blocks
    assert isinstance(first, Paragraph)
    assert first.spans[0].text == "Nothing passed the bar in this window."
    assert isinstance(foot, Paragraph)
    assert foot.spans[0].text == "45 of 45 sources read · nothing else came in"
