"""A document as the arguments of one message of discord.py: components, or plain embeds with buttons.

Between render.py, which is pure, and whatever sends: posting.py, answering.py, lifecycle.py.
"""

from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord.render import embeds, layout, plain_view
from bot.document import Document
from bot.showing.turning import PREFIX, Page

Button = discord.ui.Button[Any]


def body(document: Document, plain: bool, marker: str = "", more: Sequence[Button] = ()) -> dict[str, Any]:
    """What `send`, `send_message` and `edit` take; `marker` is found again in the message's history.

    `more` are buttons that stand in a last row.
    """
    if plain:
        return {"embeds": embeds(document), "view": plain_view(document, marker, more)}
    view = layout(document, marker)
    if more:
        view.add_item(discord.ui.ActionRow(*more))
    return {"view": view}


def turners(page: Page) -> tuple[Button, ...]:
    """What turns to the page before and the next, and between them where we are."""
    place = discord.ui.Button[Any](label=page.place, custom_id=f"{PREFIX}here", disabled=True)
    return (_turner("Back", page.turn(-1)), place, _turner("Next", page.turn(1)))


def _turner(label: str, to: str) -> Button:
    return discord.ui.Button(label=label, custom_id=to or f"{PREFIX}{label}", disabled=not to)


def token_in(custom_id: str) -> str:
    """The token that a button or a menu's value carries."""
    return custom_id.removeprefix("act:")


def marker_in(custom_id: str) -> str:
    """The key that a button carries, "" where it carries none."""
    return custom_id.removeprefix("key:") if custom_id.startswith("key:") else ""
