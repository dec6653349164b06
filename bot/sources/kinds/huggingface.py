"""Kind `huggingface`: the Daily Papers list of Hugging Face, with upvotes.

An entry is the paper on arXiv; its page on Hugging Face is the discussion. The feed's address is
https://huggingface.co/api/daily_papers. What models or data sets a paper has is not read.
"""

import re
from datetime import datetime
from typing import Any

from bot.errors import ParseError
from bot.model import Feed
from bot.sources.jsonfeed import as_count, as_dict, as_dicts, as_text, read_json
from bot.sources.kinds import Parsed
from bot.sources.raw import Raw, RawFeed, parsed

_PAGE = "https://huggingface.co/papers/"
_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)
_ANY_ID = re.compile(r"[A-Za-z0-9._-]{1,60}", re.ASCII)


def address(feed: Feed) -> str:
    """Return the address to GET: the feed's own."""
    return feed.url


def parse(feed: Feed, body: bytes, content_type: str, url: str, now: datetime) -> Parsed:
    """Return the papers of the list with their upvotes; raises ParseError for any other answer."""
    try:
        answer = read_json(body, content_type)
        if not isinstance(answer, list):
            raise ParseError("JSON, but no list of daily papers")
    except ParseError as error:
        raise ParseError(str(error), feed.id) from error
    papers = tuple(_raw(row) for row in as_dicts(answer) if _ANY_ID.fullmatch(_id(row)))
    about = RawFeed(papers, title="Hugging Face Daily Papers", link=_PAGE.rstrip("/"), language="en")
    return parsed(about, feed, url, now)


def _id(row: dict[str, Any]) -> str:
    return as_text(as_dict(row.get("paper")).get("id"))


def _raw(row: dict[str, Any]) -> Raw:
    paper = as_dict(row.get("paper"))
    number = _id(row)
    names = (as_text(author.get("name")) for author in as_dicts(paper.get("authors"))[:5])
    return Raw(
        guid=f"paper:{number}",
        link=f"https://arxiv.org/abs/{number}" if _ARXIV_ID.fullmatch(number) else _PAGE + number,
        title=as_text(paper.get("title")) or as_text(row.get("title")),
        markup=" ".join((as_text(paper.get("summary")) or as_text(row.get("summary"))).split()),
        is_text=True,
        author=", ".join(name for name in names if name),
        date=_date(row, paper),
        points=as_count(paper.get("upvotes")),
        discussion=_PAGE + number,
    )


def _date(row: dict[str, Any], paper: dict[str, Any]) -> str:
    """Return the day the paper was put on the list (that is what this source tells), else its publication."""
    dates = (paper.get("submittedOnDailyAt"), row.get("publishedAt"), paper.get("publishedAt"))
    return next((text for date in dates if (text := as_text(date))), "")
