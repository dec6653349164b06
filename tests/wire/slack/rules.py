"""Slack's rules for what a bot shows, and the house's: one text with blocks, nothing that mentions anyone.

Pure: a payload in, problems out. A problem with an error word is one for which Slack refuses; one without
is kept as a violation only. Sources: the Block Kit reference of docs.slack.dev, and what
`slack_sdk.models.blocks` checks when the payload is read back.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

from tests.wire.slack import elements, texts
from tests.wire.slack.entities import Json, every_element
from tests.wire.slack.errors import Problem
from tests.wire.slack.journal import TOKEN

BLOCKS, VIEW_BLOCKS, TEXT, IDS = 50, 100, 40_000, 255
VIEW_BYTES, METADATA_BYTES, MARKDOWN = 250_000, 16_384, 12_000
VIEW_TEXTS = {"title": 24, "submit": 24, "close": 24}


def message(body: Json, may_name_channels: bool = False) -> list[Problem]:
    """Problems of a message to be made or changed."""
    found = [*_fallback(body), *_metadata(body.get("metadata"))]
    found += blocks(body.get("blocks"), BLOCKS)
    return found + said(body, may_name_channels)


def said(body: Json, may_name_channels: bool = False) -> list[Problem]:
    """Problems of the texts alone: mentions, missing escapes, tokens."""
    found = []
    if isinstance(body.get("text"), str):
        found += list(texts.problems(body["text"], "text", may_name_channels))
    found += [
        problem
        for where, text in texts.marked_up(body.get("blocks") or [])
        for problem in texts.problems(text, where, may_name_channels)
    ]
    if TOKEN.search(json.dumps(body)):
        found.append(Problem("", "there is a token in it", ""))
    return found


def _fallback(body: Json) -> Iterator[Problem]:
    text = body.get("text")
    if text is not None and not isinstance(text, str):
        yield Problem("text", "must be a string", "invalid_arguments")
        return
    if len(text or "") > TEXT:
        yield Problem("text", f"{len(text or '')} characters: at most {TEXT}", "msg_too_long")
    if body.get("blocks") and not (text or "").strip():
        yield Problem("text", "a message with blocks needs a text for notifications", "")


def _metadata(given: Any) -> Iterator[Problem]:
    if given is None:
        return
    fits = isinstance(given, dict) and isinstance(given.get("event_type"), str) and given["event_type"]
    if not fits or not isinstance(given.get("event_payload"), dict):
        what = "needs event_type, a string, and event_payload, an object"
        yield Problem("metadata", what, "invalid_metadata_format")
    elif len(json.dumps(given)) > METADATA_BYTES:
        yield Problem("metadata", f"more than {METADATA_BYTES} bytes", "metadata_too_large")


def view(body: Any) -> list[Problem]:
    """Problems of a view, as Slack checks it before it opens."""
    if not isinstance(body, dict):
        return [Problem("view", "must be an object", "invalid_arguments")]
    found = list(_view(body))
    if len(json.dumps(body)) > VIEW_BYTES:
        found.append(Problem("view", f"more than {VIEW_BYTES} bytes", "view_too_large"))
    found += [
        Problem(problem.where, problem.what, problem.error and "invalid_arguments")
        for problem in blocks(body.get("blocks"), VIEW_BLOCKS)
    ]
    try:
        SdkView(**body).to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, ValueError) as error:
        found.append(Problem("view", str(error), "invalid_arguments"))
    return found


def _view(body: Json) -> Iterator[Problem]:
    def wrong(where: str, what: str) -> Problem:
        return Problem(where, what, "invalid_arguments")

    if not body.get("blocks"):
        yield wrong("view.blocks", "at least one block")
    if body.get("type") != "modal":
        if body.get("type") != "home":
            yield wrong("view.type", "must be modal or home")
        return
    if not body.get("title"):
        yield wrong("view.title", "is required")
    for key, most in VIEW_TEXTS.items():
        if body.get(key) is not None:
            yield from elements.plain(body[key], f"view.{key}", most, "invalid_arguments")
    if any(block.get("type") == "input" for block in body.get("blocks") or ()) and not body.get("submit"):
        yield wrong("view.submit", "is required where there is an input")
    unknown = set(body) - set(SdkView.attributes)
    if unknown - {"submit_disabled"}:
        yield wrong("view", f"unknown keys {sorted(unknown)}")


def blocks(given: Any, most: int) -> list[Problem]:
    """Problems of blocks: as many as allowed, each as the SDK reads it back, and each by hand."""
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(block, dict) for block in given):
        return [Problem("blocks", "must be an array of objects", "invalid_blocks_format")]
    found = []
    if len(given) > most:
        found.append(Problem("blocks", f"{len(given)} blocks: at most {most}"))
    for at, block in enumerate(given):
        found += list(_read_back(block, f"blocks[{at}]"))
        found += list(elements.block(block, f"blocks[{at}]"))
    markdown = sum(len(block.get("text") or "") for block in given if block.get("type") == "markdown")
    if markdown > MARKDOWN:
        found.append(Problem("blocks", f"{markdown} characters of markdown: at most {MARKDOWN}"))
    return found + list(_ids(given))


def _read_back(block: Json, where: str) -> Iterator[Problem]:
    try:
        read = Block.parse(dict(block))
        if read is None:
            yield Problem(where, f"unknown type {block.get('type')!r}")
            return
        yield from _lost(block, read.to_dict(), where)
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError) as error:
        yield Problem(where, str(error))


def _lost(given: Any, kept: Any, where: str) -> Iterator[Problem]:
    """What the SDK did not recognise, and Slack would not, either."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key in kept:
                yield from _lost(value, kept[key], f"{where}.{key}")
            elif value not in (None, [], {}, "") and where.count(".") < 8:
                yield Problem(where, f"unknown key {key!r}")
    elif isinstance(given, list) and isinstance(kept, list):
        for at, (one, other) in enumerate(zip(given, kept, strict=False)):
            yield from _lost(one, other, f"{where}[{at}]")


def _ids(given: Sequence[Json]) -> Iterator[Problem]:
    block_ids = Counter(block["block_id"] for block in given if block.get("block_id"))
    action_ids = Counter(
        (block.get("block_id") or at, element["action_id"])
        for at, one in enumerate(given)
        for block, element in every_element([one])
    )
    for name, times in block_ids.items():
        if times > 1:
            yield Problem("blocks", f"block_id {name!r} is used {times} times")
    for (_, name), times in action_ids.items():
        if times > 1:
            yield Problem("blocks", f"action_id {name!r} is used {times} times in a block")
    everywhere = Counter(element["action_id"] for _, element in every_element(list(given)))
    for name, times in everywhere.items():
        if times > 1 and not any(action == name and n > 1 for (_, action), n in action_ids.items()):
            yield Problem("blocks", f"action_id {name!r} is used {times} times in a message", "")
