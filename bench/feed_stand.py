"""500 made-up feeds of 30 entries on loopback, in a process of their own, for the refresh bench.

Every second feed has an ETag; the others only ever have the same bytes. Half of the feeds carry whole
articles (about 3 KB an entry), half a short summary, as feeds in the wild do.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection
from random import Random

from tests.wire.feed_server import FeedServer, Reply

FEEDS = 500
ENTRIES = 30
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
_TEXT = """
the a of to in and for with on from model agent training data release lab benchmark policy chip memory
token open weights safety report researchers company users code tool price reasoning context window says
new faster small large evaluation license team paper results update version support cloud device language
"""
_WORDS = _TEXT.split()


@contextmanager
def feed_stand() -> Iterator[str]:
    """Serve the feeds until the block ends; gives the server's host:port."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    stand = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    stand.start()
    try:
        yield str(ours.recv())
    finally:
        stand.terminate()
        stand.join()


def path_of(number: int) -> str:
    """The path of a feed."""
    return f"/feeds/{number}.xml"


def _serve(pipe: Connection) -> None:
    asyncio.run(_stand(pipe))


async def _stand(pipe: Connection) -> None:
    async with FeedServer() as server:
        for number in range(FEEDS):
            etag = f'"{number}"' if number % 2 else ""
            headers = {"Content-Type": "application/rss+xml"}
            server.on(path_of(number), Reply(_feed(number), etag=etag, headers=headers))
        pipe.send(server.origin)
        await asyncio.Event().wait()


def _feed(number: int) -> bytes:
    random = Random(number)
    entries = "".join(_entry(random, number, entry) for entry in range(ENTRIES))
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Feed {number}</title><link>https://feed{number}.example/</link>"
        f"<description>Made up</description><language>en</language>{entries}</channel></rss>"
    ).encode()


def _entry(random: Random, number: int, entry: int) -> str:
    title = " ".join(random.choices(_WORDS, k=8)).capitalize()
    link = f"https://feed{number}.example/posts/{entry}"
    published = format_datetime(NOW - timedelta(hours=2 * entry, minutes=random.randrange(60)))
    short = f"&lt;p&gt;{' '.join(random.choices(_WORDS, k=60))}.&lt;/p&gt;"
    paragraphs = (f"<p>{_linked(random)}.</p>" for _ in range(6))
    whole = f"<content:encoded><![CDATA[{''.join(paragraphs)}]]></content:encoded>" if number % 4 < 2 else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{published}</pubDate>"
        f"<dc:creator>Someone</dc:creator><description>{short}</description>{whole}</item>"
    )


def _linked(random: Random) -> str:
    words = random.choices(_WORDS, k=75)
    words[random.randrange(75)] = f'<a href="https://other.example/{random.randrange(9999)}">this</a>'
    return " ".join(words)
