"""Interactions as the engine reads them: who asks, what was typed, what a message says. Pure.

The way in of answering.py. Ids stay text; a switch is on or off; a server that has not installed us (somebody
brought us along) counts as none.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.ports import Caller, Request

NAME = "discord"
TEXT_MOST = 4_000  # characters of a message that are explained: what Discord lets people write


def caller(interaction: discord.Interaction) -> Caller:
    """Who asks, and where."""
    installed = interaction.is_guild_integration() or not interaction.is_user_integration()
    workspace = str(interaction.guild_id) if interaction.guild_id and installed else ""
    return Caller(
        platform=NAME,
        workspace=workspace,
        channel=str(interaction.channel_id or ""),
        person=str(interaction.user.id),
        manager=bool(workspace) and interaction.permissions.manage_guild,
    )


def request(interaction: discord.Interaction) -> Request:
    """A slash command with its options."""
    said = data(interaction)
    given = {str(one["name"]): _value(one.get("value", "")) for one in said.get("options", ())}
    return Request(caller(interaction), str(said.get("name", "")), given)


def focused(interaction: discord.Interaction) -> str:
    """The option that is being typed, "" where there is none."""
    options = data(interaction).get("options", ())
    return next((str(one["name"]) for one in options if one.get("focused")), "")


def pressed(interaction: discord.Interaction) -> str:
    """What a pressed button or a chosen value of a menu carries."""
    said = data(interaction)
    values = said.get("values") or ()
    return str(values[0]) if values else str(said.get("custom_id", ""))


def filled_in(interaction: discord.Interaction) -> dict[str, str]:
    """The lines of a submitted form, by option."""
    return {
        str(one["custom_id"]): str(one["value"])
        for one in _nested(data(interaction).get("components", ()))
        if "value" in one and "custom_id" in one
    }


def marked_text(interaction: discord.Interaction) -> str:
    """All that the message says on which a message command was used, cut where it is very long."""
    said = data(interaction)
    messages = (said.get("resolved") or {}).get("messages") or {}
    message = messages.get(str(said.get("target_id", "")), {})
    return "\n".join(text for text in _texts(message) if text)[:TEXT_MOST]


def data(interaction: discord.Interaction) -> Mapping[str, Any]:
    """What Discord sent with the interaction."""
    return interaction.data or {}


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    yield str(message.get("content") or "")
    for embed in message.get("embeds") or ():
        yield str(embed.get("title") or "")
        yield str(embed.get("description") or "")
        for field in embed.get("fields") or ():
            yield f"{field.get('name', '')}: {field.get('value', '')}"
    for one in _nested(message.get("components") or ()):
        yield str(one.get("content") or "")


def _nested(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Components and all that they hold."""
    for one in components:
        yield one
        inner = [one[name] for name in ("component", "accessory") if isinstance(one.get(name), Mapping)]
        yield from _nested([*one.get("components", ()), *inner])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
