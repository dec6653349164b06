"""A person's browser on the way through an install page: to Slack, which asks, and back to the app."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.wire.slack.api_oauth import authorize
from tests.wire.slack.call import State
from tests.wire.slack.entities import User

LINK = re.compile(r'href="([^"]*oauth/v2/authorize[^"]*)"')


@dataclass(frozen=True)
class Landed:
    """Where an installation ended: the app's last page, or what Slack had against it."""

    status: int
    text: str
    asked_at: str = ""  # the address of the authorize page
    came_back_to: str = ""


async def install(state: State, user: User, url: str, allows: bool) -> Landed:
    """Open the app's install page, follow it to Slack, allow (or not), and follow the way back."""
    # The app's cookie is kept by hand: it is marked Secure, and this is loopback.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        async with http.get(url, allow_redirects=False) as page:
            text = await page.text()
            cookies = _cookies(page.headers.getall("Set-Cookie", ()))
            found = LINK.search(text)
            there = page.headers.get("Location") or (html.unescape(found[1]) if found else "")
            if not there:
                return Landed(page.status, text)
        query = dict(parse_qsl(urlsplit(there).query))
        try:
            back = authorize(state, query, user.team, user, allows)
        except aiohttp.web.HTTPBadRequest as refused:
            return Landed(refused.status, refused.text or "", there)
        async with http.get(back, headers={"Cookie": cookies}, allow_redirects=False) as last:
            return Landed(last.status, await last.text(), there, back)


def _cookies(given: Iterable[str]) -> str:
    return "; ".join(one.split(";")[0] for one in given)
