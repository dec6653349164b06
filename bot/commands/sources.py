"""`sources`: what is read and how it does; managers add, remove, pause and resume for their server."""

from bot import feeds
from bot.desk.call import Call
from bot.desk.offers import sources_offered
from bot.document import Action, Actions, Document
from bot.errors import RequestError
from bot.ports import Choice, Command, Option
from bot.workspaces import sourcedesk
from bot.workspaces.workspaces import listed_feeds

COMMAND = Command(
    name="sources",
    sentence="List the sources and how they do; managers add, remove, pause and resume",
    options=(
        Option("words", "Only sources whose name has these words"),
        Option("add", "Address of a feed, or of a site that has one", most=300),
        Option("remove", "Source to leave out here", completes=True),
        Option("pause", "Source to leave out for now", completes=True),
        Option("resume", "Source to read again", completes=True),
    ),
    examples=(
        "sources",
        "sources openai",
        "sources add:https://example.org/feed.xml",
        "sources pause:openai-news",
    ),
    anywhere=True,
)
_MOST = 20
_CHANGES = ("add", "remove", "pause", "resume")


async def answer(call: Call) -> Document:
    """The sources as this place has them, or what was changed."""
    asked = [name for name in _CHANGES if call.text(name)]
    if len(asked) > 1:
        raise RequestError(f"{' and '.join(asked)} were asked for at once. Nothing was changed; ask for one.")
    if asked == ["add"]:
        return await sourcedesk.add(call.app, call.caller, call.text("add"))
    if asked:
        return sourcedesk.switch(call.app, call.caller, asked[0], call.text(asked[0]))
    return _listed(call)


def _listed(call: Call) -> Document:
    words = call.text("words")
    verb, _, named = words.partition(" ")
    if verb in _CHANGES and named:
        raise RequestError(f"Nothing was changed. To {verb} a source, type `sources {verb}:{named[:100]}`.")
    found = listed_feeds(call.app, call.caller.home)
    shown = feeds.listing(call.app.store, found, words, call.now, _MOST)
    topics = Actions((Action("Topics", "topics"),))
    return Document(shown.title, (*shown.blocks, topics), shown.note)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """The sources by id and title; to resume, those that are paused or were removed."""
    return sources_offered(call, typed, resting=option == "resume")
