"""`news`: the newest stories that matter, of all topics or of some."""

from bot.desk import readers
from bot.desk.call import Call
from bot.desk.offers import topics_offered
from bot.document import Document
from bot.newsroom import newsdesk
from bot.ports import Choice, Command, Kind, Option
from bot.workspaces.wishes import topics_named

_COUNT = 5

COMMAND = Command(
    name="news",
    sentence="Show the newest stories that matter, of all topics or of some",
    options=(
        Option("topic", "Topics, separated by commas; none means all", completes=True, most=300),
        Option("count", "How many stories", Kind.NUMBER, least=1, most=15),
    ),
    examples=("news", "news agents", "news count:10 topic:models, hardware"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The newest stories of the last days, the latest report first."""
    asked = readers.asked_now(call, topics_named(call.words("topic")))
    count = call.number("count", _COUNT)
    return newsdesk.newest_of(call.app.news, readers.feeds(call), call.now, asked.taste, count)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Topics."""
    return topics_offered(typed)
