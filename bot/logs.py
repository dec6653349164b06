"""Logs: structured lines to standard error, with secrets taken out before they are written.

The only place that configures logging; everything else calls `structlog.get_logger()`.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAME = re.compile(
    r"token|secret|password|passwd|api_?key|authorization|cookie|webhook", re.IGNORECASE
)
_SECRETS = re.compile(
    r"(?P<userinfo>(?<=://)[^/\s@]+(?=@))"  # user:password@ in an address
    r"|(?P<query>(?<=[?&])(?:token|key|api_?key|secret|signature|sig|auth|access_token|password)=[^&\s\"']+)"
    r"|(?P<slack>xox[a-z]-[\w-]+|xapp-[\w-]+)"
    r"|(?P<slack_hook>(?<=hooks\.slack\.com/services/)[\w/]+)"
    r"|(?P<discord_hook>(?<=/webhooks/)\d+/[\w-]+)"
    r"|(?P<discord>[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,})"
    r"|(?P<bearer>(?<=Bearer )\S+)",
    re.IGNORECASE,
)
HIDDEN = "[hidden]"


def redact(text: str) -> str:
    """Replace what looks like a secret in `text`."""
    return _SECRETS.sub(HIDDEN, text)


def _redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if _SECRET_NAME.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = redact(value)
        elif not isinstance(value, int | float | bool | None):
            event[name] = redact(str(value))
    return event


def configure_logs(level: str, form: str) -> None:
    """Write lines of `level` and above to standard error, as `text` or `json`."""
    # When the loop ends, anyio ends its worker processes, and asyncio wonders aloud who did.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is let out is made up by the next
    last: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact_event,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
