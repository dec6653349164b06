"""What the fake of Discord refuses: wrong forms, late and repeated answers, closed doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp", reason="aiohttp is not installed")

import httpx

from tests.wire.discord import CannotDo, Channel, FakeDiscord, Guild
from tests.wire.discord.call import Call
from tests.wire.discord.command_rules import commands
from tests.wire.discord.entities import Json
from tests.wire.discord.fixtures import needs_contract
from tests.wire.discord.permissions import BITS
from tests.wire.discord.remote import own_process
from tests.wire.discord.rest_commands import replace
from tests.wire.discord.rules import choices, message, modal

pytestmark = pytest.mark.anyio
V2 = 1 << 15
LINK = {"type": 2, "style": 5, "label": "Read"}


def row(*items: Json) -> Json:
    """An action row."""
    return {"type": 1, "components": list(items)}


def button(custom_id: str = "a", **more: Any) -> Json:
    """A button."""
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **more}


def text(content: str = "x") -> Json:
    """A text display."""
    return {"type": 10, "content": content}


def option(name: str, **more: Any) -> Json:
    """A text option of a command."""
    return {"type": 3, "name": name, "description": "x", **more}


WRONG: dict[str, Json] = {
    "content": {"content": "x" * 2001},
    "all embeds": {"embeds": [{"description": "x" * 4000}, {"description": "y" * 2001}]},
    "empty field": {"embeds": [{"fields": [{"name": " ", "value": "x"}]}]},
    "same url": {"embeds": [{"title": "a", "url": "https://e.org"}, {"title": "b", "url": "https://e.org"}]},
    "v2 and content": {"flags": V2, "content": "x", "components": [text()]},
    "v2 text": {"flags": V2, "components": [text("x" * 2001), text("y" * 2000)]},
    "v2 count": {"flags": V2, "components": [{"type": 17, "components": [text()] * 40}]},
    "v2 without its flag": {"components": [text()]},
    "link without url": {"components": [row(LINK)]},
    "long custom id": {"components": [row(button("a" * 101))]},
    "custom id twice": {"components": [row(button(), button())]},
    "no custom id": {"components": [row({"type": 2, "style": 1, "label": "Go"})]},
    "six buttons": {"components": [row(*(button(str(at)) for at in range(6)))]},
    "six rows": {"components": [row(button(str(at))) for at in range(6)]},
    "parse and users": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "nonce": {"content": "x", "nonce": "n" * 26},
    "no options": {"components": [row({"type": 3, "custom_id": "s", "options": []})]},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=list(WRONG))
def test_wrong_messages_have_problems(body: Json) -> None:
    assert message(body)


def test_right_messages_have_none() -> None:
    whole = {
        "type": 17,
        "components": [*([text("x" * 100)] * 30), row(button(), {**LINK, "url": "https://e.org"})],
    }
    assert not message({"flags": V2, "components": [whole], "allowed_mentions": {"parse": []}})
    assert not message({"content": "x" * 2000, "nonce": "n" * 25, "components": [row(button())] * 1})
    assert not message({"content": None, "flags": V2, "components": [text()]}, was={"content": "Old"})
    assert message({"content": "new"}, was={"components": [text()]}, was_flags=V2)


def test_commands_modals_and_choices_have_limits() -> None:
    right = {"name": "news", "description": "x", "options": [option("a", required=True), option("b")]}
    assert not commands([right])
    wrong: list[Json] = [
        {**right, "name": "News"},
        {**right, "name": "a b"},
        {**right, "description": ""},
        {**right, "options": [option("b"), option("a", required=True)]},
        {**right, "options": [option("a"), option("a")]},
        {**right, "options": [option("a", choices=[{"name": "x" * 100, "value": "y" * 100}] * 2)]},
        {**right, "options": [option("a", description="x" * 100)] * 81},
    ]
    assert all(commands([command]) for command in wrong)
    assert commands([right, right])
    assert commands([{**right, "name": f"c{number}"} for number in range(101)])
    assert modal({"title": "x" * 46, "custom_id": "m", "components": [row()]})
    assert choices({"choices": [{"name": "x", "value": "y" * 101}]})
    assert choices({"choices": [{"name": "x", "value": "y"}] * 26})


def test_permission_bits_are_discords() -> None:
    discord = pytest.importorskip("discord", reason="discord.py is not installed")
    assert {name: getattr(discord.Permissions, name).flag for name in BITS} == dict(BITS)


@asynccontextmanager
async def api() -> AsyncIterator[tuple[FakeDiscord, Guild, Channel, httpx.AsyncClient]]:
    """The fake with one server, and a plain client that holds the bot's token."""
    async with FakeDiscord() as fake:
        guild = fake.world.guild("Acme", "general")
        headers = {"Authorization": f"Bot {fake.settings.token}"}
        async with httpx.AsyncClient(base_url=fake.api, headers=headers) as http:
            yield fake, guild, next(iter(guild.channels.values())), http


