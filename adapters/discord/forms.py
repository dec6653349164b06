"""A form of the desk as Discord's modal, and what is filled in as a request. Pure.

Beside answering.py. The modal's custom_id carries the command and what is settled already, so that nothing
need be remembered until it is submitted; who submits it is checked like who types.
"""

import discord

from bot.ports import Caller, Form, Request

PREFIX = "form"
_TITLE_MOST, _LABEL_MOST, _TEXT_MOST = 45, 45, 400


def modal(form: Form) -> discord.ui.Modal:
    """The form as a modal; stopped, so that discord.py does not keep it for an answer we read ourselves."""
    settled = "&".join(f"{name}={value}" for name, value in form.given.items())
    made = discord.ui.Modal(title=form.title[:_TITLE_MOST], custom_id=f"{PREFIX}:{form.command}?{settled}")
    for blank in form.blanks:
        line: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id=blank.option, default=blank.typed[:_TEXT_MOST], required=False, max_length=_TEXT_MOST
        )
        made.add_item(discord.ui.Label(text=blank.label[:_LABEL_MOST], component=line))
    made.stop()
    return made


def submitted(caller: Caller, custom_id: str, filled_in: dict[str, str]) -> Request:
    """The request that a submitted form makes; what was left empty is not changed."""
    command, _, settled = custom_id.removeprefix(f"{PREFIX}:").partition("?")
    given = dict(pair.partition("=")[::2] for pair in settled.split("&") if pair)
    typed = {name: value for name, value in filled_in.items() if value.strip()}
    return Request(caller, command, {**typed, **given})
