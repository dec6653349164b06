"""Settings: one frozen object from the environment and `.env`, made at the edge and passed down.

Nothing else in Tidings reads the environment. `.env.example` lists every field below with its
sentence, and a test holds the two together.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError

PREFIX = "TIDINGS_"


class Settings(BaseSettings):
    """Everything that can be set; each field's description is its sentence in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("tidings", appauthor=False),
        description="Folder that keeps the database; by default under your user's data directory.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="How much is logged: debug, info, warning or error."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How a log line looks: text for people, json for machines."
    )
    zone: str = Field(
        default="UTC", description="Time zone in which times are shown and typed, by its IANA name."
    )
    language: str = Field(
        default="en",
        description="Language of the stories, as a two-letter code such as en; any means every language.",
    )
    digest_stories: int = Field(
        default=8, ge=1, le=25, description="How many stories a digest holds at most (1 to 25)."
    )
    per_publisher: int = Field(
        default=2, ge=1, le=25, description="How many stories one publisher may lead in a digest (1 to 25)."
    )
    fetch_timeout_s: float = Field(
        default=20.0, gt=0, le=120, description="Seconds one address may take to answer in full (up to 120)."
    )
    fetch_max_bytes: int = Field(
        default=5_000_000,
        ge=10_000,
        le=50_000_000,
        description="Largest answer read, in bytes after decompression (10,000 to 50,000,000).",
    )
    fetch_parallel: int = Field(
        default=32, ge=1, le=256, description="How many addresses are read at the same time (1 to 256)."
    )
    fetch_per_host: int = Field(
        default=2, ge=1, le=16, description="How many of those may be on one host (1 to 16)."
    )
    embeddings: bool = Field(
        default=False,
        description="Also compare reports by meaning (true or false); needs the extra tidings[embed].",
    )
    full_text_seconds: float = Field(
        default=10.0,
        ge=0,
        le=120,
        description="Seconds spent on reading the pages of likely stories after a collect; 0 turns it off.",
    )
    allowed_private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts inside your network that may be read (host, host:port or CIDR, comma-separated);"
        " all others there are refused.",
    )
    retention_days: int = Field(
        default=90,
        ge=30,
        le=3650,
        description="Days for which stories, and what channels were told of them, are kept (30 to 3650).",
    )
    retention_ledger_days: int = Field(
        default=90,
        ge=14,
        le=3650,
        description="Days for which the ledger remembers what became of a delivery (14 to 3650).",
    )
    adapters: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Adapters that `tidings run` starts, comma-separated; by default all that are set up.",
    )
    loopback_url: str = Field(
        default="",
        description="Address of the loopback test platform, such as http://127.0.0.1:8765.",
    )
    discord_token: SecretStr | None = Field(
        default=None,
        description="Token of your Discord application's bot; docs/discord.md tells how to get one.",
    )
    discord_api: str = Field(
        default="",
        description="Address of Discord's API if not its own, such as that of a proxy, ending in /api/v10.",
    )
    discord_gateway: str = Field(
        default="", description="Address of Discord's gateway if not its own, beginning with wss:// or ws://."
    )
    discord_plain: bool = Field(
        default=False,
        description="Write to Discord in plain embeds (true or false) in place of its newer components.",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="Bot token (xoxb-) of your Slack app, for one workspace; see docs/slack.md.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="App-level token (xapp-) of your Slack app, for Socket Mode."
    )
    slack_prefix: str = Field(
        default="",
        description="Registers each command in Slack under its own name after this, such as ainews-;"
        " without it only /tidings is there.",
    )
    slack_client_id: str = Field(
        default="", description="Client ID of your Slack app, to serve many workspaces over HTTP."
    )
    slack_client_secret: SecretStr | None = Field(default=None, description="Its client secret.")
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Its signing secret, by which Slack's requests are known."
    )
    slack_key: SecretStr | None = Field(
        default=None,
        description="Key that encrypts the workspaces' tokens; `tidings slack key` makes one."
        " Several, comma-separated, while one is replaced: the first writes.",
    )
    slack_url: str = Field(
        default="", description="Address under which Slack reaches you, such as https://tidings.example."
    )
    slack_listen: str = Field(
        default="127.0.0.1:3000", description="Where to listen for Slack's requests, behind that address."
    )
    slack_marketplace: bool = Field(
        default=True,
        description="Whether the app is your own or in the Marketplace (true or false);"
        " of others Slack answers one look into a channel a minute.",
    )
    slack_api: str = Field(
        default="", description="Address of Slack's Web API if not its own, ending in /api."
    )
    webhook_urls: SecretStr | None = Field(
        default=None,
        description="Incoming webhooks as name=address, comma-separated; see docs/adding-an-adapter.md.",
    )
    contact: str = Field(
        default="", description="Address or page of who runs this, named to the sites it reads."
    )

    @field_validator("allowed_private_hosts", "adapters", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("discord_api", "discord_gateway", "slack_api", "slack_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not re.match(r"(https?|wss?)://[^\s/]+", value):
            raise ValueError("want an address that begins with https:// or wss://")
        return value.rstrip("/")

    @field_validator("slack_prefix")
    @classmethod
    def _begins_a_command(cls, value: str) -> str:
        if value and not re.fullmatch(r"[a-z0-9_-]{1,16}", value):
            raise ValueError("want up to 16 small letters, digits, - or _")
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("want the name of an IANA time zone, such as Europe/Berlin") from error
        return value

    @field_validator("language")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        return checked_language(value)

    @field_validator("data_dir")
    @classmethod
    def _home_expanded(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError as error:
            raise ValueError("want a folder; there is no such user") from error

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("want an address or a page in plain ASCII on one line")
        return value

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.zone)


def checked_language(value: str) -> str:
    """Return a two-letter language code, or "any", in small letters; raises ValueError for all else."""
    folded = value.lower()
    if folded != "any" and not re.fullmatch("[a-z]{2}", folded):
        raise ValueError("want a two-letter code such as en, or any")
    return folded


def load_settings(env_file: Path | None = Path(".env"), **overrides: object) -> Settings:
    """Read the settings; `overrides` win over the environment, which wins over `.env`.

    Raises ConfigError with one line for each wrong variable: its name, what it got, what it wants.
    """
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[call-arg, arg-type]
    except UnicodeDecodeError as error:
        raise ConfigError(f"{env_file} cannot be read: {error.reason}; save it as UTF-8") from None
    except ValidationError as error:
        lines = (_sentence(problem["loc"], problem["input"], problem["msg"]) for problem in error.errors())
        raise ConfigError("\n".join(lines)) from None


def _sentence(location: tuple[int | str, ...], got: object, wants: str) -> str:
    variable = PREFIX + str(location[0]).upper() if location else "settings"
    wants = wants.removeprefix("Value error, ")
    return f"{variable} is {str(got)!r}: {wants[:1].lower()}{wants[1:]}"
