"""Discord's rules for a message that its OpenAPI description does not hold, checked by hand.

Pure: a body in, problems out. Sources: limits in the public documentation; the 4,000 characters and 40
components of a v2 message are practice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.wire.discord.entities import EPHEMERAL, V2, Json, every_component
from tests.wire.discord.errors import Problem

CONTENT, EMBEDS_TEXT, V2_TEXT, COMPONENTS, NONCE, CUSTOM_ID = 2000, 6000, 4000, 40, 25, 100
ROWS, TEXT_FIELDS = 5, {"title": 256, "description": 4096}
FIELD = {"name": 256, "value": 1024}
V2_KINDS = frozenset({9, 10, 11, 12, 13, 14, 17})
LINK, PREMIUM = 5, 6


def message(body: Json, was: Json | None = None, was_flags: int = 0) -> list[Problem]:
    """Problems of a message to be made, or, with `was`, of an edit to what stands."""
    flags = body.get("flags") or 0
    whole = {**(was or {}), **body}  # null clears what stood
    found = list(_content(body)) + list(_embeds(body.get("embeds"))) + list(_mentions(body))
    found += list(_components(body.get("components")))
    found += list(_version(whole, body, bool((flags | was_flags) & V2)))
    if len(str(body.get("nonce") or "")) > NONCE:
        found.append(Problem(("nonce",), f"Must be {NONCE} or fewer in length."))
    if was is not None and flags & EPHEMERAL and not was_flags & EPHEMERAL:
        found.append(Problem(("flags",), "EPHEMERAL cannot be set by an edit."))
    return found


def is_empty(body: Json) -> bool:
    """Whether nothing would be seen of it (Discord trims whitespace)."""
    parts = (body.get(key) for key in ("embeds", "components", "sticker_ids", "poll", "attachments", "files"))
    return not (body.get("content") or "").strip() and not any(parts)


def _content(body: Json) -> Iterator[Problem]:
    if len(body.get("content") or "") > CONTENT:
        yield Problem(("content",), f"Must be {CONTENT} or fewer in length.", "BASE_TYPE_MAX_LENGTH")


def _embeds(embeds: Sequence[Json] | None) -> Iterator[Problem]:
    total = 0
    for at, embed in enumerate(embeds or ()):
        total += sum(len(text) for text in _texts(embed))
        for index, item in enumerate(embed.get("fields") or ()):
            for key, most in FIELD.items():
                where = ("embeds", at, "fields", index, key)
                if not str(item.get(key) or "").strip():
                    yield Problem(where, "This field is required", "BASE_TYPE_REQUIRED")
                elif len(item[key]) > most:
                    yield Problem(where, f"Must be {most} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
        if not any(
            embed.get(key) for key in ("title", "description", "fields", "image", "author", "footer", "url")
        ):
            yield Problem(("embeds", at), "An embed must show something.")
    if total > EMBEDS_TEXT:
        yield Problem(
            ("embeds",), f"Embed size exceeds maximum size of {EMBEDS_TEXT}", "MAX_EMBED_SIZE_EXCEEDED"
        )
    for url, times in Counter(embed.get("url") for embed in embeds or ()).items():
        if url and times > 1:
            yield Problem(("embeds",), f"{times} embeds have the url {url}: only the first would be shown.")


def _texts(embed: Json) -> Iterator[str]:
    for key in TEXT_FIELDS:
        yield (embed.get(key) or "").strip()
    for item in embed.get("fields") or ():
        yield from (str(item.get("name") or "").strip(), str(item.get("value") or "").strip())
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""


def _mentions(body: Json) -> Iterator[Problem]:
    asked = body.get("allowed_mentions") or {}
    for key in ("users", "roles"):
        if key in (asked.get("parse") or ()) and asked.get(key):
            yield Problem(
                ("allowed_mentions", key), f"parse:[{key!r}] and {key}: [ids...] are mutually exclusive."
            )


def _components(components: Sequence[Json] | None) -> Iterator[Problem]:
    every = every_component(components)
    if len(every) > COMPONENTS:
        yield Problem(("components",), f"{len(every)} components, nested ones counted: at most {COMPONENTS}.")
    custom_ids = Counter(item["custom_id"] for item in every if item.get("custom_id"))
    for custom_id, times in custom_ids.items():
        if times > 1:
            code = "COMPONENT_CUSTOM_ID_DUPLICATED"
            yield Problem(("components",), f"Component custom id {custom_id!r} cannot be duplicated", code)
    for item in every:
        yield from (Problem(("components",), what) for what in _component(item))


def _component(item: Json) -> Iterator[str]:
    kind, custom_id = item.get("type"), item.get("custom_id")
    if kind == 2:
        yield from _button(item)
    elif kind in (3, 4, 5, 6, 7, 8) and not custom_id:
        yield f"A component of type {kind} must have a custom id."
    if custom_id is not None and not 1 <= len(custom_id) <= CUSTOM_ID:
        yield f"A custom id must have 1 to {CUSTOM_ID} characters, not {len(custom_id)}."
    if kind == 3:
        yield from _options(item)
    if kind == 10 and not (item.get("content") or "").strip():
        yield "A text display must have content."
    if kind == 1:
        yield from _row(item)


def _button(item: Json) -> Iterator[str]:
    if item.get("style") == LINK:
        if not str(item.get("url") or "").startswith(("http://", "https://", "discord://")):
            yield "A link button must have a http(s) url."
        if item.get("custom_id"):
            yield "A link button must not have a custom id."
    elif item.get("style") != PREMIUM:
        if not item.get("custom_id"):
            yield "A button must have a custom id."
        if item.get("url"):
            yield "Only a link button may have a url."
    if item.get("style") != PREMIUM and not item.get("label") and not item.get("emoji"):
        yield "A button must have a label or an emoji."


def _options(item: Json) -> Iterator[str]:
    options = item.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"A select must have 1 to 25 options, not {len(options)}."
    if len({option["value"] for option in options}) != len(options):
        yield "Option values must be unique within a select."
    if (item.get("max_values") or 1) > len(options):
        yield "max_values must not exceed the number of options."


def _row(item: Json) -> Iterator[str]:
    kinds = [child.get("type") for child in item.get("components") or ()]
    if not kinds or len(kinds) > 5 or (set(kinds) != {2} and len(kinds) > 1):
        yield f"An action row holds one to five buttons or one select, not types {kinds}."


def _version(whole: Json, body: Json, is_v2: bool) -> Iterator[Problem]:
    every = every_component(whole.get("components"))
    if not is_v2:
        kinds = sorted({item["type"] for item in every} & V2_KINDS)
        if kinds:
            yield Problem(("components",), f"Types {kinds} need the flag IS_COMPONENTS_V2.")
        if len(whole.get("components") or ()) > ROWS:
            yield Problem(("components",), f"Must be {ROWS} or fewer rows.", "BASE_TYPE_BAD_LENGTH")
        return
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if whole.get(key):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            yield Problem((key,), f"{key} cannot be used with MessageFlags.IS_COMPONENTS_V2", code)
    text = sum(len(item.get("content") or "") for item in every if item["type"] == 10)
    if text > V2_TEXT:
        yield Problem(("components",), f"{text} characters of text: at most {V2_TEXT}.")


def modal(data: Mapping[str, Any]) -> list[Problem]:
    """Problems of a modal."""
    found = [*_components(data.get("components"))]
    if not 1 <= len(data.get("title") or "") <= 45:
        found.append(Problem(("data", "title"), "Must be between 1 and 45 in length."))
    if not 1 <= len(data.get("components") or ()) <= 5:
        found.append(Problem(("data", "components"), "Must be between 1 and 5 in length."))
    if not 1 <= len(data.get("custom_id") or "") <= CUSTOM_ID:
        found.append(Problem(("data", "custom_id"), f"Must be between 1 and {CUSTOM_ID} in length."))
    return found


def choices(data: Mapping[str, Any]) -> list[Problem]:
    """Problems of an answer to a completion."""
    offered = data.get("choices") or []
    found = []
    if len(offered) > 25:
        found.append(Problem(("data", "choices"), "Must be 25 or fewer in length."))
    for at, choice in enumerate(offered):
        if not 1 <= len(choice.get("name") or "") <= 100:
            found.append(Problem(("data", "choices", at, "name"), "Must be between 1 and 100 in length."))
        if isinstance(choice.get("value"), str) and not 1 <= len(choice["value"]) <= 100:
            found.append(Problem(("data", "choices", at, "value"), "Must be between 1 and 100 in length."))
    return found
