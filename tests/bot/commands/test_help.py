"""`help`: every command is listed, and each one explains itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.commands import ORDER
from bot.desk.desk import FrontDesk
from bot.document import Fields, Paragraph
from bot.ports import Caller
from bot.settings import load_settings
from bot.store import open_store
from tests.samples import NOW

pytestmark = pytest.mark.anyio

MEMBER = Caller("loop", "w1", "c1", "p1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with open_store(tmp_path) as store:
        yield FrontDesk(App(load_settings(None, data_dir=tmp_path), store), lambda: NOW)


async def test_every_command_is_listed_in_order(desk: FrontDesk) -> None:
    document = (await desk.said(MEMBER, "help")).document
    (fields,) = (block for block in document.blocks if isinstance(block, Fields))
    assert tuple(name for name, _ in fields.rows) == ORDER


@pytest.mark.parametrize("name", ORDER)
async def test_a_command_explains_itself(desk: FrontDesk, name: str) -> None:
    reply = await desk.said(Caller("console", "", "d", "p"), f"help {name}")
    assert not reply.failed
    assert reply.document.title == name
    texts = [
        span.text for block in reply.document.blocks if isinstance(block, Paragraph) for span in block.spans
    ]
    assert texts[0].endswith(".")
    assert any(text.startswith(f"`{name}") for text in texts)


async def test_what_is_no_command_is_answered_with_those_that_are(desk: FrontDesk) -> None:
    reply = await desk.said(MEMBER, "help gardening")
    assert reply.failed
    assert "choose from: explain, digest" in str(reply.document)
