"""Slack's mrkdwn, as far as it can do harm: mentions, characters left bare, and tokens. Pure.

https://docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are escaped, nothing else; what
stands between angle brackets is a link, a mention or a date.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.wire.slack.entities import Json
from tests.wire.slack.errors import Problem

MARK = re.compile(r"<([^<>]*)>")
LINK = re.compile(r"(?:https?://|mailto:|tel:|slack://)[^|\s]+(?:\|[^|]*)?")
DATE = re.compile(r"!date\^\d+\^[^|]+\|.+")
BARE_AND = re.compile(r"&(?!(?:amp|lt|gt);)")
MENTIONS = ("@", "!channel", "!here", "!everyone", "!subteam")


def problems(text: str, where: str, may_name_channels: bool) -> Iterator[Problem]:
    """What a mrkdwn text would set off, or shows that it was not escaped."""
    for inside in MARK.findall(text):
        if inside.startswith("#") and may_name_channels:
            continue
        if inside.startswith((*MENTIONS, "#")):
            yield Problem(where, f"it mentions <{inside}>", "")
        elif not LINK.fullmatch(inside) and not DATE.fullmatch(inside):
            yield Problem(where, f"<{inside[:40]}> is no link", "")
    rest = MARK.sub("", text)
    if "<" in rest:
        yield Problem(where, "a bare <", "")
    # A line may open with a bracket on purpose: that is a quotation.
    if any(">" in line.lstrip(">") for line in rest.split("\n")):
        yield Problem(where, "a bare >", "")
    if BARE_AND.search(rest):
        yield Problem(where, "a bare &", "")


def marked_up(blocks: list[Json]) -> Iterator[tuple[str, str]]:
    """Every mrkdwn text in blocks, and where it stands."""
    for at, block in enumerate(blocks):
        yield from _marked_up(block, f"blocks[{at}]")


def _marked_up(item: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(item, dict):
        if item.get("type") == "mrkdwn" and isinstance(item.get("text"), str):
            yield where, item["text"]
        for key, inner in item.items():
            yield from _marked_up(inner, f"{where}.{key}")
    elif isinstance(item, list):
        for at, inner in enumerate(item):
            yield from _marked_up(inner, f"{where}[{at}]")
