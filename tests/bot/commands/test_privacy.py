"""`privacy`: what is kept is said in figures, a copy is whole, and forgetting takes two steps."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.desk.desk import FrontDesk
from bot.document import Actions, Document, Fields, Paragraph
from bot.orders import EVERY_DAY, Rule, Subscription, Wish, Workspace
from bot.ports import Caller, Reply, Request
from bot.settings import load_settings
from bot.store import open_store
from tests.samples import NOW

pytestmark = pytest.mark.anyio

MEMBER = Caller("loop", "w1", "c1", "p1")
ADMIN = replace(MEMBER, person="p2", manager=True)
DIRECT = Caller("loop", "", "d1", "p1")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A store with a server that has two digests, and a person with one of their own."""
    with open_store(tmp_path) as store:
        store.workspaces.save(Workspace("loop:w1", "loop", "A server", "Europe/Berlin"))
        for home, channel, person in (
            ("loop:w1", "c1", "p1"),
            ("loop:w1", "c2", "p2"),
            ("loop:@p1", "d1", "p1"),
        ):
            rule = Rule(time(9), EVERY_DAY, "Europe/Berlin")
            at = NOW + timedelta(days=1)
            store.subscriptions.add(
                Subscription(
                    store.subscriptions.new_id(), home, "loop", channel, rule, Wish(), person, NOW, at
                )
            )
        store.workspaces.save(Workspace("loop:@p1", "loop"))
        yield App(load_settings(None, data_dir=tmp_path), store)


class Desk:
    """A desk whose clock can be set."""

    def __init__(self, app: App) -> None:
        self.now = NOW
        self._desk = FrontDesk(app, lambda: self.now)

    async def asks(self, caller: Caller, what: str = "", confirm: str = "") -> Reply:
        return await self._desk.answer(Request(caller, "privacy", {"what": what, "confirm": confirm}))


@pytest.fixture
def desk(app: App) -> Desk:
    return Desk(app)


def _texts(document: Document) -> list[str]:
    return [span.text for block in document.blocks if isinstance(block, Paragraph) for span in block.spans]


def _says(document: Document) -> list[str]:
    return [
        action.says for block in document.blocks if isinstance(block, Actions) for action in block.actions
    ]


def _code(reply: Reply) -> str:
    found = re.search(r"confirm:(\w+)", " ".join(_says(reply.document)))
    assert found
    return found[1]


async def test_what_is_kept_is_said_in_figures(desk: Desk) -> None:
    document = (await desk.asks(MEMBER)).document
    rows = dict(row for block in document.blocks if isinstance(block, Fields) for row in block.rows)
    assert rows["Digests here"].startswith("2 subscriptions")
    assert rows["Of you"] == "your id here beside 1 subscription you set up here"
    assert rows["Your own digests"] == "1 subscription in direct messages"
    assert rows["What was posted"].endswith("the stories told there, for 90 days")
    assert _says(document) == ["privacy export me", "privacy forget me"]
    assert "privacy forget server" in _says((await desk.asks(ADMIN)).document)


async def test_a_copy_holds_what_is_kept(desk: Desk) -> None:
    reply = await desk.asks(ADMIN, "export server")
    assert reply.private
    pieces = _texts(reply.document)[1:]
    assert max(map(len, pieces)) <= 1_500
    data = json.loads("\n".join(pieces))
    assert len(data["subscriptions"]) == 2
    own = json.loads("\n".join(_texts((await desk.asks(MEMBER, "export me")).document)[1:]))
    assert len(own["subscriptions"]) == 1


async def test_a_member_can_neither_copy_nor_forget_a_server(desk: Desk, app: App) -> None:
    for what in ("export server", "forget server"):
        reply = await desk.asks(MEMBER, what)
        assert reply.failed
        assert "people who manage this server" in _texts(reply.document)[0]
    assert "no server here" in _texts((await desk.asks(DIRECT, "forget server")).document)[0]
    assert app.store.subscriptions.count() == 3


async def test_forgetting_a_server_takes_two_steps(desk: Desk, app: App) -> None:
    asked = await desk.asks(ADMIN, "forget server")
    assert "cannot be undone" in _texts(asked.document)[0]
    assert app.store.subscriptions.count() == 3
    desk.now += timedelta(minutes=50)
    forgotten = await desk.asks(ADMIN, "forget server", _code(asked).upper())
    assert _texts(forgotten.document)[0].startswith("2 subscriptions and all that hung on them are deleted.")
    assert app.store.workspaces.get("loop:w1") is None
    assert app.store.subscriptions.count() == 1


async def test_a_code_is_one_persons_for_one_thing_and_a_while(desk: Desk, app: App) -> None:
    code = _code(await desk.asks(ADMIN, "forget server"))
    assert (await desk.asks(replace(ADMIN, person="p3"), "forget server", code)).failed
    assert (await desk.asks(ADMIN, "forget me", code)).failed
    assert (await desk.asks(ADMIN, "forget server", "000000")).failed
    desk.now += timedelta(hours=2)
    late = await desk.asks(ADMIN, "forget server", code)
    assert late.failed
    assert "Nothing was deleted" in _texts(late.document)[0]
    assert app.store.subscriptions.count() == 3


async def test_forgetting_a_person_leaves_the_servers_digests_without_their_id(desk: Desk, app: App) -> None:
    asked = await desk.asks(MEMBER, "forget me")
    assert not (await desk.asks(MEMBER, "forget me", _code(asked))).failed
    assert app.store.subscriptions.of_workspace("loop:@p1") == ()
    left = app.store.subscriptions.of_workspace("loop:w1")
    assert sorted(one.created_by for one in left) == ["", "p2"]