async def test_a_wrong_form_is_refused_and_kept() -> None:
    async with api() as (fake, _, room, http):
        answer = await http.post(f"/channels/{room.id}/messages", json={"content": "x" * 2001})
        assert (answer.status_code, answer.json()["code"]) == (400, 50035)
        assert answer.json()["errors"]["content"]["_errors"]
        empty = await http.post(f"/channels/{room.id}/messages", json={"content": "  "})
        assert empty.json()["code"] == 50006
        assert len(fake.violations) == 2
        assert not room.messages


@needs_contract
async def test_the_contract_is_asked() -> None:
    async with api() as (fake, _, room, http):
        path = f"/channels/{room.id}/messages"
        answer = await http.post(path, json={"embeds": [{"title": "x" * 257}]})
        assert answer.json()["code"] == 50035
        assert "title" in str(fake.violations[0].problems[0])
        assert (await http.post(path, json={"content": "x", "message_reference": {"message_id": 1}})).json()
        assert (await http.post("/users/@me/channels", json={"recipient_id": fake.world.owner.id})).is_success


async def codes(http: httpx.AsyncClient, *asked: tuple[str, str, Json]) -> list[int]:
    """The codes of a row of refusals."""
    return [(await http.request(method, path, json=body)).json()["code"] for method, path, body in asked]


async def test_places_refuse_by_discords_codes() -> None:
    async with api() as (fake, guild, room, http):
        world, words = fake.world, {"content": "Hello"}
        forum = world.forum(guild, "posts", "agents", needs_tag=True)
        thread = world.thread(room, "talk", world.owner)
        world.archive(thread, locked=True)
        locked = world.thread(room, "quiet", world.owner)
        world.archive(locked, archived=False, locked=True)
        world.owner.takes_dms = False
        dm = world.dm(world.owner)
        said = world.say(room, world.bot, words)
        assert await codes(
            http,
            ("POST", f"/channels/{forum.id}/messages", words),
            ("POST", f"/channels/{forum.id}/threads", {"name": "x", "message": words}),
            ("POST", f"/channels/{forum.id}/threads", {"name": "x"}),
            ("POST", f"/channels/{thread.id}/messages", words),
            ("POST", f"/channels/{locked.id}/messages", words),
            ("POST", f"/channels/{dm.id}/messages", words),
            ("POST", f"/channels/{room.id}/messages/{said.id}/crosspost", {}),
            ("PATCH", f"/channels/{room.id}/messages/1", words),
            ("GET", "/guilds/1", {}),
        ) == [50008, 40067, 50035, 50083, 160005, 50007, 50024, 10008, 10004]
        world.deny(room, "embed_links", "read_message_history")
        refused = ("POST", f"/channels/{room.id}/messages", {"embeds": [{"title": "x"}]})
        assert await codes(http, refused) == [50013]
        assert (await http.get(f"/channels/{room.id}/messages")).json() == []


def asked_by(fake: FakeDiscord, guild: Guild) -> tuple[str, str]:
    """Addresses of the callback and the webhook of an interaction nobody has answered."""
    asked = fake.person("ada", guild).opens(2, {"type": 1, "name": "news"})
    return f"/interactions/{asked.id}/{asked.token}/callback", f"/webhooks/{fake.world.bot.id}/{asked.token}"


