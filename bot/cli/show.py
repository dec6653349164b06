"""How the terminal shows a Document: laid out for people, or as JSON for scripts."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import click

from bot.document import Document, to_data
from bot.ports import Screen

_F = TypeVar("_F", bound=Callable[..., None])


def json_option(function: _F) -> _F:
    """Add `--json` to a verb."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON for scripts.")(function)


def show(document: Document, as_json: bool = False) -> None:
    """Write the document to standard output."""
    if as_json:
        click.echo(json.dumps(to_data(document), ensure_ascii=False, indent=2, default=datetime.isoformat))
        return
    from bot import registry

    screen: Screen = registry.adapter("console").screen()
    screen.show(document)
