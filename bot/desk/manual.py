"""The manual of commands, made from their declarations: most of docs/commands.md.

Beside the table: `python -m bot.desk.manual` writes that part of the page anew, and a test holds it to the
declarations. `help` says the same in a chat.
"""

from collections.abc import Iterable
from pathlib import Path

from bot.desk import table
from bot.ports import Command, Kind, Option, Where, Who

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_FEW = 6  # fixed choices that are written out
MARK = "<!-- From here on this page is written by `python -m bot.desk.manual`. -->\n"
_HEAD = "| command | what it does | who | answer seen by |\n|---|---|---|---|\n"


def manual(commands: Iterable[Command]) -> str:
    """The commands as Markdown: one table of all, then a section each."""
    listed = tuple(commands)
    rows = "".join(
        f"| [`{one.name}`](#{one.name}) | {one.sentence} | {_who(one)} | {_seen_by(one)} |\n"
        for one in listed
    )
    return f"{_HEAD}{rows}{''.join(_section(command) for command in listed)}"


def takes(command: Command) -> str:
    """The command's options in one line, those that are not needed in brackets."""
    return " ".join(option.name if option.required else f"[{option.name}]" for option in command.options)


def bounds(option: Option) -> str:
    """What values an option may have, in words; "" where its sentence says enough."""
    if 0 < len(option.choices) <= _FEW:
        return ", ".join(choice.value for choice in option.choices)
    match option.kind:
        case Kind.NUMBER:
            return f"{option.least} to {option.most}"
        case Kind.SWITCH:
            return "on or off"
        case Kind.TEXT | Kind.CHANNEL:
            return ""


def _section(command: Command) -> str:
    place = "" if command.anywhere else " It does not work in direct messages."
    lines = [f"\n## {command.name}\n", f"{command.sentence}. {_use(command)}{place}\n"]
    if command.options:
        lines += ["| option | what it is | values |", "|---|---|---|"]
        lines += [_row(option) for option in command.options]
        lines.append("")
    examples = "\n".join(command.examples)
    return "\n".join([*lines, f"```text\n{examples}\n```\n"])


def _row(option: Option) -> str:
    values = bounds(option) or ("a channel" if option.kind is Kind.CHANNEL else "")
    if not values:
        values = "one of a list" if option.choices else f"up to {option.most} characters"
    offered = "; offered while typing" if option.completes or option.choices else ""
    needed = "; needed" if option.required else ""
    return f"| `{option.name}` | {option.sentence} | {values}{offered}{needed} |"


def _who(command: Command) -> str:
    return "managers" if command.who is Who.MANAGER else "everyone"


def _seen_by(command: Command) -> str:
    return "who asked" if command.where is Where.PRIVATE else "the channel"


def _use(command: Command) -> str:
    return f"For {_who(command)}; the answer is seen by {_seen_by(command)}."


if __name__ == "__main__":
    intro, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(f"{intro}{MARK}\n{manual(table.commands())}", encoding="utf-8")
