"""The packaged catalogue is sound, and a wrong file of feeds says where it is wrong."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.model import Feed, Tier
from bot.sources.catalogue import load
from bot.sources.kinds import kind_names
from bot.stories.topics import topic_slugs

FEED = {
    "id": '"halden"',
    "kind": '"feed"',
    "url": '"https://halden.example/feed.xml"',
    "title": '"Halden Labs"',
    "publisher": '"Halden Labs"',
    "family": '"halden"',
    "tier": '"primary"',
}


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def table(**fields: str) -> str:
    values = {**FEED, **fields}
    return "[[feed]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items() if value)


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return str(caught.value)


def test_there_are_sources_of_every_kind_tier_and_several_languages() -> None:
    feeds = load()
    assert len(feeds) >= 150
    assert {feed.kind for feed in feeds} == set(kind_names())
    assert {feed.tier for feed in feeds} == set(Tier)
    assert {"en", "de", "fr", "zh", "ja"} <= {feed.language for feed in feeds}
    assert min(Counter(feed.tier for feed in feeds if feed.tier != Tier.COMMUNITY).values()) >= 20


def test_it_is_read_once_and_says_that_it_is_the_catalogue() -> None:
    assert load() is load()
    assert {feed.origin for feed in load()} == {"catalogue"}
    assert not any(feed.paused for feed in load())


def test_generated_feeds_are_few_and_nothing_rests_on_reddit() -> None:
    hosts = Counter(urlsplit(feed.url).hostname or "" for feed in load())
    assert hosts["raw.githubusercontent.com"] <= 20
    assert not [host for host in hosts if host.endswith("reddit.com")]


def test_no_two_feeds_differ_only_in_how_their_address_is_written() -> None:
    def plain(feed: Feed) -> str:
        return feed.url.split("://")[1].removeprefix("www.").rstrip("/").lower()

    assert len({plain(feed) for feed in load()}) == len(load())


def test_a_publisher_has_one_family_and_a_host_speaks_for_one_family() -> None:
    families: dict[str, set[str]] = {}
    for feed in load():
        for name in (feed.publisher, *feed.hosts):
            families.setdefault(name, set()).add(feed.family)
    assert {name: found for name, found in families.items() if len(found) > 1} == {}


def test_topics_of_whole_feeds_are_known() -> None:
    assert {topic for feed in load() for topic in feed.topics} <= set(topic_slugs())


def test_places_where_others_publish_speak_for_nobody() -> None:
    shared = {"github.com", "huggingface.co", "substack.com", "medium.com", "youtube.com", "x.com"}
    assert not shared & {host for feed in load() for host in feed.hosts}


def test_a_file_has_the_same_format(tmp_path: Path) -> None:
    text = table(topics='["models"]', language='"pt-BR"', hosts='["halden.example"]', paused="true")
    assert load(written(tmp_path, text)) == (
        Feed(
            id="halden",
            kind="feed",
            url="https://halden.example/feed.xml",
            title="Halden Labs",
            publisher="Halden Labs",
            family="halden",
            tier=Tier.PRIMARY,
            topics=("models",),
            language="pt-BR",
            hosts=("halden.example",),
            origin="file",
            paused=True,
        ),
    )


def test_an_empty_file_is_no_feeds(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")) == ()


@pytest.mark.parametrize("field", list(FEED))
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    said = problem(tmp_path, table(id='"first"', url='"https://first.example/"') + table(**{field: ""}))
    assert f"mine.toml: feed 2 ({'no id' if field == 'id' else 'halden'}): {field}: missing, wants " in said


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("id", '"Halden Labs"', "lower-case words joined by hyphens"),
        ("id", "7", "lower-case words joined by hyphens"),
        ("kind", '"rss"', "one of: arxiv, feed, hackernews, huggingface"),
        ("kind", '["feed"]', "one of: arxiv"),
        ("url", '"halden.example/feed"', "https:// or http://"),
        ("url", '"ftp://halden.example/feed"', "https:// or http://"),
        ("url", '"https://me:secret@halden.example/"', "https:// or http://"),
        ("url", '"https://halden.example:99999/"', "https:// or http://"),
        ("url", '"https://[halden/"', "https:// or http://"),
        ("title", '""', "a line of text"),
        ("title", '"two\\nlines"', "a line of text"),
        ("tier", '"blog"', "one of: primary, research, press, expert, community"),
        ("topics", '"models"', "a list, each once, of lower-case words"),
        ("topics", '["models", "models"]', "a list, each once, of lower-case words"),
        ("topics", '[["models"]]', "a list, each once, of lower-case words"),
        ("language", '"English"', "a language tag"),
        ("hosts", '["https://halden.example"]', "host names in lower case"),
        ("hosts", '["www.halden.example"]', "host names in lower case"),
        ("paused", '"no"', "true or false"),
        ("shape", '"round"', "no such field"),
    ],
)
def test_a_wrong_field_says_file_entry_and_what_is_wanted(
    tmp_path: Path, field: str, value: str, wanted: str
) -> None:
    said = problem(tmp_path, table(**{field: value}))
    assert "mine.toml: feed 1 (" in said
    assert f": {field}: " in said
    assert wanted in said


@pytest.mark.parametrize("field", ["id", "url"])
def test_ids_and_addresses_are_unique(tmp_path: Path, field: str) -> None:
    other = {"id": '"other"', "url": '"https://other.example/"'} | {field: FEED[field]}
    assert f"feed 2: {field}: " in problem(tmp_path, table() + table(**other))


@pytest.mark.parametrize("text", ["[feed]\nid = 1", "feed = 3", "sources = []", "[[feed]\n"])
def test_another_shape_of_file_is_refused(tmp_path: Path, text: str) -> None:
    assert "mine.toml" in problem(tmp_path, text)


def test_a_file_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot be read"):
        load(tmp_path / "absent.toml")


@given(st.sampled_from(["id", "url", "title", "language"]), st.text(max_size=30))
def test_any_text_in_a_field_is_kept_as_it_is_or_refused(field: str, value: str) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder), table(**{field: json.dumps(value)}))
        try:
            (feed,) = load(path)
        except ConfigError:
            return
    assert getattr(feed, field) == value