async def test_interactions_are_answered_once_and_in_time() -> None:
    async with api() as (fake, guild, _, http):
        answer = {"type": 4, "data": {"content": "Hello"}}
        callback, hook = asked_by(fake, guild)
        assert await codes(http, ("POST", hook, {"content": "Too early"})) == [10015]
        first = (await http.post(callback, json=answer, params={"with_response": "true"})).json()
        assert first["resource"]["message"]["content"] == "Hello"
        assert await codes(http, ("POST", callback, answer)) == [40060]
        assert (await http.post(hook, json={"content": "More"})).is_success
        edited = await http.patch(f"{hook}/messages/@original", json={"content": "Changed"})
        assert edited.json()["content"] == "Changed"
        fake.clock.advance(901)
        assert await codes(http, ("POST", hook, {"content": "Late"})) == [50027]
        callback, _ = asked_by(fake, guild)
        fake.clock.advance(3.1)
        assert await codes(http, ("POST", callback, answer)) == [10062]


async def test_an_app_brought_along_has_five_followups() -> None:
    async with api() as (fake, _, _, http):
        abroad = fake.world.guild("Elsewhere", "lobby", joined=False)
        callback, hook = asked_by(fake, abroad)
        assert (await http.post(callback, json={"type": 4, "data": {"content": "x"}})).status_code == 204
        answers = []
        for number in range(6):
            fake.clock.advance(2)  # past the webhook's bucket
            answers.append(await http.post(hook, json={"content": str(number)}))
        assert [answer.is_success for answer in answers] == [True] * 5 + [False]
        assert answers[-1].json()["code"] == 40094


async def test_a_person_can_do_only_what_the_client_shows() -> None:
    async with api() as (fake, guild, _, _):
        body = [
            {
                "name": "settings",
                "description": "x",
                "default_member_permissions": 32,
                "contexts": [0],
                "options": [option("place", required=True, choices=[{"name": "Here", "value": "here"}])],
            }
        ]
        replace(Call(fake.state, {"application_id": str(fake.world.bot.id)}, {}, body))
        ada, eve = fake.person("ada", guild, manager=True), fake.person("eve", guild)
        for who, given in (
            (eve, {"place": "here"}),
            (ada.at(ada.dm), {"place": "here"}),
            (ada, {}),
            (ada, {"place": "there"}),
            (ada, {"other": "x", "place": "here"}),
        ):
            with pytest.raises(CannotDo):
                await who.types("/settings", given)


async def test_global_and_bucket_limits_have_discords_headers() -> None:
    async with api() as (fake, _, room, http):
        answers = [await http.post(f"/channels/{room.id}/messages", json={"content": "x"}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        refused = answers[-1]
        assert refused.headers["Via"] and refused.headers["X-RateLimit-Scope"] == "user"
        assert 0 < refused.json()["retry_after"] <= 5
        assert answers[0].headers["X-RateLimit-Remaining"] == "4"
        fake.clock.advance(5)
        reads = [await http.get("/users/@me") for _ in range(51)]
        assert reads[-1].headers.get("X-RateLimit-Global") == "true"
        assert reads[-1].json()["global"]


async def test_a_process_of_its_own_is_steered_from_outside(tmp_path: Path) -> None:
    async with own_process(tmp_path, "--channels", "2", nonce_s=60) as remote:
        state = await remote.state()
        room = state["channels"][0]["id"]
        await remote.fault("status", method="POST", status=503)
        headers = {"Authorization": f"Bot {state['token']}"}
        async with httpx.AsyncClient(base_url=remote.api, headers=headers) as http:
            path = f"/channels/{room}/messages"
            statuses = [(await http.post(path, json={"content": "Hello"})).status_code for _ in range(2)]
        assert statuses == [503, 200]
        state = await remote.state()
        assert [message["content"] for message in state["channels"][0]["messages"]] == ["Hello"]
        assert [asked["status"] for asked in state["asked"]] == [503, 200]
        with pytest.raises(AssertionError, match="no command"):
            await remote.person("ada", "types", "/news", channel=room)
