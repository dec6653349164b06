"""`search`: stored stories by words of their reports."""

from bot.desk import readers
from bot.desk.call import Call
from bot.document import Document
from bot.newsroom import newsdesk
from bot.ports import Command, Option

COMMAND = Command(
    name="search",
    sentence="Find stories by words of their reports",
    options=(Option("words", "Words that a report must all have", required=True, most=200),),
    examples=("search open weights", "search EU AI Act fine"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The stories that hold all the words, best match first."""
    return newsdesk.search(call.app.news, call.text("words"), call.now, readers.reader(call))
