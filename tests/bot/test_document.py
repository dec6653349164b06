"""A document goes to JSON and comes back as it was."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.document import (
    Action,
    Actions,
    Document,
    Fields,
    Heading,
    Paragraph,
    Report,
    Said,
    Span,
    StoryCard,
    TermCard,
    from_data,
    to_data,
)

_TEXT = st.text(max_size=20)
_KNOWN = {
    str: _TEXT,
    float: st.floats(allow_nan=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
}
for _kind in (Span, Said, Report, Action):
    st.register_type_strategy(
        _kind, st.builds(_kind, **({"at": _KNOWN[datetime]} if _kind is Report else {}))
    )
_CARD = st.builds(StoryCard, score=_KNOWN[float])
_BLOCKS = st.one_of(
    st.builds(Heading),
    st.builds(Paragraph),
    _CARD,
    st.builds(Fields),
    st.builds(TermCard),
    st.builds(Actions),
)
_DOCUMENTS = st.builds(Document, title=_TEXT, blocks=st.lists(_BLOCKS, max_size=6).map(tuple), note=_TEXT)


@given(_DOCUMENTS)
def test_a_document_comes_back_from_json_as_it_went(document: Document) -> None:
    text = json.dumps(to_data(document), default=datetime.isoformat)
    assert from_data(json.loads(text)) == document


@given(_DOCUMENTS)
def test_and_from_its_data_without_json(document: Document) -> None:
    assert from_data(to_data(document)) == document


def test_data_of_another_shape_is_refused() -> None:
    for wrong in ({"title": "", "note": "", "blocks": [{"type": "Video"}]}, {"title": ""}):
        with pytest.raises(KeyError):
            from_data(wrong)
    with pytest.raises(TypeError):
        from_data({"title": "", "note": "", "blocks": [{"type": "Heading"}]})


def test_a_field_that_came_later_takes_its_default() -> None:
    old = {"title": "t", "note": "", "blocks": [{"type": "Paragraph", "spans": [{"text": "x"}]}]}
    assert from_data(old) == Document("t", (Paragraph((Span("x"),)),))
