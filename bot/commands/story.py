"""`story`: one story with all its reports and the terms it uses."""

from bot.desk import completions, readers
from bot.desk.call import Call
from bot.document import Document
from bot.newsroom import newsdesk
from bot.ports import Choice, Command, Option

COMMAND = Command(
    name="story",
    sentence="Show one story with all its reports",
    options=(Option("id", "A story's id, or a report's address", required=True, completes=True, most=2_000),),
    examples=("story 7f3a01", "story https://example.com/news/report"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The story, by any id it ever had or a report's address."""
    return newsdesk.story(call.app.news, call.text("id"), call.now, readers.reader(call))


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Stories of the last days by id or headline."""
    return completions.stories(call, typed)
