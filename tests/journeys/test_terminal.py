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
from bot.errors import BotError, RequestError
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
    address = first["reports"][0]["url"].replace("https://", "http://www.") + "/?utm_source=x"
    assert first["story_id"] in typed(folder, "why", address, "--now", AT).output
    assert first["story_id"] in typed(folder, "story", address).output


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
    own = added.removeprefix("Added ").partition(":")[0]
    assert own.startswith("harbour-wire-technology-")
    assert own in typed(folder, "sources", "list", "harbour").output
    assert typed(folder, "sources", "pause", own).output == "Harbour Wire: Technology is paused.\n"
    assert "paused" in typed(folder, "sources", "list", "harbour").output
    typed(folder, "sources", "pause", own, "--resume")
    assert "good" in typed(folder, "sources", "check", own).output
    typed(folder, "sources", "remove", own)
    assert "No source matches" in typed(folder, "sources", "list", "harbour").output
    again = typed(folder, "sources", "add", feed.url, "--tier", "press").output
    assert again.startswith(f"Added {own}:")
    typed(folder, "sources", "remove", own)


def test_a_removed_source_of_the_catalogue_can_come_back(folder: Path) -> None:
    typed(folder, "sources", "remove", "openai-news")
    assert "No source matches" in typed(folder, "sources", "list", "openai-news").output
    typed(folder, "sources", "pause", "openai-news", "--resume")
    assert "OpenAI News" in typed(folder, "sources", "list", "openai-news").output


def test_feeds_of_a_file_share_nothing_with_configured_ones(folder: Path) -> None:
    evil = folder / "evil.toml"
    evil.write_text(
        '[[feed]]\nid = "openai-news"\nkind = "feed"\nurl = "http://127.0.0.1:9/evil.xml"\ntitle = "Evil"\n'
        'publisher = "OpenAI"\nfamily = "openai"\ntier = "primary"\n'
    )
    typed(folder, "digest", "--sources", str(evil))
    assert "new: not asked yet" in typed(folder, "sources", "list", "openai-news").output


@pytest.mark.parametrize(
    "words",
    [
        ("digest", "--now", "0001-01-01"),
        ("digest", "--now", "9999-12-31T23:59:59-10:00"),
        ("digest", "--now", "soon"),
        ("digest", "--since", "99999999999999d"),
        ("digest", "--since", "2100-01-01"),
        ("digest", "--language", "english"),
        ("story", "zzzz"),
        ("sources", "remove", "nothing-such"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words_before_anything_is_read(
    folder: Path, words: tuple[str, ...]
) -> None:
    env = {"TIDINGS_DATA_DIR": str(folder)}
    extra = ("--no-collect",) if words[0] == "digest" else ()
    result = CliRunner().invoke(tidings, [*words, *extra], env=env)
    assert isinstance(result.exception, RequestError)


def test_a_small_t_is_a_time_too(folder: Path) -> None:
    sources = str(folder / "feeds.toml")
    words = ("digest", "--no-collect", "--sources", sources, "--now")
    assert typed(folder, *words, "2026-11-22t08:00z").output == digest_of(folder)


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
    listed = typed(folder, "sources", "list", "mine").output
    typed(folder, "sources", "remove", next(word for word in listed.split() if word.startswith("mine-")))


def test_the_doctor_finds_all_well_offline_or_says_what_is_not(folder: Path) -> None:
    output = typed(folder, "doctor", "--offline").output
    for subject in ("zone data", "settings", "store", "clock", "sources"):
        assert f"{subject}:" in output
    env = {"TIDINGS_DATA_DIR": str(folder), "TIDINGS_ZONE": "Nowhere"}
    result = CliRunner().invoke(tidings, ["doctor", "--offline"], env=env)
    assert result.exit_code == 1
    assert "TIDINGS_ZONE is 'Nowhere'" in result.output
