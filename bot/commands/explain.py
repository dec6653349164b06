"""`explain`: what a word of the field means, in a line or in full, and where the news uses it."""

from bot.desk import completions, readers
from bot.desk.call import Call
from bot.document import Document
from bot.errors import RequestError
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
            completes=True,
            most=80,
        ),
        Option("full", "The fuller explanation too", Kind.SWITCH),
        Option("text", "A text whose terms are explained, in place of one term", most=4_000),
    ),
    where=Where.CHANNEL,
    examples=("explain RLHF", "explain recursive self-improvement", "explain quantization full:on"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The term, its senses, or that it is unknown and what is near; of a text the terms that it uses."""
    if call.text("text"):
        return termdesk.explain_text(call.app.store, call.text("text"), call.caller.home)
    if not call.text("term"):
        raise RequestError("`explain` needs term: a name, an abbreviation or a word, such as `explain RLHF`.")
    depth: Depth = "full" if call.switch("full") else "short"
    reader = readers.reader(call)
    return termdesk.explain(call.app.news, call.text("term"), depth, call.now, call.zone, reader)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Terms that begin so."""
    return completions.terms(call, typed)
