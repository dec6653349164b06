"""Tokens of actions: what we signed opens to its line, after a restart too; nothing else does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import tokens
from bot.document import Action, Actions, Document, Fields, StoryCard, TermCard
from bot.errors import RequestError
from bot.store import open_store

KEY = b"k" * 32
AT = datetime(2026, 11, 22, tzinfo=UTC)


@given(st.text(min_size=1, max_size=80))
def test_a_token_opens_to_its_line_or_is_not_made(line: str) -> None:
    made = tokens.token(line, KEY)
    if made:
        assert len(made.encode()) <= tokens.LONGEST
        assert tokens.opened(made, KEY) == line
    else:
        assert len(line.encode("utf-8", "replace")) > tokens.LONGEST - 13


@given(st.text(max_size=80))
def test_what_we_did_not_sign_is_refused(forged: str) -> None:
    with pytest.raises(RequestError, match="not one of mine"):
        tokens.opened(forged, KEY)


def test_another_line_under_our_mark_or_another_key_is_refused() -> None:
    made = tokens.token("why 7f3a01", KEY)
    for forged in (made.replace("why", "mute"), made[:-1], f"x{made}"):
        with pytest.raises(RequestError):
            tokens.opened(forged, KEY)
    with pytest.raises(RequestError):
        tokens.opened(made, b"o" * 32)
    with pytest.raises(RequestError):
        tokens.opened(tokens.token("help", b""), b"")


def test_every_action_of_a_document_is_signed() -> None:
    why, more = Action("Why", "why 7f3a01"), Action("More", "explain rag full:on")
    card = StoryCard(1, "7f3a01", "A headline", "https://a.example", (), (), "", 1.0, (), actions=(why,))
    term = TermCard("rag", "RAG", "A line.", actions=(more,))
    document = Document("Title", (card, term, Fields((("a", "b"),)), Actions((why, more))))
    signed = tokens.signed(document, KEY)
    assert [tokens.opened(action.token, KEY) for block in signed.blocks for action in _of(block)] == [
        "why 7f3a01", "explain rag full:on", "why 7f3a01", "explain rag full:on",
    ]  # fmt: skip


def _of(block: object) -> tuple[Action, ...]:
    return block.actions if isinstance(block, StoryCard | TermCard | Actions) else ()


def test_the_key_is_made_once_and_outlives_a_restart(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first = tokens.key_of(store)
        assert len(first) == 32
    with open_store(tmp_path) as store:
        assert tokens.key_of(store) == first
