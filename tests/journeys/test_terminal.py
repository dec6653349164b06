"""The terminal's verbs as a person types them, against a newsstand on loopback and a real data folder."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import tidings
from bot.demo.edition import NOW
from bot.demo.newsstand import Newsstand, newsstand
from bot.errors import BotError
from tests.wire.background import in_background

AT = "2026-11-22T08:00Z"


@pytest.fixture(scope="module")
def stand() -> Iterator[Newsstand]:
    """The sample edition's newsstand, whole."""
    with in_background(lambda: newsstand(NOW)) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, stand: Newsstand) -> Path:
    """A data folder that has read the newsstand once."""
    data = tmp_path_factory.mktemp("data")
    typed(data, "digest", "--sources", str(catalogue_of(data, stand)), "--now", AT)
    return data


def catalogue_of(folder: Path, stand: Newsstand) -> Path:
    """A file that names the newsstand's feeds."""
    path = folder / "feeds.toml"
    fields = ("id", "kind", "url", "title", "publisher", "family", "language")
    tables = (
        "[[feed]]\n"
        + "".join(f"{name} = {json.dumps(getattr(feed, name))}\n" for name in fields if getattr(feed, name))
        + f'tier = "{feed.tier}"\n'
        for feed in stand.feeds
    )
    path.write_text("\n".join(tables), encoding="utf-8")
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["feed"]) == len(stand.feeds)
    return path


def typed(folder: Path, *words: str, code: int = 0) -> Result:
    """What `tidings words...` does with this data folder."""
    env = {"TIDINGS_DATA_DIR": str(folder), "TIDINGS_ALLOWED_PRIVATE_HOSTS": "127.0.0.1"}
    result = CliRunner().invoke(tidings, list(words), env=env)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def digest_of(folder: Path, *words: str) -> str:
    """The digest of what is stored, at the edition's morning."""
    sources = str(folder / "feeds.toml")
    return typed(folder, "digest", "--no-collect", "--sources", sources, "--now", AT, *words).output


def test_the_digest_is_plain_in_a_pipe_and_the_same_again(folder: Path) -> None:
    output = digest_of(folder)
    assert output.startswith("AI news · Sunday 22 November · 8 stories")
    assert "sources read" in output
    assert "\x1b" not in output
    assert digest_of(folder) == output


def test_the_digest_as_json_leads_to_story_and_why(folder: Path) -> None:
    document = json.loads(digest_of(folder, "--json"))
    cards = [block for block in document["blocks"] if block["type"] == "StoryCard"]
    first = cards[0]
    assert first["sentences"]
    assert all(said["url"].startswith("https://") for said in first["sentences"])
    story = typed(folder, "story", first["story_id"][:5]).output
    assert first["headline"] in " ".join(story.split())
    why = json.loads(typed(folder, "why", first["story_id"], "--now", AT, "--json").output)
    *parts, total = next(block["rows"] for block in why["blocks"] if block["type"] == "Fields")
    assert round(sum(float(value) for value, _ in parts), 2) == float(total[0])
    by_address = typed(folder, "why", first["reports"][0]["url"], "--now", AT).output
    assert first["story_id"] in by_address


def test_search_finds_and_says_when_it_does_not(folder: Path) -> None:
    assert "story " in typed(folder, "search", "bramble", "licence").output
    assert "No stored story" in typed(folder, "search", "zyzzyva").output


def test_topics_narrow_and_unknown_ones_are_told(folder: Path) -> None:
    assert digest_of(folder, "--topic", "policy-regulation") != digest_of(folder)
    with pytest.raises(BotError, match="there is no topic 'nonsense'; choose from"):
        CliRunner().invoke(
            tidings,
            ["digest", "--no-collect", "--topic", "nonsense"],
            env={"TIDINGS_DATA_DIR": str(folder)},
            catch_exceptions=False,
        )


def test_a_channel_is_told_once(folder: Path) -> None:
    first = digest_of(folder, "--channel", "breakfast")
    again = digest_of(folder, "--channel", "breakfast")
    assert first == again
    later = typed(
        folder, "digest", "--no-collect", "--channel", "breakfast", "--now", "2026-11-22T09:00Z"
    ).output
    assert "0 stories" in later


def test_an_address_becomes_a_source_and_goes_again(folder: Path, stand: Newsstand) -> None:
    feed = next(feed for feed in stand.feeds if feed.id == "harbour-wire")
    added = typed(folder, "sources", "add", feed.url, "--tier", "press").output
    assert added.startswith("Added harbour-wire-technology: Harbour Wire")
    assert "harbour-wire" in typed(folder, "sources", "list", "harbour").output
    assert (
        typed(folder, "sources", "pause", "harbour-wire-technology").output
        == "Harbour Wire: Technology is paused.\n"
    )
    assert "paused" in typed(folder, "sources", "list", "harbour").output
    typed(folder, "sources", "pause", "harbour-wire-technology", "--resume")
    assert "good" in typed(folder, "sources", "check", "harbour-wire-technology").output
    typed(folder, "sources", "remove", "harbour-wire-technology")
    assert "No source matches" in typed(folder, "sources", "list", "harbour").output


def test_opml_goes_both_ways_and_a_bad_file_changes_nothing(folder: Path) -> None:
    good = folder / "mine.opml"
    good.write_text(
        '<opml version="2.0"><body><outline text="Mine" xmlUrl="https://mine.example/feed"/></body></opml>'
    )
    assert typed(folder, "sources", "import", str(good)).output == "1 added, 0 were here already.\n"
    assert typed(folder, "sources", "import", str(good)).output == "0 added, 1 were here already.\n"
    assert "https://mine.example/feed" in typed(folder, "sources", "export", "--own").output
    bad = folder / "bad.opml"
    bad.write_text(
        '<opml version="2.0"><body>\n<outline text="A" xmlUrl="https://a.example/"/>\n<outl\n</body></opml>'
    )
    result = CliRunner().invoke(
        tidings, ["sources", "import", str(bad)], env={"TIDINGS_DATA_DIR": str(folder)}
    )
    assert "line" in str(result.exception)
    assert "Nothing was changed" in str(result.exception)
    typed(folder, "sources", "remove", "mine")


def test_the_doctor_finds_all_well_offline_or_says_what_is_not(folder: Path) -> None:
    output = typed(folder, "doctor", "--offline").output
    for subject in ("zone data", "settings", "store", "clock", "sources"):
        assert f"{subject}:" in output
    env = {"TIDINGS_DATA_DIR": str(folder), "TIDINGS_ZONE": "Nowhere"}
    result = CliRunner().invoke(tidings, ["doctor", "--offline"], env=env)
    assert result.exit_code == 1
    assert "TIDINGS_ZONE is 'Nowhere'" in result.output
