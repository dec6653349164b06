"""Kind `hackernews`: stories above a number of points, from the search API that Algolia runs for Hacker News.

An entry is the page a story links to, or the discussion itself where it links to none (Ask HN). API:
https://hn.algolia.com/api. Other lists of Hacker News that are RSS are of kind `feed`.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.errors import ParseError
from bot.model import Feed
from bot.sources.jsonfeed import as_count, as_dict, as_dicts, as_text, read_json
from bot.sources.kinds import Parsed
from bot.sources.raw import Raw, RawFeed, parsed

LEAST_POINTS = 50
_DISCUSSION = "https://news.ycombinator.com/item?id="


def address(feed: Feed) -> str:
    """Return the search to GET: the feed's own query, or the latest 100 stories above LEAST_POINTS."""
    if urlsplit(feed.url).query:
        return feed.url
    query = {"tags": "story", "numericFilters": f"points>{LEAST_POINTS}", "hitsPerPage": "100"}
    return f"{feed.url}?{urlencode(query)}"


def parse(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Return the stories of one search answer with their points; raises ParseError for any other answer."""
    try:
        answer = as_dict(read_json(body, content_type))
        if not isinstance(answer.get("hits"), list):
            raise ParseError("JSON, but no answer of the Hacker News search: it has no hits")
    except ParseError as error:
        raise ParseError(str(error), feed.id) from error
    stories = tuple(_raw(hit) for hit in as_dicts(answer["hits"]) if as_text(hit.get("objectID")).isdecimal())
    about = RawFeed(stories, title="Hacker News", link="https://news.ycombinator.com/", language="en")
    return parsed(about, feed, url, now)


def _raw(hit: dict[str, Any]) -> Raw:
    number = as_text(hit.get("objectID"))
    return Raw(
        guid=f"hn:{number}",
        link=as_text(hit.get("url")) or _DISCUSSION + number,
        title=as_text(hit.get("title")),
        markup=as_text(hit.get("story_text")),
        author=as_text(hit.get("author")),
        date=as_text(hit.get("created_at")) or as_text(hit.get("created_at_i")),
        base=_DISCUSSION + number,
        points=as_count(hit.get("points")),
        discussion=_DISCUSSION + number,
    )
