"""`follow`: more of some words, sources or topics in this channel's digest, or in one's own."""

from bot.desk.call import Call
from bot.desk.offers import sources_offered, subscriptions_offered, topics_offered
from bot.document import Document
from bot.errors import RequestError
from bot.ports import Choice, Command, Kind, Option
from bot.workspaces import tastedesk
from bot.workspaces.tastedesk import Asked
from bot.workspaces.wishes import Change, sources_named, topics_named, words_named
from bot.workspaces.workspaces import listed_feeds

COMMAND = Command(
    name="follow",
    sentence="See more of some words, sources or topics",
    options=(
        Option("words", "Words, separated by commas; glm* finds all that begin so", most=300),
        Option("source", "A source's name, as `sources` shows it", completes=True),
        Option("topic", "Topics to add", completes=True, most=300),
        Option("subscription", "Id of the digest, where only one is meant", completes=True, most=20),
        Option("remove", "on takes it back", Kind.SWITCH),
    ),
    examples=(
        "follow open weights",
        "follow topic:agents",
        "follow source:openai-news",
        "follow glm* remove:on",
    ),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """What is followed from now on, and in which digests."""
    asked = Asked("follow", change_of(call), bool(call.switch("remove")), call.text("subscription"))
    if not asked.change:
        raise RequestError(
            "Nothing was named to follow, and nothing was changed. Name words, a source or a topic:"
            " `follow open weights`, `follow topic:agents`."
        )
    return tastedesk.change(call.app, call.caller, asked)


def change_of(call: Call) -> Change:
    """The words, sources and topics of a follow or mute. Raises RequestError for what is none."""
    source = call.words("source")
    feeds = listed_feeds(call.app, call.caller.home) if source else ()
    return Change(
        words=words_named(call.words("words")),
        sources=tuple(feed.id for feed in sources_named(source, feeds)),
        topics=topics_named(call.words("topic")),
    )


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Sources, topics and the digests there are."""
    if option == "source":
        return sources_offered(call, typed)
    return topics_offered(typed) if option == "topic" else subscriptions_offered(call, typed)
