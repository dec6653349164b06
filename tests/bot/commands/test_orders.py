"""The commands about orders under hostile text: a reply for everything, a fault for nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import follow, mute, sources, subscribe, subscriptions, unsubscribe
from bot.desk.offers import days_offered, topics_offered
from bot.ports import Command, Request
from tests.ordering import MANAGER, NOW, Room, opened_room, other, words

COMMANDS = tuple(one.COMMAND for one in (subscribe, unsubscribe, subscriptions, follow, mute, sources))
HOSTILE = st.one_of(
    st.text(max_size=120),
    st.sampled_from(
        ["@everyone", "<!channel>", "\u202e\x07", "*" * 80, ",,,", "9am", "all", "a:b", "'; drop table"]
    ),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder: Path = tmp_path_factory.mktemp("room")
    with opened_room(folder) as opened:
        yield opened


@st.composite
def requests(draw: st.DrawFn) -> tuple[Command, dict[str, str]]:
    """A command with some of its options, each as people may type it."""
    command = draw(st.sampled_from(COMMANDS))
    names = [option.name for option in command.options if option.name != "channel"]
    given_ones = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
    return command, {name: draw(HOSTILE) for name in given_ones}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=requests(), number=st.integers(0, 10_000))
def test_whatever_is_typed_there_is_an_answer(
    room: Room, asked: tuple[Command, dict[str, str]], number: int
) -> None:
    command, options = asked
    caller = other(MANAGER, person=f"p{number}", workspace=f"w{number}", channel=f"c{number}")
    reply = asyncio.run(room.desk.answer(Request(caller, command.name, options)))
    assert "Something went wrong" not in words(reply)
    for subscription in room.app.store.subscriptions.of_workspace(caller.home):
        assert subscription.next_due_at > NOW
        assert max(map(len, subscription.wish.muted + subscription.wish.boosted), default=0) <= 80


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_what_is_offered_fits_everywhere(typed: str) -> None:
    for choices in (topics_offered(typed), days_offered(typed)):
        assert len(choices) <= 25
        assert all(0 < len(one.value) <= 100 and len(one.name) <= 100 for one in choices)
