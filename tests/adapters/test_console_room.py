"""The console's room: lines answered in order, digests between them, and what Tab offers."""

import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console import configured, screen
from adapters.console.lines import PipedLines
from adapters.console.room import Room
from adapters.console.suggest import suggested, suggested_commands, wanted
from bot.document import Document, TermCard, paragraph
from bot.errors import Unsure
from bot.ports import Caller, Choice, Command, Form, Notice, Option, Post, Reply, Request

pytestmark = pytest.mark.anyio

COMMANDS = (
    Command("explain", "Explain a term", (Option("term", "A term", completes=True), Option("full", "All"))),
    Command("explore", "Look around"),
    Command("help", "Say what there is"),
)
DIGEST = Document("AI news", (paragraph("Orrery-4 is out."),))


class Echo:
    """A Desk that says back what was typed."""

    commands = COMMANDS

    async def answer(self, request: Request) -> Reply:
        return Reply(Document(request.command, ()))

    async def said(self, caller: Caller, line: str) -> Reply:
        return Reply(Document(f"{caller.home} said {line}", ()))

    async def press(self, caller: Caller, token: str) -> Reply:
        return Reply(Document(token, ()))

    async def complete(self, request: Request, option: str) -> tuple[Choice, ...]:
        return ()

    async def joined(self, platform: str, workspace: str, name: str) -> Document:
        return DIGEST

    async def left(self, platform: str, workspace: str) -> None: ...

    async def form(self, caller: Caller, token: str) -> Form | None: ...

    async def channel_lost(self, platform: str, channel: str, why: str) -> tuple[Notice, ...]:
        return ()

    async def is_new(self, platform: str, event: str) -> bool:
        return True

    async def resting(self, platform: str) -> tuple[str, ...]:
        return ()

    async def channel_back(self, platform: str, channel: str) -> None: ...


async def talk(typed: bytes) -> str:
    """What a room shows where these bytes are piped into it."""
    reading, writing = os.pipe()
    os.write(writing, typed)
    os.close(writing)
    stream = io.StringIO()
    async with Room(screen(stream), PipedLines(reading)) as room:
        await room.run(Echo())
    os.close(reading)
    return stream.getvalue()


async def test_each_line_is_answered_in_order_until_quit() -> None:
    text = await talk("help\n\n  /explain RLHF\r\nné\n/Quit\nnever\n".encode())
    assert [line for line in text.splitlines() if line] == [
        "console:terminal said help",
        "console:terminal said   /explain RLHF",
        "console:terminal said né",
    ]


async def test_the_input_s_end_leaves_too_and_broken_text_is_read() -> None:
    assert (await talk(b"help\n\xff\xfelast")).splitlines()[-2].endswith("said \ufffd\ufffdlast")


async def test_a_digest_is_shown_once_and_known_in_this_session_only() -> None:
    stream = io.StringIO()
    reading, _ = os.pipe()
    async with Room(screen(stream), PipedLines(reading)) as room:
        first = await room.send(Post("terminal", DIGEST, "abcd2345:20261122:0"))
        second = await room.send(Post("terminal", DIGEST, "abcd2345:20261123:0"))
        assert first != second
        long_ago = datetime(2026, 11, 1, tzinfo=UTC)
        assert await room.find("terminal", "abcd2345:20261122:0", long_ago) == first
    async with Room(screen(stream), PipedLines(reading)) as room:
        assert await room.find("terminal", "abcd2345:20261122:0", long_ago) == ""
    assert stream.getvalue().count("Orrery-4") == 2


async def test_a_terminal_that_is_gone_is_no_sent_digest() -> None:
    stream = io.StringIO()
    room = Room(screen(stream), PipedLines(0))
    stream.close()
    with pytest.raises(Unsure):
        await room.send(Post("terminal", DIGEST, "abcd2345:20261122:0"))
    assert await room.find("terminal", "abcd2345:20261122:0", datetime(2026, 1, 1, tzinfo=UTC)) == ""


def test_it_runs_only_where_it_is_asked_for() -> None:
    assert not configured(object())


def test_in_a_room_the_way_to_more_is_a_line() -> None:
    stream = io.StringIO()
    card = TermCard("rlhf", "RLHF", "A line.", "", (("dpo", "DPO"),), more=True)
    screen(stream, in_room=True).show(Document("Explained", (card,)))
    assert stream.getvalue().splitlines()[-1].strip() == "More: explain rlhf full:on"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", ("explain ", "explore ", "help ")),
        ("ex", ("explain ", "explore ")),
        ("/he", ("/help ",)),
        ("  HE", ("help ",)),
        ("x", ()),
        ("help ", None),
    ],
)
def test_the_first_word_is_a_command(line: str, names: tuple[str, ...] | None) -> None:
    assert suggested_commands(line, COMMANDS) == names


CHOICES = (Choice("recursive-self-improvement", "recursive self-improvement"), Choice("rlhf", "RLHF"))


@pytest.mark.parametrize(
    ("line", "option", "typed", "offers"),
    [
        ("explain ", "term", "", ("term:", "full:", "recursive self-improvement ", "RLHF ")),
        ("explain f", "term", "f", ("full:",)),
        ("/explain recursive self-i", "term", "recursive self-i", ("self-improvement ",)),
        ("explain term:r", "term", "r", ("term:recursive-self-improvement ", "term:rlhf ")),
        ("explain rl", "term", "rl", ("RLHF ",)),
        ("explain rlhf full:", "full", "", ()),
    ],
)
def test_values_and_options_follow(line: str, option: str, typed: str, offers: Sequence[str]) -> None:
    asked = wanted(line, COMMANDS)
    assert asked is not None
    assert (asked.option, asked.typed) == (option, typed)
    choices = CHOICES if option == "term" else ()
    found = suggested(asked, choices)
    assert set(offers) <= set(found)
    assert all(offer.casefold().startswith(asked.word.casefold()) for offer in found)


def test_nothing_is_offered_where_nothing_can_follow() -> None:
    assert wanted("help me", COMMANDS) is None
    assert wanted("unknown x", COMMANDS) is None


def test_what_the_desk_offers_for_a_slip_stands_as_it_is() -> None:
    asked = wanted("explain rhlf", COMMANDS)
    assert asked is not None
    assert suggested(asked, CHOICES[1:]) == ("rlhf ",)


def test_a_value_with_spaces_is_quoted() -> None:
    asked = wanted("explain term:", COMMANDS)
    assert asked is not None
    assert suggested(asked, [Choice("open weights", "Open weights")]) == ('term:"open weights" ',)


@given(st.text())
def test_no_line_breaks_completion(line: str) -> None:
    asked = wanted(line, COMMANDS)
    suggested_commands(line, COMMANDS)
    if asked is not None:
        suggested(asked, CHOICES)
