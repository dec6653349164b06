"""Every declaration of the table fits the strictest platform, and every example is understood."""

import re

import pytest

from bot.commands import ORDER
from bot.desk import table
from bot.desk.options import checked
from bot.desk.typed import understood
from bot.ports import Kind, Option

NAME = re.compile(r"[a-z](?:[a-z-]{0,30}[a-z])?")  # Discord's rule, less what we do not use
LONGEST_SENTENCE = 100  # Discord's


@pytest.mark.parametrize("name", ORDER)
def test_a_declaration_fits_every_platform(name: str) -> None:
    module = table.module(name)
    command = module.COMMAND
    assert command.name == name
    assert NAME.fullmatch(name)
    assert 0 < len(command.sentence) <= LONGEST_SENTENCE
    assert not command.sentence.endswith(".")
    assert command.examples
    names = [option.name for option in command.options]
    assert len(names) == len(set(names)) <= 25
    required = [option.required for option in command.options]
    assert required == sorted(required, reverse=True), "platforms want the needed options first"
    for option in command.options:
        _check_option(option)
    if any(option.completes for option in command.options):
        assert callable(getattr(module, "complete", None))


def _check_option(option: Option) -> None:
    assert NAME.fullmatch(option.name)
    assert 0 < len(option.sentence) <= LONGEST_SENTENCE
    assert not option.sentence.endswith(".")
    assert len(option.choices) <= 25
    assert not (option.choices and option.completes)
    assert all(0 < len(choice.value) <= 100 and 0 < len(choice.name) <= 100 for choice in option.choices)
    assert option.most >= max(1, option.least)
    if option.kind in (Kind.SWITCH, Kind.CHANNEL):
        assert not option.choices


@pytest.mark.parametrize("example", [line for command in table.commands() for line in command.examples])
def test_an_example_is_understood(example: str) -> None:
    typed = understood(example, table.commands())
    assert example.startswith(typed.command)
    checked(table.module(typed.command).COMMAND, typed.options)


def test_a_name_that_is_none_is_no_module() -> None:
    with pytest.raises(KeyError):
        table.module("os.path")
