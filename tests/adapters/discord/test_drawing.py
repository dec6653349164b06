"""Messages as Discord would get them, counted apart: within every limit, and what is beyond one is named."""

from hypothesis import HealthCheck, given, settings

from adapters.discord.drawing import drawn, measured
from bot.document import Document, paragraph
from tests.contracts.documents import documents


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_nothing_is_wrong_of_what_we_send(document: Document) -> None:
    assert [one.wrong for one in drawn(document) if one.wrong] == []


def test_what_it_takes_is_said() -> None:
    (one,) = drawn(Document("AI news", (paragraph("Nothing new."),)))
    assert one.text == "## AI news\nNothing new."
    assert one.takes == "4 of 40 components, 22 of 4,000 characters"


def test_what_is_beyond_a_limit_is_named() -> None:
    texts = [{"type": 10, "content": "x" * 100}] * 41
    buttons = [{"type": 2, "custom_id": "same", "label": "y" * 81}] * 2
    assert len(measured([{"type": 17, "components": [*texts, *buttons]}]).wrong) == 4
