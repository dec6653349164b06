"""JSON answers as Slack gives them."""

import json
import math
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.wire.slack.errors import RateLimited

JSON_TYPE = "application/json; charset=utf-8"


def as_json(given: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer with a JSON body."""
    body = json.dumps(given).encode()
    return web.Response(body=body, status=status, headers={**(headers or {}), "Content-Type": JSON_TYPE})


def too_many(limited: RateLimited) -> web.Response:
    """A 429; Slack says in whole seconds how long to wait."""
    return as_json(limited.body(), 429, {"Retry-After": str(max(1, math.ceil(limited.wait_s)))})
