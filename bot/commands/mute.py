"""`mute`: none of some words, sources or topics; or what of a story there should be less of."""

from bot.commands.follow import change_of
from bot.commands.follow import complete as complete_follow
from bot.desk.call import Call
from bot.desk.completions import stories
from bot.document import Document
from bot.errors import RequestError
from bot.ports import Choice, Command, Kind, Option
from bot.workspaces import tastedesk
from bot.workspaces.tastedesk import Asked

COMMAND = Command(
    name="mute",
    sentence="See no more of some words, sources or topics, or fewer like a story",
    options=(
        Option("words", "Words, separated by commas; crypto* mutes all that begin so", most=300),
        Option("source", "A source's name, as `sources` shows it", completes=True),
        Option("topic", "Topics to leave out", completes=True, most=300),
        Option("story", "Id of a story there should be fewer like", completes=True, least=2, most=40),
        Option("subscription", "Id of the digest, where only one is meant", completes=True, most=20),
        Option("remove", "on takes it back", Kind.SWITCH),
    ),
    examples=("mute crypto*", "mute topic:jobs", "mute source:openai-news", "mute story:7f3a01"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """What is muted from now on, and in which digests; for a story, what of it can be."""
    change = change_of(call)
    if change:
        asked = Asked("mute", change, bool(call.switch("remove")), call.text("subscription"))
        return tastedesk.change(call.app, call.caller, asked)
    if call.text("story"):
        return tastedesk.fewer(call.app, call.caller, call.text("story"))
    raise RequestError(
        "Nothing was named to mute, and nothing was changed. Name words, a source, a topic or a story:"
        " `mute crypto*`, `mute topic:jobs`."
    )


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Stories, and as `follow` completes."""
    return stories(call, typed) if option == "story" else complete_follow(call, option, typed)
