"""Digests into incoming webhooks: what is read there, what settings are taken, what is never said."""

import logging

import pytest
from pydantic import SecretStr

from adapters import webhook
from bot.document import Document, Heading, Said, StoryCard
from bot.errors import ConfigError, Refused
from bot.ports import Pace, Post
from bot.settings import Settings
from tests.wire.hooks import Hooks

pytestmark = pytest.mark.anyio

CARD = StoryCard(
    1, "68be07", "Halden Labs & friends release <Orrery-4>", "https://halden.example/a?b=1&c=2",
    (Said("It forecasts storms, @channel.", "Halden", "https://halden.example/a"),), (), "Halden · today",
    1.0, ("models",),
)  # fmt: skip
DIGEST = Document("AI news", (Heading("Today"), CARD), "Sunday 22 November")


def _settings(urls: str) -> Settings:
    return Settings(_env_file=None, webhook_urls=SecretStr(urls))  # type: ignore[call-arg]


async def test_a_digest_reads_well_and_calls_nobody() -> None:
    async with Hooks() as hooks, webhook.create(_settings(f"news={hooks.url}")) as adapter:
        assert await adapter.send(Post("news", DIGEST, "k:20261122:0")) == "k:20261122:0"
    assert hooks.texts == [
        "*AI news* · Sunday 22 November\n\n*Today*\n\n"
        "*1. <https://halden.example/a?b=1&amp;c=2|Halden Labs &amp; friends release &lt;Orrery-4&gt;>*\n"
        "It forecasts storms, @\u200bchannel. <https://halden.example/a|Halden>\n"
        "halden.example · Halden · today"
    ]


@pytest.mark.parametrize(
    "urls", ["", " , ", "news", "=https://x.example/h", "news=ftp://x/h", "a=https://x.example"]
)
def test_a_wrong_setting_says_what_it_wants(urls: str) -> None:
    with pytest.raises(ConfigError, match="TIDINGS_WEBHOOK_URLS wants news="):
        webhook.create(_settings(urls))
    assert webhook.configured(_settings("a=https://x.example/h")) and not webhook.configured(_settings(" "))


async def test_the_address_is_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)  # what libraries say below that is written nowhere (bot/logs.py)
    async with Hooks() as hooks, webhook.create(_settings(f"news={hooks.url}")) as adapter:
        hooks.behave(status=403)
        with pytest.raises(Refused) as caught:
            await adapter.send(Post("news", DIGEST, "k"))
        assert "secret-part" not in str(caught.value) + caplog.text + repr(_settings(hooks.url))


async def test_a_channel_that_the_settings_no_longer_name_is_refused() -> None:
    async with webhook.Webhook({"news": "https://x.example/h"}, Pace(10, 1)) as adapter:
        assert await adapter.lacks("news") == ()
        assert await adapter.lacks("gone") == ("an address for gone in TIDINGS_WEBHOOK_URLS",)
        with pytest.raises(Refused):
            await adapter.send(Post("gone", DIGEST, "k"))
