"""People on Discord: every command, button, menu, form and completion, through the real discord.py."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.desk import table
from tests.adapters.discord.place import Place, opened
from tests.wire.discord import CannotDo
from tests.wire.discord.entities import every_component, text_of
from tests.wire.discord.interaction import DEFER

pytestmark = pytest.mark.anyio
GIVEN: dict[str, dict[str, Any]] = {
    "explain": {"term": "rag"},
    "search": {"words": "weather"},
    "story": {"id": "zzzzzz"},
    "why": {"id": "zzzzzz"},
}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(tmp_path) as place:
        yield place


def labelled(message: Any, label: str) -> str:
    return next(
        str(one["custom_id"])
        for one in every_component(message.body.get("components"))
        if one.get("label") == label
    )


@pytest.mark.parametrize("name", [one.name for one in table.commands()])
async def test_every_command_is_answered_in_time(place: Place, name: str) -> None:
    answer = await place.manager().types(f"/{name}", GIVEN.get(name))
    assert answer.text
    assert answer.ack_ms < 3_000
    command = next(one for one in table.commands() if one.name == name)
    assert answer.is_ephemeral == (command.where.value == "private")


async def test_one_word_sets_up_the_desk_and_a_form_changes_it(place: Place) -> None:
    ann = place.manager()
    done = await ann.types("/subscribe")
    assert "Subscribed" in done.text
    assert "Every day at 09:00" in done.text
    (order,) = place.app.store.subscriptions.of_channel("discord", str(place.news.id))
    assert order.workspace == f"discord:{place.guild.id}"
    opened_form = await ann.presses(done, labelled(done.message, "Change …"))
    assert opened_form.modal["title"] == "Change the digest"
    changed = await ann.submits_modal(opened_form, {"time": "8am", "zone": "Berlin", "days": "weekdays"})
    assert "Every weekday at 08:00 Europe/Berlin" in changed.text
    assert changed.is_ephemeral


async def test_another_channel_is_picked_and_called_by_its_name(place: Place) -> None:
    done = await place.manager().types("/subscribe", channel=place.channel("other"))
    assert "in #other" in done.text
    assert place.app.store.subscriptions.of_channel("discord", str(place.channel("other").id))


async def test_what_is_lacking_is_named(place: Place) -> None:
    other = place.channel("other")
    place.fake.world.deny(other, "send_messages", "create_public_threads")
    answer = await place.manager().types("/subscribe", channel=other, thread="digest")
    assert "I can't post in #other: I lack Send Messages and Create Public Threads." in answer.text
    assert answer.is_ephemeral
    assert not place.app.store.subscriptions.of_channel("discord", str(other.id))


async def test_terms_topics_zones_and_times_complete(place: Place) -> None:
    ann = place.manager()
    assert any("retrieval" in one["name"].lower() for one in await ann.completes("/explain", "term", "rag"))
    assert [one["value"] for one in await ann.completes("/subscribe", "zone", "Berl")][:1] == [
        "Europe/Berlin"
    ]
    assert await ann.completes("/subscribe", "topics", "age")
    assert await ann.completes("/subscribe", "time", "9")


async def test_a_message_is_explained_to_who_asked_alone(place: Place) -> None:
    ann = place.manager()
    said = ann.says("They fine-tuned it with RLHF and RAG, @everyone.")
    answer = await ann.uses_message_menu("Explain AI terms", said)
    assert answer.is_ephemeral
    assert "RLHF" in answer.text or "reinforcement" in answer.text.lower()
    empty = await ann.uses_message_menu("Explain AI terms", ann.says(""))
    assert "holds no text" in empty.text


async def test_a_button_answers_who_pressed_it_alone(place: Place) -> None:
    ann, ben = place.manager(), place.fake.person("ben", place.news)
    shown = await ann.types("/explain", term="rag")
    assert not shown.is_ephemeral
    related = next(one for one in _buttons(shown.message) if "explain" in one)
    answer = await ben.presses(shown, related)
    assert answer.is_ephemeral
    assert answer.text


async def test_a_forged_button_is_refused_kindly(place: Place) -> None:
    forged = {
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "unsubscribe~abc"}]}
        ]
    }
    message = place.fake.world.say(place.news, place.fake.world.bot, forged)
    answer = await place.manager().presses(message, "unsubscribe~abc")
    assert "not one of mine" in answer.text
    assert text_of(message.body) == ""


async def test_a_crowd_gets_its_places_held_first(place: Place) -> None:
    crowd = [place.fake.person(f"p{number}", place.news) for number in range(60)]
    answers = await asyncio.gather(*(one.types("/explain", term="rag") for one in crowd))
    assert all("retrieval" in one.text.lower() for one in answers)
    held = [one for one in answers if one.callback == DEFER]
    assert 0 < len(held) < len(answers)


async def test_long_answers_turn_their_pages(place: Place) -> None:
    ann = place.manager()
    first = await ann.types("/terms", kind="technique")
    more = labelled(first.message, "Next")
    before = first.text
    turned = await ann.presses(first, more)
    assert turned.message is first.message
    assert first.text != before
    back = await ann.presses(first, labelled(first.message, "Back"))
    assert back.text == before


async def test_direct_messages_have_a_digest_of_their_own(place: Place) -> None:
    ben = place.fake.person("ben")
    assert "Subscribed" in (await ben.types("/subscribe")).text
    (order,) = place.app.store.subscriptions.of_workspace(f"discord:@{ben.user.id}")
    assert order.channel == str(ben.dm.id)


async def test_brought_along_to_a_server_without_us(place: Place) -> None:
    elsewhere = place.fake.world.guild("Elsewhere", "hall", joined=False)
    carl = place.fake.person("carl", elsewhere)
    answer = await carl.types("/explain", term="rag")
    assert answer.text


async def test_nobody_without_the_right_sees_manager_commands(place: Place) -> None:
    with pytest.raises(CannotDo):
        await place.fake.person("ben", place.news).types("/subscribe")


async def test_commands_are_registered_once(place: Place) -> None:
    puts = place.fake.journal.of("PUT")
    assert len(puts) == 1


async def test_every_payload_forbids_mentions(place: Place) -> None:
    await place.manager().types("/explain", term="rag")
    bodies = [one.body for one in place.fake.asked if one.path.endswith("/callback")]
    said = [one["data"] for one in bodies if one and one.get("type") == 4]
    assert said
    assert all(one["allowed_mentions"] == {"parse": []} for one in said)


def _all(message: Any) -> list[dict[str, Any]]:
    return every_component(message.body.get("components"))


def _buttons(message: Any) -> list[str]:
    return [str(one["custom_id"]) for one in _all(message) if one["type"] == 2 and "custom_id" in one]
