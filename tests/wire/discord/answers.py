"""JSON answers as Discord gives them."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


def as_json(given: Any, status: int, headers: Mapping[str, str]) -> web.Response:
    """An answer of exactly `application/json`: discord.py takes one with a charset for text."""
    body = json.dumps(given).encode()
    return web.Response(body=body, status=status, headers={**headers, "Content-Type": "application/json"})
