"""`explain`: what a word of the field means, in a line or in full, and where the news uses it."""

from bot.desk import completions, readers
from bot.desk.call import Call
from bot.document import Document
from bot.glossary.answers import Depth
from bot.newsroom import termdesk
from bot.ports import Choice, Command, Kind, Option, Where

COMMAND = Command(
    name="explain",
    sentence="Explain a term of the field, and show it in the news",
    options=(
        Option(
            "term",
            "A name, an abbreviation or a word, typos forgiven",
            required=True,
            completes=True,
            most=80,
        ),
        Option("full", "The fuller explanation too", Kind.SWITCH),
    ),
    where=Where.CHANNEL,
    examples=("explain RLHF", "explain recursive self-improvement", "explain quantization full:on"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The term, its senses, or that it is unknown and what is near."""
    depth: Depth = "full" if call.switch("full") else "short"
    reader = readers.reader(call)
    return termdesk.explain(call.app.news, call.text("term"), depth, call.now, call.zone, reader)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Terms that begin so."""
    return completions.terms(call, typed)
