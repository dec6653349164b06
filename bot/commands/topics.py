"""`topics`: the subjects people can follow, and what each covers."""

from bot.desk.call import Call
from bot.document import Action, Actions, Document, Fields, paragraph
from bot.errors import RequestError
from bot.ports import Command, Option
from bot.stories.topic_rules import Topic, load

COMMAND = Command(
    name="topics",
    sentence="List the topics to follow, and what each covers",
    options=(Option("words", "Only topics whose name or description has these words"),),
    examples=("topics", "topics safety"),
    anywhere=True,
)
_MOST_BUTTONS = 5


async def answer(call: Call) -> Document:
    """The topics that match, each with a button where they are few."""
    words = call.text("words")
    found = _matching(words)
    if not found:
        raise RequestError(
            f"No topic has {words!r}. `topics` lists all of them; `search {words}` looks in the news."
        )
    rows = tuple((topic.slug, f"{topic.name}: {topic.about}") for topic in found)
    blocks = (Fields(rows), Actions(_offers(found)), paragraph(_HOW, quiet=True))
    return Document("Topics", blocks, f"{len(rows)} of {len(load().all)}" if words else str(len(rows)))


_HOW = (
    "`follow topic:agents` adds one to this channel's digest;"
    " `subscribe agents, research` starts a digest of some."
)


def _matching(words: str) -> tuple[Topic, ...]:
    wanted = words.casefold().split()
    return tuple(
        topic
        for topic in load().all
        if all(word in f"{topic.slug} {topic.name} {topic.about}".casefold() for word in wanted)
    )


def _offers(found: tuple[Topic, ...]) -> tuple[Action, ...]:
    """One button a topic where they are few; else the ways on."""
    if len(found) <= _MOST_BUTTONS:
        return tuple(Action(f"Follow {topic.name}", f"follow topic:{topic.slug}") for topic in found)
    return (Action("Set up a digest of all topics", "subscribe"), Action("My subscriptions", "subscriptions"))
