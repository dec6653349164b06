"""`terms`: find terms of the glossary by words, or browse them by kind."""

from bot.desk.call import Call
from bot.document import Document
from bot.glossary.lexicon import KINDS
from bot.newsroom import termdesk
from bot.ports import Choice, Command, Option

COMMAND = Command(
    name="terms",
    sentence="Find terms of the glossary by words, or browse them by kind",
    options=(
        Option("words", "Words of a term's name or explanation", most=80),
        Option(
            "kind",
            "Only terms of this kind; all of them without words",
            choices=tuple(Choice(kind, kind) for kind in sorted(KINDS.values())),
        ),
    ),
    examples=("terms", "terms attention", "terms kind:policy"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The terms that fit, or how many there are of each kind."""
    return termdesk.terms(call.app.store, call.text("words"), call.text("kind"), call.caller.home)
