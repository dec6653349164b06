"""The glossary's verbs as a person types them, over the sample edition in a real data folder."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import tidings
from bot.demo.edition import NOW
from bot.demo.newsstand import newsstand
from bot.errors import RequestError
from bot.intake import Network, take_in
from bot.sources.answers import FetchLimits
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import open_store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has read the sample edition."""
    data = tmp_path_factory.mktemp("data")
    asyncio.run(_filled(data))
    return data


async def _filled(folder: Path) -> None:
    limits = FetchLimits(allowed_private_hosts=("127.0.0.1",))
    with open_store(folder) as store:
        async with newsstand(NOW) as stand, Fetcher(limits) as fetcher:
            network = Network(fetcher, Workers(1), page_budget_s=0, clock=lambda: datetime.now(UTC))
            await take_in(store, stand.feeds, network, everything=True)


def typed(folder: Path, *words: str, given: str = "") -> str:
    """What `tidings words...` writes."""
    env = {"TIDINGS_DATA_DIR": str(folder), "COLUMNS": "200"}
    result = CliRunner().invoke(tidings, list(words), env=env, input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    "asked",
    [
        ("recursive-self-improvement",),
        ("Recursive", "Self-Improvement"),
        ("RSI",),
        ("recursive", "self", "improvment"),
    ],
)
def test_a_term_is_explained_however_it_is_written(folder: Path, asked: tuple[str, ...]) -> None:
    output = typed(folder, "explain", *asked)
    assert "recursive self-improvement" in output
    assert "In the news" in output
    assert "Read: " in output


def test_the_fuller_text_comes_when_asked_for(folder: Path) -> None:
    short = json.loads(typed(folder, "explain", "rlhf", "--json"))["blocks"][0]
    full = json.loads(typed(folder, "explain", "rlhf", "--full", "--json"))["blocks"][0]
    assert (short["text"], short["more"]) == ("", True)
    assert len(full["text"]) > len(full["line"])


def test_an_unknown_word_is_admitted_counted_and_shown_as_the_news_uses_it(folder: Path) -> None:
    output = typed(folder, "explain", "Bramble")
    assert "no entry for 'Bramble'" in output
    assert "How stored news uses it" in output
    typed(folder, "explain", "bramble")
    wanted = typed(folder, "glossary", "wanted")
    assert "bramble" in wanted
    assert "asked 2 times" in wanted


def test_terms_are_found_by_words_and_by_kind(folder: Path) -> None:
    assert "mixture of experts" in typed(folder, "terms", "mixture").lower()
    assert "technique" in typed(folder, "terms")
    assert "EU AI Act" in typed(folder, "terms", "--kind", "policy")


def test_a_text_is_explained_in_the_senses_it_uses(folder: Path) -> None:
    text = "Regulators should pay attention: the frontier model was fine-tuned with RLHF, says Anthropic."
    output = typed(folder, "explain", "--text", "-", given=text)
    assert "human feedback" in output
    assert "Anthropic" in output
    assert "attention" not in output.replace("pay attention", "")


def test_a_workspaces_own_term_is_added_linked_hidden_and_taken_back(folder: Path) -> None:
    line = "The open set of language models whose licence Fennmark changed and changed back."
    typed(folder, "glossary", "change", "bramble", "--name", "Bramble", "--line", line, "--kind", "model")
    assert line in typed(folder, "explain", "bramble")
    assert "own glossary" in typed(folder, "explain", "bramble")
    assert "Bramble" in typed(folder, "explain", "--text", "-", given="Fennmark released Bramble today.")
    typed(folder, "glossary", "hide", "bramble")
    assert "no entry" in typed(folder, "explain", "bramble")
    typed(folder, "glossary", "restore", "bramble")
    with pytest.raises(RequestError, match="was not saved"):
        typed(folder, "glossary", "change", "bad", "--name", "bad", "--line", "too short")
