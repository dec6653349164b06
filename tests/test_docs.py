"""The docs cannot rot: settings, verbs, source kinds and topics are documented, or a test fails."""

import re
from pathlib import Path

import click
import pytest

from bot.cli import tidings
from bot.commands import ORDER
from bot.desk import table
from bot.desk.manual import MARK, PAGE, manual
from bot.settings import PREFIX, Settings
from bot.sources.kinds import kind_names
from bot.stories.topics import topic_slugs

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


def _verbs(group: click.Group, path: str = "tidings") -> list[str]:
    names = []
    for name, command in group.commands.items():
        names.append(f"{path} {name}")
        if isinstance(command, click.Group):
            names += _verbs(command, f"{path} {name}")
    return names


def test_env_example_lists_every_setting_with_its_sentence_and_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(rf"^# (.+)\n# {PREFIX}(\w+)=(.*)$", text, re.MULTILINE)
    assert [(name.lower(), sentence) for sentence, name, _ in listed] == [
        (name, field.description) for name, field in Settings.model_fields.items()
    ]
    for _, name, value in listed:
        default = Settings.model_fields[name.lower()].default
        assert not value or str(default) == value


@pytest.mark.parametrize("verb", _verbs(tidings))
def test_every_verb_is_documented(verb: str) -> None:
    assert f"`{verb}" in DOCS, f"docs/terminal.md does not tell of `{verb}`"


@pytest.mark.parametrize("name", ORDER)
def test_every_command_is_documented_as_declared(name: str) -> None:
    page, command = PAGE.read_text(encoding="utf-8"), table.module(name).COMMAND
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert command.sentence in section, "`python -m bot.desk.manual` writes docs/commands.md anew"
    assert not [option.name for option in command.options if f"| `{option.name}` |" not in section]
    assert not [line for line in command.examples if f"\n{line}\n" not in section]


def test_the_page_of_commands_is_what_the_declarations_make() -> None:
    written = PAGE.read_text(encoding="utf-8").partition(MARK)[2]
    assert written == f"\n{manual(table.commands())}", "run `python -m bot.desk.manual`"


@pytest.mark.parametrize("kind", kind_names())
def test_every_source_kind_is_documented(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", topic_slugs())
def test_every_topic_is_documented(slug: str) -> None:
    assert f"`{slug}`" in (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_its_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
