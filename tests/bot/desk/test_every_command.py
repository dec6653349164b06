"""Every command through the desk, on a store without news: answered, or a fault in words, never ours."""

from collections.abc import Iterator
from dataclasses import replace

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.desk import table
from bot.desk.desk import FrontDesk
from bot.desk.limits import Limits
from bot.ports import Caller, Request
from bot.settings import load_settings
from bot.store import open_store
from tests.samples import NOW

MEMBER = Caller("loop", "w1", "c1", "p1")
ADMIN = replace(MEMBER, person="p2", manager=True)
DIRECT = Caller("loop", "", "d1", "p1")
UNLIMITED = 10**9
EXAMPLES = [line for command in table.commands() for line in command.examples]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    folder = tmp_path_factory.mktemp("data")
    with open_store(folder) as store:
        app = App(load_settings(None, data_dir=folder), store)
        yield FrontDesk(app, lambda: NOW, Limits(UNLIMITED, UNLIMITED))


async def _check(desk: FrontDesk, caller: Caller, line: str) -> None:
    reply = await desk.said(caller, line)
    shown = str(reply.document)
    assert "Something went wrong on my side" not in shown
    assert reply.private or not reply.failed
    assert reply.document.title


@pytest.mark.anyio
@pytest.mark.parametrize("example", EXAMPLES)
async def test_every_example_is_answered_for_everyone(desk: FrontDesk, example: str) -> None:
    for caller in (MEMBER, ADMIN, DIRECT):
        await _check(desk, caller, example)


_VALUES = st.text(max_size=40) | st.sampled_from(
    [
        "on",
        "0",
        "25",
        "9am",
        "Berlin",
        "agents, jobs",
        "*",
        "%",
        "' or 1=1",
        "<@U1>",
        "@everyone",
        "x" * 3000,
        "∞",
    ]
)


@st.composite
def _requests(draw: st.DrawFn) -> Request:
    command = draw(st.sampled_from(table.commands()))
    names = [option.name for option in command.options if option.name != "add"]  # it reads the network
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=4)) if names else []
    caller = draw(st.sampled_from([MEMBER, ADMIN, DIRECT]))
    return Request(caller, command.name, {name: draw(_VALUES) for name in chosen})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_requests())
def test_hostile_options_are_answered_in_words(desk: FrontDesk, request_: Request) -> None:
    async def ask() -> None:
        reply = await desk.answer(request_)
        assert "Something went wrong on my side" not in str(reply.document)
        for option in table.module(request_.command).COMMAND.options:
            assert len(await desk.complete(request_, option.name)) <= 25

    anyio.run(ask)
