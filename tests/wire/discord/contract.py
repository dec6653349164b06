"""Discord's own OpenAPI description as a judge of every request body.

It lies beside the public evaluation data (`contracts/discord-openapi.json`), not in the repository; where
it is absent there is no contract, and tests that need one say so and are skipped.
"""

import copy
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.shared_data import DATA
from tests.wire.discord.errors import Problem

CONTRACT = DATA.parent / "contracts" / "discord-openapi.json"
BASE = "discord:openapi"
INTEGER_IDS = ("recipient_id", "message_id", "channel_id", "guild_id")


class Contract:
    """Validators made from the description, one for each operation, on first use."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = {
            (method.upper(), _blank(path)): f"#/paths/{_pointer(path)}/{method}/requestBody/content/"
            "application~1json/schema"
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if method != "parameters" and "application/json" in _content(operation)
        }
        contents = _prepared(document, document["components"]["schemas"])
        resource = DRAFT202012.create_resource(contents)
        self._registry: Registry[Any] = Registry().with_resource(BASE, resource)
        self._paths = document["paths"]
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, method: str, route: str, body: Any) -> list[Problem]:
        """What is wrong with a body sent to a path's template; nothing where the description has no body."""
        pointer = self._schemas.get((method, _blank(route)))
        if pointer is None:
            return []
        error = best_match(self._validator(pointer).iter_errors(_lenient(body)))
        return [Problem(tuple(error.absolute_path), error.message[:300])] if error else []

    def answer_problems(self, method: str, path: str, status: int, body: Any) -> list[Problem]:
        """What is wrong with an answer of ours, `path` as the description writes it."""
        known = self._paths[path][method.lower()]["responses"]
        if str(status) not in known:
            return [Problem((), f"{status} is no answer here; there are {sorted(known)}")]
        if "content" not in known[str(status)]:
            return [Problem((), "no body is expected")] if body else []
        pointer = (
            f"#/paths/{_pointer(path)}/{method.lower()}/responses/{status}/content/application~1json/schema"
        )
        error = best_match(self._validator(pointer).iter_errors(body))
        return [Problem(tuple(error.absolute_path), error.message[:300])] if error else []

    def knows(self, method: str, route: str) -> bool:
        """Whether the description has a body for this operation."""
        return (method, _blank(route)) in self._schemas

    def _validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self._validators:
            schema = {"$ref": BASE + pointer}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[pointer]


@cache
def contract() -> Contract | None:
    """The contract beside the project, or nothing."""
    return Contract(json.loads(CONTRACT.read_text(encoding="utf-8"))) if CONTRACT.exists() else None


def _content(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    return content


def _blank(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def _pointer(path: str) -> str:
    # A JSON pointer within a URI: its own escapes first, then the URI's.
    return path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _prepared(node: Any, schemas: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_prepared(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    ready = {key: BASE + value if key == "$ref" else _prepared(value, schemas) for key, value in node.items()}
    for union in ("oneOf", "anyOf"):
        kinds = _kinds(node.get(union), schemas)
        if kinds:
            ready |= _by_type(kinds, ready.pop(union))
    return ready


def _kinds(union: Any, schemas: Mapping[str, Any]) -> list[list[int]]:
    """The `type` values of each member of a union that `type` tells apart; empty where it does not."""
    names = [member.get("$ref", "").rpartition("/")[2] for member in union or ()]
    kinds = [schemas.get(name, {}).get("properties", {}).get("type", {}).get("enum", []) for name in names]
    every = [value for values in kinds for value in values]
    return kinds if all(kinds) and len(set(every)) == len(every) > 1 else []


def _by_type(kinds: list[list[int]], members: list[Any]) -> dict[str, Any]:
    # Trying every member of the union for every component costs 100 ms a message, and names no fault.
    chosen = [
        {"if": {"properties": {"type": {"enum": values}}}, "then": member}
        for values, member in zip(kinds, members, strict=True)
    ]
    every = [value for values in kinds for value in values]
    return {"type": "object", "required": ["type"], "properties": {"type": {"enum": every}}, "allOf": chosen}


def _lenient(body: Any) -> Any:
    # Discord takes integers for these ids, and discord.py sends them so; the description asks for text.
    if not isinstance(body, dict):
        return body
    body = copy.copy(body)
    for holder in (body, reference := dict(body.get("message_reference") or {})):
        for key in INTEGER_IDS:
            if isinstance(holder.get(key), int):
                holder[key] = str(holder[key])
    if reference:
        body["message_reference"] = reference
    return body
