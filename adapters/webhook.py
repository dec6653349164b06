"""Incoming webhooks: digests into channels of Mattermost, Slack, or what else takes `{"text": ...}`.

The smallest whole adapter, made by following docs/adding-an-adapter.md. It posts and that is all: a webhook
has no history to look into, tells nobody privately and hears nothing. So a message whose answer was lost is
never sent again; the ledger holds it and says so.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

import httpx

from bot.document import Block, Document
from bot.errors import ConfigError, Refused, TryLater, Unsure
from bot.ports import Desk, Keep, Pace, Post
from bot.showing import parts
from bot.showing.legible import units
from bot.showing.lines import NOTE_MOST, TITLE_MOST, Rank, note_of, piece, title_of
from bot.showing.markup import Markup

NAME = "webhook"
PACE = Pace(per_second=10, channel_gap_s=1.0)
MESSAGE_MOST = 3_900  # units; Slack asks for 4,000 characters at most, Mattermost takes 16,383
_HEAD_MOST = TITLE_MOST + NOTE_MOST + 20
_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TRY_AGAIN_S = 5.0  # where an answer of 429 names no time
_MARKUP = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "@": "@\u200b",
}  # Mattermost finds @all and @here in any text
_SETTING = re.compile(r"\s*([\w-]{1,40})\s*=\s*(https?://[^\s/]+/\S+)\s*")


class Secret(Protocol):
    """A value that is not shown by accident."""

    def get_secret_value(self) -> str:
        """The value itself."""


class Settings(Protocol):
    """What this adapter needs of the settings."""

    @property
    def webhook_urls(self) -> Secret | None:
        """Channels as `name=address`, separated by commas: who knows such an address may post there."""


def configured(settings: Settings) -> bool:
    """Say whether there is a webhook."""
    return bool(settings.webhook_urls and settings.webhook_urls.get_secret_value().strip())


def create(settings: Settings, _keep: Keep | None = None) -> "Webhook":
    """Return the adapter, not yet opened; raises ConfigError for what is no `name=address`."""
    text = settings.webhook_urls.get_secret_value() if settings.webhook_urls else ""
    found = [_SETTING.fullmatch(one) for one in text.split(",") if one.strip()]
    if not found or None in found:
        raise ConfigError(
            "TIDINGS_WEBHOOK_URLS wants news=https://chat.example/hooks/..., separated by commas"
        )
    return Webhook({one[1]: one[2] for one in found if one})


class Webhook:
    """The Adapter; `urls` leads from a channel's name to its address."""

    name = NAME

    def __init__(self, urls: Mapping[str, str], pace: Pace = PACE) -> None:
        self.pace = pace
        self._urls = urls

    async def __aenter__(self) -> Self:
        """Make ready to post."""
        self._client = httpx.AsyncClient(timeout=self.pace.timeout_s, follow_redirects=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def run(self, desk: Desk) -> None:
        """Wait until cancelled: nobody can type to a webhook."""
        await asyncio.Event().wait()

    def called(self, channel: str) -> str:
        """The channel by the name that the settings give it."""
        return channel

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        """What keeps us from posting: only that the settings know no such channel."""
        return () if channel in self._urls else (f"an address for {channel} in TIDINGS_WEBHOOK_URLS",)

    def split(self, document: Document) -> tuple[Document, ...]:
        """The document as parts that fit one message each."""
        return parts.split(document, _text, _fit)

    async def send(self, post: Post) -> str:
        """Post a message; a webhook names no id, so the key stands for it."""
        if post.channel not in self._urls:
            raise Refused("the settings hold no address for it", post.channel)
        said = {"text": render(post.document), "unfurl_links": False, "unfurl_media": False}
        try:
            answer = await self._client.post(self._urls[post.channel], json=said)
        except _SURELY_NOT_SENT as error:
            raise TryLater("the webhook cannot be reached", post.channel) from error
        except httpx.HTTPError as error:
            raise Unsure(f"no answer came ({type(error).__name__})", post.channel) from None
        _check(answer, post.channel)
        return post.key

    async def find(self, channel: str, key: str, since: datetime) -> str:
        """Nothing can be found: raises Refused."""
        raise Refused("a webhook shows no history", channel)

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        """Nobody can be told: raises Refused."""
        raise Refused("a webhook reaches nobody privately")


def render(document: Document) -> str:
    """The document as one text, inert but for its links."""
    title, note = title_of(document, MRKDWN), note_of(document, MRKDWN)
    head = " · ".join(filter(None, (MRKDWN.strong(title) if title else "", note)))
    return "\n\n".join(filter(None, (head, *map(_text, document.blocks)))) or "Nothing to show."


def _text(block: Block) -> str:
    lines = piece(block, MRKDWN).lines
    return "\n".join(MRKDWN.strong(line.text) if line.rank is Rank.HEADING else line.text for line in lines)


def _fit(texts: Sequence[str]) -> bool:
    return sum(units(text) + 2 for text in texts) <= MESSAGE_MOST - _HEAD_MOST


def _check(answer: httpx.Response, channel: str) -> None:
    """Raise what an answer's status means for the message."""
    status = answer.status_code
    if status == 429:
        wait_s = _TRY_AGAIN_S
        with suppress(ValueError):
            wait_s = max(0.0, float(answer.headers.get("retry-after", "")))
        raise TryLater("the webhook wants us slower", channel, wait_s)
    if status == 408 or status >= 500:
        raise Unsure(f"the webhook answered {status}", channel)
    if not answer.is_success:
        raise Refused(f"the webhook answered {status}", channel)


def _marked(words: str) -> str:
    return "".join(_MARKUP.get(char, char) for char in words)


def _anchor(words: str, to: str) -> str:
    return f"<{to.replace('&', '&amp;').replace('@', '%40')}|{words}>"


MRKDWN = Markup(
    marked=_marked,
    anchor=_anchor,
    strong=lambda words: f"*{words}*",
    command=lambda says: f"tidings {says}",
    in_link=lambda words: words.replace("|", "/"),
)
