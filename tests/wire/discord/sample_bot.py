"""A small bot on the real discord.py, for the fake's own tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, cast

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord.server import FakeDiscord


class Form(discord.ui.Modal, title="A form"):
    """Two fields: a text and a select with a default."""

    when: "discord.ui.Label[discord.ui.LayoutView]" = discord.ui.Label(
        text="When", component=discord.ui.TextInput(custom_id="when")
    )
    where: "discord.ui.Label[discord.ui.LayoutView]" = discord.ui.Label(
        text="Where",
        component=discord.ui.Select(
            custom_id="where", options=[discord.SelectOption(label="City", value="c", default=True)]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        time, place = self.when.component, self.where.component
        assert isinstance(time, discord.ui.TextInput) and isinstance(place, discord.ui.Select)
        await interaction.response.send_message(f"At {time.value} in {place.values[0]}")


def card(text: str = "Card") -> discord.ui.LayoutView:
    """A v2 layout with buttons and a select; answered by `on_interaction`, so nothing is kept."""
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(discord.ui.TextDisplay(text))
    buttons: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Press me", custom_id="press"),
        discord.ui.Button(label="Form", custom_id="form"),
        discord.ui.Button(label="Read", url="https://example.org"),
    )
    options = [discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")]
    chooser: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Select(custom_id="choose", placeholder="Choose", options=options)
    )
    box.add_item(buttons).add_item(chooser)
    return view.add_item(box)


class SampleBot(discord.AutoShardedClient):
    """Says hello in every way there is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.resumes = 0
        self.heard: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait the five seconds between two IDENTIFYs; the fake's settings say how long is needed."""

    async def on_resumed(self) -> None:
        """Count it."""
        self.resumes += 1

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Remember its name."""
        self.heard.append(channel.name)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the card's buttons and select."""
        if interaction.type is not discord.InteractionType.component:
            return
        data = cast("dict[str, Any]", interaction.data)
        custom_id = data["custom_id"]
        if custom_id == "press":
            await interaction.response.edit_message(view=_pressed())
        elif custom_id == "form":
            await interaction.response.send_modal(Form())
        else:
            await interaction.response.send_message(f"Chose {data['values'][0]}", ephemeral=True)


def _pressed() -> discord.ui.LayoutView:
    return discord.ui.LayoutView().add_item(discord.ui.TextDisplay("Pressed"))


def add_commands(bot: SampleBot) -> None:
    """Put the sample commands into the bot's tree."""

    async def hello(interaction: discord.Interaction, name: str) -> None:
        if name == "silent":
            return
        if name == "later":
            await interaction.response.defer(ephemeral=True)
            await interaction.edit_original_response(content="Now")
            await interaction.followup.send("And more", ephemeral=True)
        elif name == "card":
            await interaction.response.send_message(view=card())
        else:
            await interaction.response.send_message(f"Hello {name}", ephemeral=True)

    async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="World", value="world")] if "world".startswith(typed) else []

    async def read(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"You chose: {message.content}", ephemeral=True)

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="hello", description="Say hello", callback=hello
    )
    command.autocomplete("name")(names)
    bot.tree.add_command(command)
    bot.tree.add_command(app_commands.ContextMenu(name="Read this", callback=read))


@contextlib.asynccontextmanager
async def running(fake: FakeDiscord, **options: Any) -> AsyncIterator[SampleBot]:
    """The bot, logged in to the fake, synced and ready; closed at the end."""
    base, default = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api, yarl.URL(fake.gateway_url)
    bot = SampleBot(**options)
    add_commands(bot)
    try:
        async with bot:
            await bot.login(fake.settings.token)
            await bot.tree.sync()
            connected = asyncio.create_task(bot.connect())
            async with asyncio.timeout(10):
                await bot.wait_until_ready()
            yield bot
            await bot.close()
            await connected
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, default
