"""`topics`: all of them, some by words, and a button each where they are few."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.desk.desk import FrontDesk
from bot.document import Actions, Document, Fields
from bot.ports import Caller
from bot.settings import load_settings
from bot.store import open_store
from bot.stories.topics import topic_slugs
from tests.samples import NOW

pytestmark = pytest.mark.anyio

MEMBER = Caller("loop", "w1", "c1", "p1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with open_store(tmp_path) as store:
        yield FrontDesk(App(load_settings(None, data_dir=tmp_path), store), lambda: NOW)


def _says(document: Document) -> list[str]:
    return [
        action.says for block in document.blocks if isinstance(block, Actions) for action in block.actions
    ]


def _names(document: Document) -> list[str]:
    return [name for block in document.blocks if isinstance(block, Fields) for name, _ in block.rows]


async def test_all_topics_with_what_each_covers(desk: FrontDesk) -> None:
    document = (await desk.said(MEMBER, "topics")).document
    assert _names(document) == list(topic_slugs())
    assert _says(document) == ["subscribe", "subscriptions"]


async def test_a_few_topics_have_a_button_each(desk: FrontDesk) -> None:
    document = (await desk.said(MEMBER, "topics alignment")).document
    assert _names(document) == ["safety-alignment"]
    assert _says(document) == ["follow topic:safety-alignment"]


async def test_no_topic_is_admitted_with_a_way_on(desk: FrontDesk) -> None:
    reply = await desk.said(MEMBER, "topics gardening")
    assert reply.failed
    assert "No topic has 'gardening'" in str(reply.document)
