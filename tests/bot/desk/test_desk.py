"""The desk: who may ask what, what is answered where, faults in words, actions that outlive a restart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.desk.call import Call
from bot.desk.desk import FrontDesk
from bot.desk.limits import Limits
from bot.desk.table import CommandModule
from bot.document import Action, Actions, Document, Paragraph, paragraph
from bot.errors import RequestError
from bot.ports import Caller, Choice, Command, Kind, Option, Reply, Request, Where, Who
from bot.settings import load_settings
from bot.store import open_store
from tests.samples import NOW

pytestmark = pytest.mark.anyio

MEMBER = Caller("loop", "w1", "c1", "p1")
ADMIN = replace(MEMBER, person="p2", manager=True)
DIRECT = Caller("loop", "", "d1", "p1")


@dataclass(frozen=True)
class Echo:
    """A command that says what it was given."""

    COMMAND: Command
    raises: Exception | None = None

    async def answer(self, call: Call) -> Document:
        if self.raises:
            raise self.raises
        said = ", ".join(f"{name}={value}" for name, value in sorted(call.options.items()))
        return Document(
            self.COMMAND.name, (paragraph(f"{said} in {call.zone}"), Actions((Action("Go", "news x"),)))
        )

    def complete(self, call: Call, option: str, typed: str) -> tuple[Choice, ...]:
        if self.raises:
            raise self.raises
        return tuple(Choice(f"{typed}{number}", option) for number in range(30))


_TOPIC = Option("topic", "A topic", completes=True)
_CHANNEL = Option("channel", "Where", Kind.CHANNEL)
MODULES: Mapping[str, CommandModule] = {
    "news": Echo(Command("news", "News", (_TOPIC, Option("form", "Form", choices=(Choice("long", "Long"),))),
                         where=Where.CHANNEL, anywhere=True)),
    "order": Echo(Command("order", "Order", (_TOPIC, _CHANNEL), who=Who.MANAGER, anywhere=True)),
    "place": Echo(Command("place", "Place", (_TOPIC,))),
    "wrong": Echo(Command("wrong", "Wrong", (_TOPIC,), anywhere=True), RequestError("Not so. Type it so.")),
    "broken": Echo(Command("broken", "Broken", (_TOPIC,), anywhere=True), ZeroDivisionError("secret inside")),
    "help": Echo(Command("help", "Help", anywhere=True)),
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with open_store(tmp_path) as store:
        yield App(load_settings(None, data_dir=tmp_path, zone="Europe/Berlin"), store)


@pytest.fixture
def desk(app: App) -> FrontDesk:
    return FrontDesk(app, lambda: NOW, modules=MODULES)


def words(reply: Reply) -> str:
    blocks = (block for block in reply.document.blocks if isinstance(block, Paragraph))
    return " ".join(span.text for block in blocks for span in block.spans)


def actions(reply: Reply) -> list[Action]:
    blocks = (block for block in reply.document.blocks if isinstance(block, Actions))
    return [action for block in blocks for action in block.actions]


async def test_a_command_is_answered_where_it_says(desk: FrontDesk) -> None:
    reply = await desk.answer(Request(MEMBER, "news", {"topic": " agents\n"}))
    assert words(reply) == "topic=agents in Europe/Berlin"
    assert (reply.private, reply.failed) == (False, False)
    assert (await desk.said(MEMBER, "place x")).private


async def test_a_typed_line_and_nothing_typed(desk: FrontDesk) -> None:
    assert words(await desk.said(MEMBER, "/news agents")) == "topic=agents in Europe/Berlin"
    assert (await desk.said(MEMBER, "")).document.title == "help"
    unknown = await desk.said(MEMBER, "new agents")
    assert unknown.failed
    assert unknown.private
    assert "Did you mean `news`" in words(unknown)


async def test_a_members_order_is_refused_and_a_managers_is_not(desk: FrontDesk) -> None:
    refused = await desk.answer(Request(MEMBER, "order"))
    assert refused.failed
    assert "people who manage this server. Nothing was changed" in words(refused)
    assert not (await desk.answer(Request(ADMIN, "order"))).failed
    assert not (await desk.answer(Request(DIRECT, "order"))).failed


async def test_what_needs_a_server_says_so_in_a_direct_message(desk: FrontDesk) -> None:
    assert "not in direct messages" in words(await desk.answer(Request(DIRECT, "place")))


async def test_a_channel_is_taken_from_the_platforms_picker_alone(desk: FrontDesk) -> None:
    assert not (await desk.answer(Request(ADMIN, "order", {"channel": "c2"}))).failed
    assert (await desk.said(ADMIN, "order channel:c2")).failed
    assert not (await desk.said(ADMIN, "order channel:c1")).failed
    assert (await desk.answer(Request(DIRECT, "order", {"channel": "c2"}))).failed


async def test_a_fault_of_the_request_says_its_text_and_offers_help(desk: FrontDesk) -> None:
    reply = await desk.answer(Request(MEMBER, "wrong"))
    assert (reply.private, reply.failed, words(reply)) == (True, True, "Not so. Type it so.")
    assert [action.says for action in actions(reply)] == ["help wrong"]


async def test_a_fault_of_ours_is_one_plain_sentence_and_a_line_in_the_log(desk: FrontDesk) -> None:
    with capture_logs() as logs:
        reply = await desk.answer(Request(MEMBER, "broken", {"topic": "private words"}))
    assert reply.failed
    assert "secret" not in words(reply)
    assert words(reply).startswith("Something went wrong on my side.")
    assert [line["command"] for line in logs] == ["broken"]
    assert "private words" not in str(logs)


async def test_an_unknown_command_is_admitted(desk: FrontDesk) -> None:
    assert "I know no command 'x'" in words(await desk.answer(Request(MEMBER, "x")))


async def test_an_action_works_after_a_restart_and_for_who_presses(app: App, desk: FrontDesk) -> None:
    (action,) = actions(await desk.answer(Request(MEMBER, "news")))
    assert action.token
    restarted = FrontDesk(app, lambda: NOW + timedelta(days=300), modules=MODULES)
    assert words(await restarted.press(ADMIN, action.token)) == "topic=x in Europe/Berlin"
    forged = await restarted.press(ADMIN, action.token.replace("news", "order"))
    assert forged.failed
    assert "not one of mine" in words(forged)


async def test_a_pressed_action_is_checked_like_a_typed_line(app: App) -> None:
    ordering = Echo(Command("ask", "Ask", (_TOPIC,)))
    desk = FrontDesk(app, lambda: NOW, modules={**MODULES, "ask": ordering}, key=b"k")
    from bot.desk.tokens import token

    assert (await desk.press(MEMBER, token("order", b"k"))).failed
    assert not (await desk.press(ADMIN, token("order", b"k"))).failed
    assert (await desk.press(ADMIN, token("order channel:c2", b"k"))).failed


async def test_too_many_requests_are_told_when_to_ask_again(app: App) -> None:
    desk = FrontDesk(app, lambda: NOW, Limits(person=2), MODULES)
    replies = [await desk.said(MEMBER, "news") for _ in range(3)]
    assert [reply.failed for reply in replies] == [False, False, True]
    assert "Ask again in 30 seconds" in words(replies[2])


async def test_completions_are_few_and_quiet(desk: FrontDesk) -> None:
    offered = await desk.complete(Request(MEMBER, "news", {"topic": "ag"}), "topic")
    assert len(offered) == 25
    assert offered[0] == Choice("ag0", "topic")
    assert await desk.complete(Request(MEMBER, "news", {"form": "lo"}), "form") == (Choice("long", "Long"),)
    for request, option in (
        (Request(MEMBER, "news"), "colour"),
        (Request(MEMBER, "order"), "topic"),  # not a manager
        (Request(MEMBER, "nothing"), "topic"),
        (Request(MEMBER, "wrong"), "topic"),
    ):
        assert await desk.complete(request, option) == ()
    with capture_logs() as logs:
        assert await desk.complete(Request(MEMBER, "broken"), "topic") == ()
    assert logs[0]["event"] == "completion failed"


async def test_coming_and_going_are_noted(app: App, desk: FrontDesk) -> None:
    welcome = await desk.joined("loop", "w1", "A\nserver")
    assert all(action.token for action in actions(Reply(welcome)))
    workspace = app.store.workspaces.get("loop:w1")
    assert workspace
    assert workspace.name == "A server"
    await desk.left("loop", "w1")
    workspace = app.store.workspaces.get("loop:w1")
    assert workspace
    assert workspace.lost_at == NOW
    await desk.channel_lost("loop", "c1", "gone")
    await desk.channel_back("loop", "c1")
