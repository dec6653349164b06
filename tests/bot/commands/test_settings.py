"""`settings`: shown to all, changed by managers, and what was understood is said back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.desk.desk import FrontDesk
from bot.document import Document, Fields, Paragraph
from bot.orders import Workspace
from bot.ports import Caller, Request
from bot.settings import load_settings
from bot.store import open_store
from tests.samples import NOW

pytestmark = pytest.mark.anyio

MEMBER = Caller("loop", "w1", "c1", "p1")
ADMIN = replace(MEMBER, person="p2", manager=True)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with open_store(tmp_path) as store:
        yield App(load_settings(None, data_dir=tmp_path), store)


@pytest.fixture
def desk(app: App) -> FrontDesk:
    return FrontDesk(app, lambda: NOW)


def _rows(document: Document) -> dict[str, str]:
    return dict(row for block in document.blocks if isinstance(block, Fields) for row in block.rows)


def _words(document: Document) -> str:
    return " ".join(
        span.text for block in document.blocks if isinstance(block, Paragraph) for span in block.spans
    )


async def test_where_nobody_chose_the_answer_says_so(desk: FrontDesk, app: App) -> None:
    document = (await desk.said(MEMBER, "settings")).document
    assert _rows(document)["Time zone"] == "UTC (nobody chose one here)"
    assert _rows(document)["Language"] == "English (nobody chose one here)"
    assert app.store.workspaces.get("loop:w1") is None


async def test_what_was_understood_is_said_back_and_kept(desk: FrontDesk, app: App) -> None:
    document = (await desk.said(ADMIN, "settings Berlin language:German stories:5")).document
    assert "Times here are in Europe/Berlin from now on. Stories are in German from now on." in _words(
        document
    )
    assert "A digest holds 5 stories at most from now on." in _words(document)
    assert "Digests that were set up before keep the zone" in _words(document)
    assert app.store.workspaces.get("loop:w1") == Workspace(
        "loop:w1", "loop", zone="Europe/Berlin", language="de", stories=5, joined_at=NOW
    )
    document = (await desk.said(ADMIN, "settings language:any")).document
    assert _rows(document) == {"Time zone": "Europe/Berlin", "Language": "every language", "Stories": "5"}


@pytest.mark.parametrize("line", ["settings Berlim", "settings language:klingon", "settings stories:99"])
async def test_what_is_not_understood_changes_nothing(desk: FrontDesk, app: App, line: str) -> None:
    assert (await desk.said(ADMIN, line)).failed
    assert app.store.workspaces.get("loop:w1") is None


async def test_a_member_changes_nothing_here_but_their_own(desk: FrontDesk, app: App) -> None:
    refused = await desk.said(MEMBER, "settings Berlin")
    assert refused.failed
    assert "Nothing was changed" in _words(refused.document)
    assert app.store.workspaces.get("loop:w1") is None
    assert not (await desk.said(Caller("loop", "", "d1", "p1"), "settings Berlin")).failed
    own = app.store.workspaces.get("loop:@p1")
    assert own
    assert own.zone == "Europe/Berlin"


async def test_zones_and_languages_are_offered(desk: FrontDesk) -> None:
    zones = await desk.complete(Request(MEMBER, "settings", {"zone": "berl"}), "zone")
    assert zones[0].value == "Europe/Berlin"
    languages = await desk.complete(Request(MEMBER, "settings", {"language": "ger"}), "language")
    assert [choice.value for choice in languages] == ["de"]
