"""Forms as modals, and what turns pages."""

import pytest

from adapters.discord.bodies import turners
from adapters.discord.forms import modal, submitted
from adapters.discord.library_logs import without_tokens
from bot.document import Document
from bot.ports import Blank, Caller, Form
from bot.showing.turning import Turning

CALLER = Caller("discord", "1", "2", "3", manager=True)
FORM = Form(
    "Change the digest",
    "subscribe",
    {"subscription": "k3v7q2ma"},
    (Blank("time", "Time", "09:00"), Blank("topics", "T" * 60, "x" * 900)),
)


@pytest.mark.anyio
async def test_a_form_is_a_modal_within_its_limits() -> None:
    made = modal(FORM)
    assert made.is_finished(), "discord.py must not keep it"
    said = made.to_dict()
    assert said["custom_id"] == "form:subscribe?subscription=k3v7q2ma"
    assert [len(one["label"]) <= 45 for one in said["components"]] == [True, True]
    lines = [one["component"] for one in said["components"]]
    assert [one["custom_id"] for one in lines] == ["time", "topics"]
    assert lines[0]["value"] == "09:00"
    assert len(lines[1]["value"]) <= lines[1]["max_length"]


@pytest.mark.anyio
async def test_what_is_filled_in_comes_back_with_what_was_settled() -> None:
    custom_id = modal(FORM).custom_id
    request = submitted(CALLER, custom_id, {"time": "8am", "topics": "  ", "subscription": "forged"})
    assert request.command == "subscribe"
    assert request.options == {"time": "8am", "subscription": "k3v7q2ma"}


def test_pages_turn_by_three_different_buttons() -> None:
    first = Turning().kept(tuple(Document(f"Page {number}", ()) for number in range(3)))
    back, here, more = turners(first)
    assert back.disabled and here.label == "1 of 3" and here.disabled and not more.disabled
    assert more.custom_id == first.turn(1)
    assert len({one.custom_id for one in (back, here, more)}) == 3


def test_tokens_in_addresses_are_hidden() -> None:
    said = "POST https://d/api/interactions/12/aW50ZXJ/callback and /webhooks/34/c2Vj-cmV0/messages/@original"
    hidden = said.replace("aW50ZXJ", "[hidden]").replace("c2Vj-cmV0", "[hidden]")
    assert without_tokens(said) == hidden
