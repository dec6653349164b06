"""The gateway at its worst: nonsense, closes, silence, a long time without Discord; the bot comes back.

The adapter runs as in the service: opened anew by a supervisor where it fails.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.discord.client import Discord
from bot.app import App
from bot.delivery.preparing import Preparing
from bot.desk.desk import FrontDesk
from bot.desk.limits import Limits
from bot.service.connection import Connection
from bot.service.supervisor import Condition, Supervisor
from bot.store import open_store
from tests.adapters.discord.place import is_up, settings_for, soon
from tests.wire.discord import FakeDiscord
from tests.wire.discord import Settings as FakeSettings
from tests.wire.discord.entities import Channel
from tests.wire.discord.people import Person, Unanswered
from tests.wire.discord.slash import CannotDo
from tests.wire.edition import FEED

pytestmark = pytest.mark.anyio

DISPATCH = 0
NONSENSE: dict[str, str] = {
    "no JSON": "{nonsense",
    "a list": "[1, 2]",
    "an unknown op": json.dumps({"op": 99, "d": None}),
    "an unknown event": json.dumps({"op": DISPATCH, "t": "SOMETHING_NEW", "s": None, "d": {"a": [1]}}),
    "an interaction without anything": json.dumps(
        {"op": DISPATCH, "t": "INTERACTION_CREATE", "s": None, "d": {}}
    ),
    "a server that is none": json.dumps({"op": DISPATCH, "t": "GUILD_CREATE", "s": None, "d": {"id": "x"}}),
    "a channel of wrong types": json.dumps(
        {"op": DISPATCH, "t": "CHANNEL_UPDATE", "s": None, "d": {"id": [], "guild_id": {}, "type": "a"}}
    ),
    "something huge": json.dumps({"op": DISPATCH, "t": "TYPING_START", "s": None, "d": {"x": "y" * 500_000}}),
}
Fall = Callable[[FakeDiscord], Awaitable[None]]


async def _cut(fake: FakeDiscord) -> None:
    fake.gateway.cut()


FALLS: dict[str, tuple[Fall, bool]] = {  # and whether Discord lets a session be resumed after it
    "op 7": (lambda fake: fake.gateway.reconnect(), True),
    "op 9, resumable": (lambda fake: fake.gateway.invalidate(resumable=True), True),
    "op 9": (lambda fake: fake.gateway.invalidate(), False),
    "4000": (lambda fake: fake.gateway.close(4000), True),
    "4007": (lambda fake: fake.gateway.close(4007), False),
    "4009": (lambda fake: fake.gateway.close(4009), False),
    "a dead line": (_cut, True),
}


@dataclass
class Running:
    """The bot on the fake, kept at work."""

    fake: FakeDiscord
    app: App
    room: Channel
    supervisor: Supervisor

    @property
    def ann(self) -> Person:
        """Who manages the server."""
        return self.fake.person("ann", self.room, manager=True)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Running]:
    async with FakeDiscord(FakeSettings(max_concurrency=16)) as fake:
        room = next(iter(fake.world.guild("Reading room", "news").channels.values()))
        settings, supervisor = settings_for(fake, tmp_path), Supervisor(sleep=_soon)
        with open_store(tmp_path) as store:
            app = App(settings, store, (FEED,))
            desk = FrontDesk(app, lambda: datetime.now(UTC), Limits(10_000, 10_000))
            connection = Connection(
                "discord",
                lambda _keep: Discord(settings, settle_s=0.02),
                store,
                Preparing(app).prepare,
                supervisor,
                lambda: datetime.now(UTC).replace(microsecond=0),
            )
            keeping = asyncio.create_task(
                supervisor.keep("discord", lambda: connection.run(desk, lambda _adapter: None))
            )
            running = Running(fake, app, room, supervisor)
            await comes_back(running)
            yield running
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
        assert not fake.violations


async def _soon(_wait_s: float) -> None:
    await asyncio.sleep(0.05)


async def answered(place: Running) -> bool:
    """Whether somebody gets help now."""
    try:
        return bool((await place.ann.types("/help")).text)
    except (Unanswered, CannotDo):  # it is away, or has registered no command yet
        return False


async def comes_back(place: Running) -> None:
    """Wait until people are answered again."""
    for _ in range(200):
        await soon(lambda: is_up(place.fake), 20)
        if await answered(place):
            return
    raise AssertionError("nobody is answered")


@pytest.mark.parametrize("kind", NONSENSE)
async def test_nonsense_is_survived(place: Running, kind: str) -> None:
    await place.ann.types("/subscribe")
    await place.fake.gateway.garble(NONSENSE[kind])
    await comes_back(place)
    assert len(place.app.store.subscriptions.of_channel("discord", str(place.room.id))) == 1
    assert place.supervisor.standings["discord"].condition is Condition.RUNNING


@pytest.mark.parametrize("kind", FALLS)
async def test_a_fall_is_survived_and_resumed_where_it_may_be(place: Running, kind: str) -> None:
    fall, may_resume = FALLS[kind]
    gateway = place.fake.gateway
    identified, resumed = len(gateway.identified), gateway.resumed
    await fall(place.fake)
    await soon(lambda: gateway.resumed > resumed or len(gateway.identified) > identified, 20)
    await comes_back(place)
    assert (len(gateway.identified) == identified) is may_resume
    assert place.supervisor.standings["discord"].condition is Condition.RUNNING


async def test_without_discord_for_long_it_comes_back_by_itself(place: Running) -> None:
    await place.ann.types("/subscribe")
    await place.fake.away()
    place.fake.gateway.sessions.clear()  # Discord forgets a session that is not resumed
    await soon(lambda: not is_up(place.fake))
    await place.fake.back()
    await comes_back(place)
    assert place.app.store.subscriptions.of_channel("discord", str(place.room.id))


async def test_buttons_and_forms_of_before_work_after_a_new_start(place: Running) -> None:
    shown, done = await place.ann.types("/explain", term="rag"), await place.ann.types("/subscribe")
    form = await place.ann.presses(done, "Change …")
    opened_before = len(place.fake.gateway.identified)
    await place.fake.gateway.garble(NONSENSE["no JSON"])
    await comes_back(place)
    assert len(place.fake.gateway.identified) > opened_before, "it is another adapter by now"
    assert (await place.ann.presses(shown, "More")).text
    changed = await place.ann.submits_modal(form, {"time": "8am", "zone": "Berlin"})
    assert "08:00 Europe/Berlin" in changed.text
