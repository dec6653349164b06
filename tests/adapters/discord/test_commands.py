"""Commands as Discord registers them, and the comparison with what it has."""

from typing import Any

import pytest

from adapters.discord.commands import EXPLAIN_MENU, payloads, same
from bot.desk import table
from bot.ports import Choice, Command, Kind, Option, Who

MADE = {one["name"]: one for one in payloads(table.commands())}


def size(command: dict[str, Any]) -> int:
    texts = [command["name"], command.get("description", "")]
    for option in command.get("options", ()):
        texts += [option["name"], option["description"]]
        texts += [text for one in option.get("choices", ()) for text in (one["name"], one["value"])]
    return sum(map(len, texts))


def test_every_command_is_there_and_the_menu() -> None:
    assert set(MADE) == {one.name for one in table.commands()} | {EXPLAIN_MENU}
    assert MADE[EXPLAIN_MENU]["type"] == 3
    assert "description" not in MADE[EXPLAIN_MENU]


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_command_keeps_discords_limits(name: str) -> None:
    command = MADE[name]
    assert size(command) <= 8_000
    options = command.get("options", [])
    assert len(options) <= 25
    needed = [one["required"] for one in options]
    assert needed == sorted(needed, reverse=True), "required options come first"
    assert not [one for one in options if "choices" in one and one.get("autocomplete")]
    assert not [one for one in options if len(one.get("choices", ())) > 25]


def test_options_are_typed() -> None:
    command = Command(
        "try",
        "Try.",
        (
            Option("some", "Text", completes=True, most=20),
            Option("many", "Number", Kind.NUMBER, least=1, most=25),
            Option("quiet", "Switch", Kind.SWITCH),
            Option("where", "Channel", Kind.CHANNEL),
            Option("kind", "Choice", required=True, choices=(Choice("a", "A"),)),
        ),
        who=Who.MANAGER,
    )
    made = payloads([command])[0]
    by_name = {one["name"]: one for one in made["options"]}
    assert next(iter(by_name)) == "kind"
    assert {name: one["type"] for name, one in by_name.items()} == {
        "kind": 3, "some": 3, "many": 4, "quiet": 5, "where": 7,
    }  # fmt: skip
    assert by_name["some"]["autocomplete"] and by_name["some"]["max_length"] == 20
    assert (by_name["many"]["min_value"], by_name["many"]["max_value"]) == (1, 25)
    assert 15 in by_name["where"]["channel_types"] and 2 not in by_name["where"]["channel_types"]
    assert made["default_member_permissions"] == 32
    assert made["contexts"] == [0], "it makes no sense without a server"


def test_only_what_reads_the_news_is_brought_along() -> None:
    along = {name for name, one in MADE.items() if 1 in one["integration_types"]}
    assert along == {"explain", "news", "search", "digest", EXPLAIN_MENU}
    assert MADE["subscribe"]["contexts"] == [0, 1], "a server and our direct messages"


def test_what_discord_adds_is_no_difference() -> None:
    ours = payloads(table.commands())
    theirs = [_as_answered(one) for one in reversed(ours)]
    assert same(ours, theirs)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Another"},
        {"options": []},
        {"default_member_permissions": "32"},
        {"contexts": [0]},
        {"integration_types": [0]},
    ],
)
def test_a_change_is_seen(change: dict[str, Any]) -> None:
    ours = payloads(table.commands())
    assert not same(ours, [{**ours[0], **change}, *ours[1:]])
    assert not same(ours, ours[1:])


def _as_answered(command: dict[str, Any]) -> dict[str, Any]:
    """A command as Discord answers it: more keys, defaults left out."""
    options = [
        {key: value for key, value in one.items() if value not in (False, None)}
        for one in command.get("options", ())
    ]
    extra = {"id": "1", "application_id": "2", "version": "3", "nsfw": False, "dm_permission": True}
    return {
        "default_member_permissions": None,
        "name_localizations": None,
        "description": "",
        **command,
        **extra,
        **({"default_member_permissions": "32"} if "default_member_permissions" in command else {}),
        **({"options": options} if options else {}),
    }
