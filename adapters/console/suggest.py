"""What could stand at the end of a line being typed: commands, options and values. Pure.

Beside `lines.py`, which asks the desk for values and offers what comes of it on Tab. The line is as typed
so far; a suggestion replaces its last word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.ports import Choice, Command


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that is being typed: of which option, what of it is there, and the options given before it.

    `word` is the last word of the line; `named` says that the option's name stands in it.
    """

    command: Command
    option: str
    typed: str
    given: Mapping[str, str]
    word: str
    named: bool


def suggested_commands(line: str, commands: Sequence[Command]) -> tuple[str, ...] | None:
    """Names that begin as the line does, None where its first word is complete."""
    if " " in line.lstrip():
        return None
    word = line.lstrip()
    slash = "/" if word.startswith("/") else ""
    return tuple(
        f"{slash}{command.name} " for command in commands if command.name.startswith(word.lstrip("/").lower())
    )


def wanted(line: str, commands: Sequence[Command]) -> Wanted | None:
    """Which value the line's last words begin, None where its command has no options or is unknown."""
    name, _, rest = line.lstrip().lstrip("/").partition(" ")
    command = next((one for one in commands if one.name == name.lower()), None)
    if command is None or not command.options:
        return None
    words = rest.split(" ")
    names = {option.name for option in command.options}
    given: dict[str, str] = {}
    bare: list[str] = []
    for word in words[:-1]:
        option, colon, value = word.partition(":")
        if colon and option in names:
            given[option] = value
        elif word:
            bare.append(word)
    option, colon, value = words[-1].partition(":")
    first = command.options[0].name
    if colon and option in names:
        before = {first: " ".join(bare), **given} if bare else given
        return Wanted(command, option, value, before, words[-1], named=True)
    return Wanted(command, first, " ".join([*bare, words[-1]]), given, words[-1], named=False)


def suggested(asked: Wanted, choices: Sequence[Choice]) -> tuple[str, ...]:
    """What may replace the last word: options, and choices that go on with what is typed.

    Where nothing goes on with it, the choices stand as they are: the desk forgives slips.
    """
    if asked.named:
        return tuple(f"{asked.option}:{_quoted(choice.value)} " for choice in choices)
    found = dict.fromkeys((*_options(asked), *_going_on(asked, choices)))
    if found or asked.typed != asked.word:
        return tuple(found)
    return tuple(f"{choice.value} " for choice in choices)


def _options(asked: Wanted) -> Iterator[str]:
    """Options that begin with the last word and are not given yet, each with its colon."""
    for option in asked.command.options:
        if option.name not in asked.given and option.name.startswith(asked.word.lower()):
            yield f"{option.name}:"


def _going_on(asked: Wanted, choices: Sequence[Choice]) -> Iterator[str]:
    """The rest, from the last word on, of choices that begin with all that is typed of the value."""
    before = len(asked.typed) - len(asked.word)
    for choice in choices:
        for text in (choice.name, choice.value):
            if text.casefold().startswith(asked.typed.casefold()):
                yield f"{text[before:]} "
                break


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
