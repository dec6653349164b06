"""The terminal's verbs, one file a group. Edges only: read the arguments, ask the engine, show.

Importing a verb must stay cheap (`tidings --help` shows all of them), so what a verb needs is
imported when it runs.
"""

import sys

import click

from bot.cli.chat import chat
from bot.cli.collect import collect
from bot.cli.demo import demo
from bot.cli.digest import digest
from bot.cli.discord import discord
from bot.cli.doctor import doctor
from bot.cli.glossary import explain, glossary, terms
from bot.cli.keeping import backup, export, import_, restore
from bot.cli.run import run
from bot.cli.sources import sources
from bot.cli.stories import search, story, why
from bot.cli.verbs import verbs as command_verbs
from bot.errors import BotError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tidings")
def tidings() -> None:
    """AI news: which reports are one story, what matters, in sentences with their sources."""


_READING = (digest, explain, terms, story, why, search)
_RUNNING = (run, chat, discord, collect, sources, glossary, doctor, backup, restore, export, import_, demo)
for verb in (*_READING, *command_verbs(), *_RUNNING):
    tidings.add_command(verb)


def main() -> None:
    """Run the verb that was typed; what went wrong as expected is one plain line and exit code 1."""
    try:
        tidings.main()
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing is left to say
        sys.exit(0)
    except (BotError, OSError, UnicodeError) as error:
        click.echo(f"tidings: {error}", err=True)
        sys.exit(1)
