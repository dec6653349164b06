"""A place to try the adapter in: the fake Discord, the real discord.py, the real desk over a real store.

`async with opened(folder) as place` logs in, connects and waits until the gateway is up. The store has read
one morning's news (tests/wire/edition.py).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.discord.client import PACE, Discord
from bot.app import App
from bot.desk.desk import FrontDesk
from bot.desk.limits import Limits
from bot.errors import ConfigError
from bot.ports import Pace
from bot.settings import Settings
from bot.store import open_store
from tests.wire.discord import FakeDiscord, Guild, Message
from tests.wire.discord import Settings as FakeSettings
from tests.wire.discord.entities import every_component
from tests.wire.edition import FEED, publish


@dataclass
class Place:
    """The fake, the adapter on it, the engine behind; `guild` is a server with channels news and other."""

    fake: FakeDiscord
    adapter: Discord
    app: App
    desk: FrontDesk
    guild: Guild
    serving: "asyncio.Task[None]"

    @property
    def news(self) -> Any:
        """The server's channel called news."""
        return self.channel("news")

    def channel(self, name: str) -> Any:
        """A channel of the server."""
        return next(one for one in self.guild.channels.values() if one.name == name)

    def manager(self) -> Any:
        """Ann, who manages the server, in its news channel."""
        return self.fake.person("ann", self.news, manager=True)


def settings_for(fake: FakeDiscord, folder: Path, **more: Any) -> Settings:
    """Settings that lead to the fake."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        discord_token=SecretStr(fake.settings.token),
        discord_api=fake.api,
        discord_gateway=fake.gateway_url,
        **more,
    )


@asynccontextmanager
async def opened(
    folder: Path, fake_settings: FakeSettings | None = None, pace: Pace = PACE, **settings: Any
) -> AsyncIterator[Place]:
    """Open the place; at its end every form that the fake found wrong fails the test."""
    with open_store(folder) as store:
        publish(store, (datetime.now(UTC) - timedelta(days=1)).date())
        async with FakeDiscord(fake_settings) as fake:
            guild = fake.world.guild("Reading room", "news", "other")
            ours = settings_for(fake, folder, **settings)
            app = App(ours, store, (FEED,))
            desk = FrontDesk(app, lambda: datetime.now(UTC), Limits(10_000, 10_000))
            async with Discord(ours, pace, settle_s=0.02) as adapter:
                app.connected["discord"] = adapter
                serving = asyncio.create_task(adapter.run(desk))
                try:
                    await soon(lambda: adapter._client.is_ready() or serving.done())
                    yield Place(fake, adapter, app, desk, guild, serving)
                finally:
                    serving.cancel()
                    with suppress(asyncio.CancelledError, ConfigError):
                        await serving
            assert not fake.violations


def is_up(fake: FakeDiscord) -> bool:
    """Whether a session is connected."""
    return any(session.line for session in fake.gateway.sessions.values())


async def soon(true: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait until something holds of what the client knows."""
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.005)


def keys(channel: Any) -> list[str]:
    """The keys of the digests' messages in a channel, oldest first."""
    return [key for message in channel.messages.values() for key in keys_of(message)]


def keys_of(message: Message) -> list[str]:
    """The key that a message carries, as Discord was given it."""
    nonce = message.nonce
    return [str(nonce)] if nonce and ":" in str(nonce) else []


def custom_ids(message: Message) -> list[str]:
    """What the buttons and menus of a message carry."""
    return [
        str(one["custom_id"]) for one in every_component(message.body.get("components")) if "custom_id" in one
    ]
