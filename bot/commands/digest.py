"""`digest`: the news of now, all of it or of some topics; nothing is remembered as told."""

from dataclasses import replace

from bot.desk import readers
from bot.desk.call import Call
from bot.desk.offers import topics_offered
from bot.document import Document
from bot.newsroom import newsdesk
from bot.ports import Choice, Command, Kind, Option
from bot.workspaces.wishes import topics_named

COMMAND = Command(
    name="digest",
    sentence="Show the digest of the last day now, all of it or of some topics",
    options=(
        Option("topic", "Topics, separated by commas; none means all", completes=True, most=300),
        Option("stories", "How many stories at most", Kind.NUMBER, least=1, most=25),
    ),
    examples=("digest", "digest agents", "digest safety, policy stories:3"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The digest of the last 24 hours, of more after a weekend."""
    asked = readers.asked_now(call, topics_named(call.words("topic")))
    taste = replace(asked.taste, most_stories=call.number("stories", asked.taste.most_stories))
    return newsdesk.digest_now(call.app.news, readers.feeds(call), replace(asked, taste=taste))


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Topics."""
    return topics_offered(typed)
