"""What discord.py logs, passed on to our log without the secrets that stand in addresses.

Called once by client.py. The library's own lines go nowhere else: a warning of it names the address of an
interaction, which holds that interaction's token.
"""

import logging
import re

import structlog

_TOKENS = re.compile(r"(?P<path>/(?:interactions|webhooks)/\d+/)[^/\s?]+")
_LIBRARY = "discord"
_OF_VOICE = "voice will NOT be supported"  # said at every login; nobody wants it to speak

log = structlog.get_logger()


class _PassedOn(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said = without_tokens(record.getMessage())
        if _OF_VOICE in said:
            return
        log.log(record.levelno, "discord.py says", part=record.name, says=said, exc_info=record.exc_info)


def without_tokens(text: str) -> str:
    """The text without the tokens that stand in addresses of interactions and webhooks."""
    return _TOKENS.sub(r"\g<path>[hidden]", text)


def route_library_logs() -> None:
    """Pass on what discord.py warns of."""
    library = logging.getLogger(_LIBRARY)
    library.setLevel(logging.WARNING)
    library.propagate = False
    if not any(isinstance(one, _PassedOn) for one in library.handlers):
        library.addHandler(_PassedOn())
