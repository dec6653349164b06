"""Interactions answered: commands, completions, buttons, menus and forms, each through the desk.

Called by client.py for every interaction. Discord wants a first word within 3 seconds: an answer that is
ready soon is given at once, for any other a place is held and filled in later; where many ask at once, places
are held first and answers follow. What cannot be shown any more is logged, for nobody waits for us. Who
presses a button is answered alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog

from adapters.discord import callers, forms
from adapters.discord.bodies import body, token_in, turners
from adapters.discord.commands import EXPLAIN_MENU
from adapters.discord.render import split
from bot.document import Document, paragraph
from bot.ports import Choice, Desk, Reply, Request, Where
from bot.showing.turning import TOO_OLD, Page, Turning

ANSWER_IN_S = 1.5  # of Discord's 3: what takes longer gets a place held for it
CROWD = 16  # answers being made; whoever asks beside them gets a place held at once
_CHOICES_MOST, _CHOICE_MOST = 25, 100
_PRIVATE = True

_NO_TEXT = Reply(
    Document("Nothing to explain", (paragraph("That message holds no text. Try it on one that does."),)),
    failed=True,
)

Answer = Callable[[], Awaitable[Reply]]

log = structlog.get_logger()


class Answering:
    """Answers for one desk; `plain` shows embeds in place of components."""

    def __init__(self, desk: Desk, plain: bool, answer_in_s: float = ANSWER_IN_S) -> None:
        self._desk = desk
        self._plain = plain
        self._answer_in_s = answer_in_s
        self._turning = Turning()
        self._asking = 0
        self._public = {one.name for one in desk.commands if one.where is Where.CHANNEL}

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer one interaction of any kind."""
        try:
            await self._answer(interaction)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("an answer could not be shown", adapter=callers.NAME, error=_said(error))

    async def _answer(self, interaction: discord.Interaction) -> None:
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._answer_command(interaction)
            case discord.InteractionType.autocomplete:
                await self._complete(interaction)
            case discord.InteractionType.component:
                await self._answer_press(interaction)
            case discord.InteractionType.modal_submit:
                await self._answer_form(interaction)
            case _:
                pass

    async def _answer_command(self, interaction: discord.Interaction) -> None:
        asked = callers.request(interaction)
        if asked.command == EXPLAIN_MENU:
            await self._explain_message(interaction)
            return
        await self._show(interaction, partial(self._desk.answer, asked), asked.command not in self._public)

    async def _explain_message(self, interaction: discord.Interaction) -> None:
        """Explain the terms of a message, to who asked alone."""
        if text := callers.marked_text(interaction):
            request = Request(callers.caller(interaction), "explain", {"text": text})
            await self._show(interaction, partial(self._desk.answer, request), _PRIVATE)
        else:
            await self._show(interaction, partial(_ready, _NO_TEXT), _PRIVATE)

    async def _complete(self, interaction: discord.Interaction) -> None:
        request, option = callers.request(interaction), callers.focused(interaction)
        choices = await self._desk.complete(request, option)
        await interaction.response.autocomplete([_choice(one) for one in choices[:_CHOICES_MOST]])

    async def _answer_press(self, interaction: discord.Interaction) -> None:
        carried = callers.pressed(interaction)
        if self._turning.is_ours(carried):
            await self._turn(interaction, carried)
            return
        caller, token = callers.caller(interaction), token_in(carried)
        if form := await self._desk.form(caller, token):
            await interaction.response.send_modal(forms.modal(form))
            return
        await self._show(interaction, partial(self._desk.press, caller, token), _PRIVATE)

    async def _turn(self, interaction: discord.Interaction, carried: str) -> None:
        """Turn the pages of a long answer in its own message; one that is kept no more says so."""
        if page := self._turning.turned(carried):
            await interaction.response.edit_message(**self._body(page.document, page))
        else:
            await self._show(interaction, partial(_ready, TOO_OLD), _PRIVATE)

    async def _answer_form(self, interaction: discord.Interaction) -> None:
        custom_id = str(callers.data(interaction).get("custom_id", ""))
        request = forms.submitted(callers.caller(interaction), custom_id, callers.filled_in(interaction))
        await self._show(interaction, partial(self._desk.answer, request), _PRIVATE)

    async def _show(self, interaction: discord.Interaction, answer: Answer, private: bool) -> None:
        """Show an answer when it is there; hold its place where it takes long, or where many ask."""
        self._asking += 1
        try:
            if self._asking > CROWD:
                await interaction.response.defer(ephemeral=private, thinking=True)
            reply = await self._answered(interaction, answer, private)
        finally:
            self._asking -= 1
        await self._put(interaction, reply, private)

    async def _answered(self, interaction: discord.Interaction, answer: Answer, private: bool) -> Reply:
        asking = asyncio.ensure_future(answer())
        try:
            done, _ = await asyncio.wait({asking}, timeout=self._answer_in_s)
            if not done and not interaction.response.is_done():
                await interaction.response.defer(ephemeral=private, thinking=True)
            return await asking
        finally:
            asking.cancel()

    async def _put(self, interaction: discord.Interaction, reply: Reply, private: bool) -> None:
        """Show a reply: as the first word, or in the place that was held."""
        body = self._first_page(reply)
        if not interaction.response.is_done():
            await interaction.response.send_message(ephemeral=private or reply.private, **body)
        elif reply.private and not private:  # the place that was held is everyone's: an error is not
            await interaction.delete_original_response()
            await interaction.followup.send(ephemeral=True, **body)
        else:
            await interaction.edit_original_response(**body)

    def _first_page(self, reply: Reply) -> dict[str, Any]:
        parts = split(reply.document)
        if len(parts) == 1:
            return self._body(parts[0])
        page = self._turning.kept(parts)
        return self._body(page.document, page)

    def _body(self, document: Document, page: Page | None = None) -> dict[str, Any]:
        return body(document, self._plain, more=turners(page) if page else ())


async def _ready(reply: Reply) -> Reply:
    return reply


def _choice(one: Choice) -> discord.app_commands.Choice[str]:
    return discord.app_commands.Choice(name=one.name[:_CHOICE_MOST], value=one.value[:_CHOICE_MOST])


def _said(error: Exception) -> str:
    """What went wrong, without addresses: those of interactions hold their tokens."""
    code = f" {error.status} (code {error.code})" if isinstance(error, discord.HTTPException) else ""
    return f"{type(error).__name__}{code}"
