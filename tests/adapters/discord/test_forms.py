"""Forms as modals, and pages that turn."""

import pytest

from adapters.discord.forms import modal, submitted
from adapters.discord.library_logs import without_tokens
from adapters.discord.turning import Turning
from bot.document import Document
from bot.ports import Blank, Caller, Form

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


def test_pages_turn_forth_and_back_and_the_oldest_are_forgotten() -> None:
    turning = Turning(most=1)
    parts = tuple(Document(f"Page {number}", ()) for number in range(3))
    first = turning.kept(parts)
    back, here, more = first.buttons()
    assert back.disabled and here.label == "1 of 3" and not more.disabled
    second = turning.turned(str(more.custom_id))
    assert second is not None and second.document == parts[1]
    last = turning.turned(str(second.buttons()[2].custom_id))
    assert last is not None and last.buttons()[2].disabled
    again = turning.turned(str(last.buttons()[0].custom_id))
    assert again == second
    assert len({one.custom_id for one in second.buttons()}) == 3
    turning.kept(parts)
    assert turning.turned(str(more.custom_id)) is None
    assert turning.is_ours(str(more.custom_id))


@pytest.mark.parametrize("custom_id", ["page:", "page:a:b", "page:x:99999999999", "page:::", "page:²"])
def test_a_strange_page_is_none(custom_id: str) -> None:
    assert Turning().turned(custom_id) is None


def test_tokens_in_addresses_are_hidden() -> None:
    said = "POST https://d/api/interactions/12/aW50ZXJ/callback and /webhooks/34/c2Vj-cmV0/messages/@original"
    hidden = said.replace("aW50ZXJ", "[hidden]").replace("c2Vj-cmV0", "[hidden]")
    assert without_tokens(said) == hidden
