"""What this adapter needs of the settings, as a protocol; the engine's settings fit it."""

from typing import Protocol


class Secret(Protocol):
    """A value that is not shown by accident."""

    def get_secret_value(self) -> str:
        """The value itself."""


class Settings(Protocol):
    """The settings whose names begin with discord_."""

    @property
    def discord_token(self) -> Secret | None:
        """The bot's token."""

    @property
    def discord_api(self) -> str:
        """Address of the API, "" for Discord's own."""

    @property
    def discord_gateway(self) -> str:
        """Address of the gateway, "" for Discord's own."""

    @property
    def discord_plain(self) -> bool:
        """Whether to write in embeds."""
