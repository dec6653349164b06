"""What tests have worker processes do; apart from the tests, so that a worker need not import those."""

import os
import threading
from datetime import datetime, timedelta

from bot.errors import FetchError, ParseError
from bot.model import Entry, Feed
from bot.sources.kinds import Parsed


def pid() -> int:
    """The worker's process id."""
    return os.getpid()


def hang() -> None:
    """Never return."""
    threading.Event().wait()


def die() -> None:
    """End the process without a word."""
    os._exit(3)


def chatter() -> str:
    """Print, as a careless library may, and return."""
    print("noise")
    return "answer"


def refuse() -> None:
    """Fail with an error that carries more than text."""
    raise FetchError("no", feed="lab", status=503, retry_after_s=5.0)


class Unsendable(Exception):
    """Cannot be rebuilt from its text."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def fail_unsendably() -> None:
    """Fail with an error that cannot cross a pipe."""
    raise Unsendable(1, 2)


def scripted(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Parse as the body says."""
    match body:
        case b"hang":
            threading.Event().wait()
        case b"die":
            os._exit(1)
        case b"bad":
            raise ParseError("no entries can be read")
    entry = Entry(feed.id, (url,), url, body.decode(), published=now - timedelta(hours=1))
    return Parsed((entry,), ttl_s=36000)
