"""Full text of article pages, for stories that may be shown: polite, bounded in time, never in the way.

Beside collect: given the addresses of a few articles, it gives each one's text or why there is none. It
obeys robots.txt, asks one host for one page at a time with a pause between, and stops when the time
is up. It chooses no stories, stores nothing and reads only HTML.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from bot.errors import FetchError
from bot.sources.answers import Fetched, NotModified
from bot.sources.caching import Validators
from bot.sources.workers import WorkerLost, Workers

ROBOT = "Tidings"
_HTML = ("text/html", "application/xhtml+xml")
_ACCEPT = "text/html, application/xhtml+xml;q=0.9"
# RFC 9309 section 2.5: at least 500 KiB must be read; we read no more.
_MOST_ROBOTS = 500 * 1024
_NO_TIME = "there was no time left to read it"


class Getter(Protocol):
    """What is used of a Fetcher."""

    async def get(
        self, url: str, validators: Validators | None = None, accept: str = ""
    ) -> Fetched | NotModified:
        """GET an address; raises FetchError."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, or why there is none; `url` is as it was asked for."""

    url: str
    text: str = ""
    error: str = ""


def extract_text(html: bytes, url: str) -> str:
    """Return the article's text, one paragraph a line, without menus, comments and the like; "" if none."""
    # Half a second of import that only readers of pages should pay.
    from trafilatura import extract

    return extract(html, url=url, fast=True, include_comments=False) or ""


async def read_pages(
    urls: Iterable[str], fetcher: Getter, workers: Workers, budget_s: float, pause_s: float = 1.0
) -> AsyncGenerator[Page, None]:
    """Yield one Page for every distinct address, as they come; those not read in time come last.

    `pause_s` lies between two requests to one host; a longer Crawl-delay in its robots.txt is obeyed.
    """
    waiting = dict.fromkeys(urls)
    done: asyncio.Queue[Page] = asyncio.Queue()
    readers = [
        asyncio.create_task(_read_host(origin, group, fetcher, workers, pause_s, done))
        for origin, group in _by_origin(waiting).items()
    ]
    clock = asyncio.get_running_loop().time
    deadline = clock() + budget_s
    try:
        while waiting:
            page = await _next(done, readers, deadline - clock())
            if page is None:
                break
            waiting.pop(page.url)
            yield page
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    for url in waiting:
        yield Page(url, error=_NO_TIME)


async def _next(
    done: asyncio.Queue[Page], readers: Iterable[asyncio.Task[None]], left_s: float
) -> Page | None:
    """The next page, None when the time is up; a reader's unexpected failure is raised."""
    try:
        async with asyncio.timeout(left_s):
            return await done.get()
    except TimeoutError:
        for reader in readers:
            if reader.done():
                reader.result()
        return None


async def _read_host(
    origin: str,
    urls: Iterable[str],
    fetcher: Getter,
    workers: Workers,
    pause_s: float,
    done: asyncio.Queue[Page],
) -> None:
    robots = await _robots(origin, fetcher)
    pause_s = max(pause_s, (robots.crawl_delay(ROBOT) or 0.0) if robots else 0.0)
    for url in urls:
        if robots is None:
            await done.put(Page(url, error="its site's robots.txt cannot be read"))
        elif not robots.can_fetch(url, ROBOT):
            await done.put(Page(url, error="its site asks robots not to read it"))
        else:
            await asyncio.sleep(pause_s)
            await done.put(await _read(url, fetcher, workers))


async def _read(url: str, fetcher: Getter, workers: Workers) -> Page:
    try:
        answer = await fetcher.get(url, None, _ACCEPT)
        assert isinstance(answer, Fetched)
        media_type = answer.content_type.partition(";")[0].strip().lower()
        if media_type not in _HTML:
            return Page(url, error=f"it is {media_type or 'of no stated type'}, not a page of text")
        text = await workers.run(extract_text, answer.body, answer.url)
    except (FetchError, WorkerLost) as error:
        return Page(url, error=str(error))
    return Page(url, text) if text else Page(url, error="no article was found on it")


async def _robots(origin: str, fetcher: Getter) -> Protego | None:
    """The host's rules, None where nothing may be read.

    RFC 9309 section 2.3.1: no such file (4xx) allows everything, an unreachable one nothing.
    """
    try:
        answer = await fetcher.get(f"{origin}/robots.txt", None, "text/plain")
    except FetchError as error:
        return Protego.parse("") if 400 <= error.status < 500 and error.status != 429 else None
    assert isinstance(answer, Fetched)
    return Protego.parse(answer.body[:_MOST_ROBOTS].decode("utf-8", "replace"))


def _by_origin(urls: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        try:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.netloc}"
        except ValueError:
            origin = ""  # fetch says what is wrong with it
        groups[origin].append(url)
    return groups
