"""The answers of the fake of Discord, held against Discord's own description: it must not drift."""

import re
from typing import Any

import pytest

pytest.importorskip("aiohttp", reason="aiohttp is not installed")

import httpx

from tests.wire.discord import FakeDiscord, Guild
from tests.wire.discord.contract import contract
from tests.wire.discord.entities import Json
from tests.wire.discord.fixtures import needs_contract

pytestmark = [pytest.mark.anyio, needs_contract]
LAYOUT: Json = {
    "type": 17,
    "components": [
        {"type": 10, "content": "Headlines"},
        {
            "type": 9,
            "components": [{"type": 10, "content": "A story"}],
            "accessory": {"type": 2, "style": 5, "url": "https://example.org", "label": "Read"},
        },
        {"type": 14},
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Why", "custom_id": "why"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "b"}]}]},
    ],
}
EMBED: Json = {"title": "A story", "fields": [{"name": "Source", "value": "Two publishers"}]}
COMMANDS: list[Json] = [
    {
        "name": "news",
        "description": "The latest news",
        "default_member_permissions": 32,
        "options": [{"type": 3, "name": "topic", "description": "About what", "autocomplete": True}],
    },
    {"name": "Explain AI terms", "type": 3},
]


class Checked:
    """A client that checks every answer; `at` is written as in the description, ids filled in."""

    def __init__(self, http: httpx.AsyncClient, **ids: int) -> None:
        self.http, self.ids = http, {name: str(value) for name, value in ids.items()}
        self.wrong: list[str] = []

    async def __call__(self, method: str, at: str, body: Any = None, **ids: Any) -> Any:
        filled = re.sub(r"{(\w+)}", lambda match: str({**self.ids, **ids}[match[1]]), at)
        answer = await self.http.request(method, filled, json=body)
        given = answer.json() if answer.content else None
        judge = contract()
        assert judge
        problems = judge.answer_problems(method, at.partition("?")[0], answer.status_code, given)
        self.wrong += [f"{method} {at}: {problem}" for problem in problems]
        return given


async def see_the_world(ask: Checked) -> None:
    """Read everything there is to read."""
    for at in (
        "/gateway/bot",
        "/users/@me",
        "/users/@me/guilds",
        "/users/{user_id}",
        "/applications/@me",
        "/oauth2/applications/@me",
        "/guilds/{guild_id}",
        "/guilds/{guild_id}/roles",
        "/guilds/{guild_id}/channels",
        "/guilds/{guild_id}/members/{user_id}",
        "/guilds/{guild_id}/threads/active",
        "/channels/{channel_id}",
        "/channels/{channel_id}/messages",
        "/channels/{channel_id}/threads/archived/public",
        "/applications/{application_id}/commands",
    ):
        await ask("GET", at)


async def write_messages(ask: Checked, wire: int, forum: int, owner: int) -> None:
    """Write, edit, crosspost, start threads, delete."""
    messages, one = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
    said = await ask("POST", messages, {"flags": 1 << 15, "components": [LAYOUT]})
    other = await ask("POST", messages, {"content": "News", "nonce": "key", "embeds": [EMBED]})
    await ask("GET", one, message_id=said["id"])
    await ask("PATCH", one, {"content": "Newer"}, message_id=other["id"])
    thread = await ask("POST", f"{one}/threads", {"name": "Talk"}, message_id=said["id"])
    await ask("PATCH", "/channels/{channel_id}", {"name": "More talk"}, channel_id=thread["id"])
    post = {"name": "Digest", "message": {"content": "All of it"}}
    await ask("POST", "/channels/{channel_id}/threads", post, channel_id=forum)
    news = await ask("POST", messages, {"content": "News"}, channel_id=wire)
    await ask("POST", f"{one}/crosspost", channel_id=wire, message_id=news["id"])
    await ask("POST", "/users/@me/channels", {"recipient_id": str(owner)})
    await ask("POST", "/channels/{channel_id}/typing")
    await ask("DELETE", one, message_id=other["id"])


async def answer_somebody(ask: Checked, fake: FakeDiscord, guild: Guild) -> None:
    """Answer an interaction, change the answer, follow it up."""
    asked = fake.person("ada", guild).opens(2, {"type": 1, "name": "news"})
    ask.ids |= {
        "interaction_id": str(asked.id),
        "interaction_token": asked.token,
        "webhook_token": asked.token,
    }
    said = {"type": 4, "data": {"content": "Hello", "flags": 64}}
    await ask("POST", "/interactions/{interaction_id}/{interaction_token}/callback?with_response=true", said)
    hook = "/webhooks/{webhook_id}/{webhook_token}"
    await ask("PATCH", f"{hook}/messages/@original", {"content": "Hello again"})
    await ask("GET", f"{hook}/messages/@original")
    more = await ask("POST", hook, {"flags": 1 << 15, "components": [LAYOUT]})
    await ask("DELETE", f"{hook}/messages/{{message_id}}", message_id=more["id"])


async def test_every_answer_is_as_described() -> None:
    async with FakeDiscord() as fake:
        guild = fake.world.guild("Acme", "general")
        room = next(iter(guild.channels))
        wire, forum = fake.world.announcement(guild, "wire"), fake.world.forum(guild, "posts", "agents")
        bot, owner = fake.world.bot.id, fake.world.owner.id
        headers = {"Authorization": f"Bot {fake.settings.token}"}
        async with httpx.AsyncClient(base_url=fake.api, headers=headers) as http:
            ask = Checked(
                http, channel_id=room, guild_id=guild.id, user_id=bot, application_id=bot, webhook_id=bot
            )
            await ask("PUT", "/applications/{application_id}/commands", COMMANDS)
            await write_messages(ask, wire.id, forum.id, owner)
            await answer_somebody(ask, fake, guild)
            await see_the_world(ask)
        assert not ask.wrong
        assert not fake.violations
