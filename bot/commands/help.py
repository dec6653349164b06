"""`help`: every command in one list, or one command with its options and examples."""

from bot.commands import ORDER
from bot.desk import table
from bot.desk.call import Call
from bot.desk.manual import bounds, takes
from bot.document import Action, Actions, Block, Document, Fields, Heading, paragraph
from bot.ports import Choice, Command, Option, Where, Who

COMMAND = Command(
    name="help",
    sentence="Say what I can do, or how one command works",
    options=(
        Option(
            "command",
            "The command to explain; all are listed without one",
            choices=tuple(Choice(name, name) for name in ORDER),
        ),
    ),
    examples=("help", "help subscribe"),
    anywhere=True,
)
_FIRST_STEPS = (
    Action("Set up a daily digest", "subscribe"),
    Action("Today's news", "digest"),
    Action("What is kept", "privacy"),
)


async def answer(call: Call) -> Document:
    """All commands, or one."""
    if name := call.text("command"):
        return _one(table.module(name).COMMAND)
    return _all()


def _all() -> Document:
    rows = tuple((command.name, _marked(command)) for command in table.commands())
    words = (
        "A command is typed with its options in words, such as `subscribe agents at 9am Berlin weekdays`,"
        " or picked where the chat offers it. `help subscribe` explains one."
    )
    return Document(
        "What I can do", (paragraph(words), Fields(rows), Actions(_FIRST_STEPS)), f"{len(rows)} commands"
    )


def _marked(command: Command) -> str:
    return f"{command.sentence} (for managers)" if command.who is Who.MANAGER else command.sentence


def _one(command: Command) -> Document:
    who = "People who manage this server" if command.who is Who.MANAGER else "Everyone"
    shown = "only you see the answer" if command.where is Where.PRIVATE else "everyone here sees the answer"
    place = "" if command.anywhere else ", in a server's channel"
    blocks: list[Block] = [
        paragraph(f"{command.sentence}."),
        paragraph(f"{who}{place}; {shown}.", quiet=True),
    ]
    if command.options:
        rows = tuple((option.name, _option(option)) for option in command.options)
        blocks += [Heading("Options"), Fields(rows)]
    blocks += [Heading("For example"), *(paragraph(f"`{example}`") for example in command.examples)]
    return Document(command.name, tuple(blocks), takes(command))


def _option(option: Option) -> str:
    needed = " (needed)" if option.required else ""
    limits = bounds(option)
    return f"{option.sentence}{needed}{f': {limits}' if limits else ''}"
