"""What every adapter must do, run over all adapters there are, each over its real wire."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.document import Document, Heading, paragraph
from bot.errors import DeliveryError, Refused, TryLater, Unsure
from bot.ports import Post, Reply
from bot.registry import adapter, adapter_names
from tests.contracts.documents import documents
from tests.contracts.platforms import PLACES, RENDERINGS, FakeDesk, Place

pytestmark = pytest.mark.anyio

NAMES = adapter_names()
KEY = "abcd2345:20261122:0"
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
DIGEST = Document("AI news", (Heading("Today"), paragraph("Halden Labs releases Orrery-4.")), "Sunday")


def post_to(place: Place, key: str = KEY) -> Post:
    return Post(place.channel, DIGEST, key)


def test_every_adapter_is_held_to_this() -> None:
    assert set(NAMES) == set(PLACES) == set(RENDERINGS)


@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_is_found_by_its_name_and_says_whether_it_is_set_up(name: str) -> None:
    module = adapter(name)
    assert callable(module.create)
    assert callable(module.configured)
    assert RENDERINGS[name].adapter.name == name


@pytest.mark.parametrize("name", NAMES)
def test_its_pace_fits_the_lease(name: str) -> None:
    pace = RENDERINGS[name].adapter.pace
    assert 0 < pace.timeout_s <= 14
    assert pace.per_second > 0
    assert pace.channel_gap_s >= 0


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents)
def test_parts_keep_every_block_in_order_and_fit_a_message(name: str, document: Document) -> None:
    rendering = RENDERINGS[name]
    parts = rendering.adapter.split(document)
    assert tuple(block for part in parts for block in part.blocks) == document.blocks
    assert parts[0].title == document.title
    assert parts[0].note == document.note
    assert all(part.blocks for part in parts[1:])
    if rendering.most:
        assert max(len(rendering.text(part)) for part in parts) <= rendering.most
    assert parts == rendering.adapter.split(document), "same in, same out"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents)
def test_no_text_acts_on_the_platform(name: str, document: Document) -> None:
    rendering = RENDERINGS[name]
    for part in rendering.adapter.split(document):
        assert not rendering.acts.search(rendering.text(part))


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_sent_is_shown_and_found_by_its_key(name: str) -> None:
    async with PLACES[name]() as place:
        message_id = await place.adapter.send(post_to(place))
        assert message_id
        assert "Orrery-4" in "".join(place.shown())
        if not place.remembers:
            with pytest.raises(Refused):
                await place.adapter.find(place.channel, KEY, LONG_AGO)
            return
        assert await place.adapter.find(place.channel, KEY, LONG_AGO) == message_id
        assert await place.adapter.find(place.channel, f"{KEY[:-1]}1", LONG_AGO) == ""
        assert await place.adapter.find(place.elsewhere, KEY, LONG_AGO) == ""


@pytest.mark.parametrize("name", NAMES)
async def test_every_key_is_found_among_many(name: str) -> None:
    async with PLACES[name]() as place:
        keys = [f"abcd{number:04d}:20261122:0" for number in range(30)]
        ids = {key: await place.adapter.send(post_to(place, key)) for key in keys}
        assert len(set(ids.values())) == len(keys)
        if not place.remembers:
            return
        for key, message_id in ids.items():
            assert await place.adapter.find(place.channel, key, LONG_AGO) == message_id


@pytest.mark.parametrize("name", NAMES)
async def test_a_person_is_told_privately(name: str) -> None:
    async with PLACES[name]() as place:
        if not place.remembers:
            with pytest.raises(Refused):
                await place.adapter.tell("team", place.person, DIGEST)
            return
        await place.adapter.tell("team", place.person, DIGEST)
        assert "Orrery-4" in "".join(place.told())


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("name", NAMES)
async def test_what_is_typed_reaches_the_desk_and_its_answer_comes_back(name: str, private: bool) -> None:
    desk = FakeDesk(Reply(DIGEST, private))
    async with PLACES[name]() as place:
        if place.type is None:
            return
        place.type("explain RLHF")
        place.type("help")
        serving = asyncio.create_task(place.adapter.run(desk))
        try:
            async with asyncio.timeout(10):
                answers = place.told if private else place.shown
                while "".join(answers()).count("Orrery-4") < 2:
                    await asyncio.sleep(0.005)
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
    assert [line for _, line in desk.heard] == ["explain RLHF", "help"]
    caller = desk.heard[0][0]
    assert caller.platform == name
    assert caller.channel == place.channel
    assert caller.person


@pytest.mark.parametrize(
    ("fault", "error"),
    [("limits", TryLater), ("closes", Refused), ("loses", Unsure), ("vanishes", TryLater)],
)
@pytest.mark.parametrize("name", NAMES)
async def test_a_failure_says_which_kind_it_is(name: str, fault: str, error: type[DeliveryError]) -> None:
    async with PLACES[name]() as place:
        if fault not in place.faults:
            return  # this platform cannot do that wrong
        await place.faults[fault]()
        with pytest.raises(error) as caught:
            await place.adapter.send(post_to(place))
        assert str(caught.value)
        if fault == "limits":
            assert isinstance(caught.value, TryLater)
            assert caught.value.retry_after_s == pytest.approx(2.5)


@pytest.mark.parametrize("name", NAMES)
async def test_what_was_taken_without_an_answer_is_found(name: str) -> None:
    async with PLACES[name]() as place:
        if "loses" not in place.faults or not place.remembers:
            return
        await place.faults["loses"]()
        with pytest.raises(Unsure):
            await place.adapter.send(post_to(place))
        assert await place.adapter.find(place.channel, KEY, LONG_AGO)


@pytest.mark.parametrize("fault", ["forgets", "vanishes"])
@pytest.mark.parametrize("name", NAMES)
async def test_a_history_that_cannot_be_read_is_never_taken_for_an_empty_one(name: str, fault: str) -> None:
    async with PLACES[name]() as place:
        if fault not in place.faults or not place.remembers:
            return
        await place.faults[fault]()
        with pytest.raises((TryLater, Unsure)):
            await place.adapter.find(place.channel, KEY, LONG_AGO)
