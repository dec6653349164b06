"""The chat's commands as verbs: `tidings subscribe agents --time 9am --zone Berlin`.

Made from the table of commands for those that have no verb of their own. `tidings --help` needs their
names and sentences, which stand here (a test holds them to the declarations); all else of a command is
read when its verb is typed.
"""

import sys
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opened import opened
from bot.cli.show import show

if TYPE_CHECKING:  # what a verb needs is imported when it runs
    from bot.ports import Caller, Command, Reply

SENTENCES = {
    "news": "Show the newest stories that matter, of all topics or of some",
    "topics": "List the topics to follow, and what each covers",
    "subscribe": "Set up a digest in a channel, or change the one that is there",
    "unsubscribe": "End a digest: the only one of this channel, or one by its id",
    "subscriptions": "Show the digests that are set up, their next time, and how the last one went",
    "follow": "See more of some words, sources or topics",
    "mute": "See no more of some words, sources or topics, or fewer like a story",
    "preview": "Show what the next digest here would hold, and when it comes",
    "settings": "Show or change the time zone, language and length that new digests start from",
    "privacy": "Say what is kept, give you a copy of it, or forget it",
    "help": "Say what I can do, or how one command works",
}
_CHANGING = frozenset({"subscribe", "unsubscribe", "follow", "mute"})
_CHANGING_WITH_OPTIONS = frozenset({"settings", "privacy"})  # without any they only show
_ALSO = {"time": "--at"}


class Verb(click.Command):
    """A command of the table as a verb; its options are read from its declaration when they are needed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The declared options, the first one as the words of the line."""
        if not self.params:
            self.params = _params(_command(str(self.name)))
        return super().get_params(ctx)

    def invoke(self, ctx: click.Context) -> None:
        """Ask the desk as the terminal's user, and show the reply; a failed one ends with code 1."""
        given: dict[str, Any] = dict(ctx.params)
        as_json = bool(given.pop("as_json"))
        words, place = " ".join(given.pop("line", ())), str(given.pop("place") or "")
        options = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
        reply = _asked(terminal_caller(place), str(self.name), words, options)
        if reply.failed:
            click.echo(f"tidings: {_words(reply)}", err=True)
            sys.exit(1)
        show(reply.document, as_json)


def terminal_caller(place: str = "") -> "Caller":
    """Whoever sits at the terminal: all is theirs, so that they may ask as a manager anywhere.

    `place` is `platform:channel` or `platform:workspace/channel`, "" the terminal itself.
    """
    import getpass

    from bot import registry
    from bot.ports import Caller

    platform, _, where = (place or "console:terminal").partition(":")
    workspace, _, channel = where.rpartition("/")
    if platform not in registry.adapter_names() or not channel:
        names = ", ".join(registry.adapter_names())
        raise click.UsageError(f"--in wants PLATFORM:CHANNEL, with one of these platforms: {names}")

    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        person = "user"
    return Caller(platform, workspace or "terminal", channel, person, manager=True)


def verbs() -> list[click.Command]:
    """Every verb made from the table."""
    return [Verb(name, help=f"{sentence}.") for name, sentence in SENTENCES.items()]


def _command(name: str) -> "Command":
    from bot.desk import table

    return table.module(name).COMMAND


def _params(command: "Command") -> list[click.Parameter]:
    from bot.desk.manual import bounds

    params: list[click.Parameter] = []
    if command.options:
        params.append(click.Argument(["line"], nargs=-1, metavar=f"[{command.options[0].name.upper()}]..."))
    for option in command.options:
        flags = [f"--{option.name}", *([_ALSO[option.name]] if option.name in _ALSO else [])]
        limits = f" ({bounds(option)})" if bounds(option) else ""
        params.append(
            click.Option([*flags, option.name.replace("-", "_")], help=f"{option.sentence}{limits}.")
        )
    place_help = "Ask as a manager there: PLATFORM:CHANNEL or PLATFORM:WORKSPACE/CHANNEL, by their ids."
    params.append(click.Option(["--in", "place"], metavar="PLACE", help=place_help))
    params.append(click.Option(["--json", "as_json"], is_flag=True, help="Write JSON for scripts."))
    return params


def _asked(caller: "Caller", name: str, words: str, options: dict[str, str]) -> "Reply":
    import asyncio

    from bot.desk.desk import FrontDesk
    from bot.desk.typed import with_words
    from bot.ports import Request

    asked = Request(caller, name, with_words(_command(name), words, options))
    writing = name in _CHANGING or (name in _CHANGING_WITH_OPTIONS and bool(asked.options))
    with opened(writing) as desk:
        return asyncio.run(FrontDesk(desk.app, lambda: desk.now, key=b"").answer(asked))


def _words(reply: "Reply") -> str:
    """The reply's running text, one line."""
    from bot.document import Paragraph

    texts = (block.spans for block in reply.document.blocks if isinstance(block, Paragraph))
    return " ".join(span.text for spans in texts for span in spans)
