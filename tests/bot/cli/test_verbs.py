"""The chat's commands as verbs: made from their declarations, answered by the desk, failing with code 1."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli.verbs import SENTENCES, terminal_caller, verbs
from bot.desk import table
from bot.errors import RequestError

GROUP = click.Group("tidings", commands=verbs())


def typed(folder: Path, *words: str) -> Result:
    env = {"TIDINGS_DATA_DIR": str(folder), "TIDINGS_ZONE": "Europe/Berlin", "COLUMNS": "100"}
    return CliRunner().invoke(GROUP, list(words), env=env)


@pytest.mark.parametrize("name", SENTENCES)
def test_a_verb_says_what_its_command_says(name: str) -> None:
    assert SENTENCES[name] == table.module(name).COMMAND.sentence


@pytest.mark.parametrize("name", SENTENCES)
def test_a_verb_takes_every_option_of_its_command(name: str) -> None:
    output = CliRunner().invoke(GROUP, [name, "--help"]).output
    for option in table.module(name).COMMAND.options:
        assert re.search(rf"--{option.name}\b", output)
    assert "--json" in output


def test_a_digest_is_ordered_in_words_and_by_options(tmp_path: Path) -> None:
    result = typed(tmp_path, "subscribe", "agents", "--at", "9am", "--zone", "Berlin", "--days", "weekdays")
    assert result.exit_code == 0, result.output
    assert "Every weekday at 09:00 Europe/Berlin" in result.stdout
    result = typed(tmp_path, "subscribe", "research", "at", "18:30", "Paris")
    assert "Every day at 18:30 Europe/Paris" in result.stdout
    listed = typed(tmp_path, "subscriptions")
    assert "Europe/Berlin" in listed.stdout
    assert "Europe/Paris" in listed.stdout


def test_what_fails_is_a_line_on_standard_error_and_code_1(tmp_path: Path) -> None:
    result = typed(tmp_path, "settings", "--stories", "99")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("tidings: stories is a whole number from 1 to 25")


def test_an_option_given_twice_is_refused(tmp_path: Path) -> None:
    result = typed(tmp_path, "topics", "safety", "--words", "jobs")
    assert isinstance(result.exception, RequestError)


def test_scripts_read_json(tmp_path: Path) -> None:
    data = json.loads(typed(tmp_path, "settings", "Berlin", "--json").stdout)
    assert data["title"] == "Settings"
    assert ["Time zone", "Europe/Berlin"] in next(
        block["rows"] for block in data["blocks"] if block["type"] == "Fields"
    )


def test_the_terminal_is_its_users_own() -> None:
    caller = terminal_caller()
    assert caller.manager
    assert caller.home == "console:terminal"


def test_a_manager_may_ask_anywhere_from_the_terminal(tmp_path: Path) -> None:
    made = typed(tmp_path, "subscribe", "agents", "--at", "9am", "--in", "webhook:news")
    assert made.stdout.startswith("Subscribed")
    assert "Agents" in typed(tmp_path, "subscriptions", "--in", "webhook:news").stdout
    assert "Agents" not in typed(tmp_path, "subscriptions").stdout
    assert "one of these platforms: console" in typed(tmp_path, "help", "--in", "nowhere").stderr


def test_showing_help_reads_no_command() -> None:
    """Names and sentences are enough for `tidings --help`: it must stay cheap."""
    code = (
        "import sys, bot.cli.verbs as v; v.verbs(); print([m for m in sys.modules if m.startswith('bot.')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "bot.desk" not in shown
    assert "bot.commands" not in shown
