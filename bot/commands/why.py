"""`why`: the arithmetic of a story's rank, and which test it passed or failed on its way into a digest."""

from bot.desk import completions, readers
from bot.desk.call import Call
from bot.document import Document
from bot.newsroom import newsdesk
from bot.ports import Choice, Command, Option

COMMAND = Command(
    name="why",
    sentence="Say why a story is in the digest, or why it is not",
    options=(Option("id", "A story's id, or a report's address", required=True, completes=True, most=2_000),),
    examples=("why 7f3a01", "why https://example.com/news/report"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The parts of the score, and the tests of the channel's digest; of one of now where it has none."""
    here = readers.subscriptions(call)
    asked = readers.asked_by(call, here[0]) if here else readers.asked_now(call)
    news, feeds = call.app.news, readers.feeds(call)
    return newsdesk.why(news, feeds, call.text("id"), asked, readers.reader(call))


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Stories of the last days by id or headline."""
    return completions.stories(call, typed)
