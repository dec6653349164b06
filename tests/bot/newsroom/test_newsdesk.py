"""Questions about stored news through the engine: standing windows, why not, own sources, search."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.digest.choose import Taste
from bot.document import Document
from bot.errors import RequestError
from bot.newsroom import newsdesk
from bot.newsroom.news import Reader
from bot.newsroom.newsdesk import Asked
from bot.store.articles import MOST_RANKED
from tests.newsroom import FEEDS, opened_newsroom, put, report
from tests.ordering import words
from tests.samples import NOW

UTC = ZoneInfo("UTC")
ASKED = Asked(NOW, UTC, Taste(), "fake:c1", standing=True)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    stories = {
        "aaaa01": [report(1, hours=6), report(11, "gazette", 5)],
        "aaaa02": [report(2, hours=20)],
        "aaaa03": [report(3, "kurier", 40), report(31, "gazette", 39)],
    }
    with opened_newsroom(tmp_path, stories) as opened:
        yield opened


def ids(made: newsdesk.Made) -> set[str]:
    """Ids of the digest's stories."""
    return {one.story.id for one in made.chosen.stories}


def why(app: App, asked_for: str, asked: Asked = ASKED) -> str:
    """All words of the answer."""
    return words(newsdesk.why(app.news, FEEDS, asked_for, asked))


def test_a_standing_digest_starts_where_its_last_one_ended_not_the_channels(app: App) -> None:
    app.store.tellings.remember("fake:c1", NOW - timedelta(hours=1), {})
    first = newsdesk.digest(app.news, FEEDS, ASKED)
    assert (first.chosen.window.follows, len(first.chosen.stories)) == (False, 3)
    later = newsdesk.digest(app.news, FEEDS, replace(ASKED, told_until=NOW - timedelta(hours=10)))
    assert (later.chosen.window.start, ids(later)) == (NOW - timedelta(hours=10), {"aaaa01"})
    look = newsdesk.digest(app.news, FEEDS, replace(ASKED, standing=False))
    assert look.chosen.window.start == NOW - timedelta(hours=1)


def test_memory_gives_the_same_digest_as_the_store(app: App) -> None:
    asked = replace(ASKED, told_until=NOW - timedelta(hours=30), taste=Taste(muted_sources=("gazette",)))
    before = newsdesk.digest(app.news, FEEDS, asked)
    app.news.load(NOW)
    assert newsdesk.digest(app.news, FEEDS, asked) == before


def test_muted_sources_are_not_heard(app: App) -> None:
    made = newsdesk.digest(app.news, FEEDS, replace(ASKED, taste=Taste(muted_sources=("wire",))))
    assert "aaaa02" not in ids(made)


def test_why_names_the_test_that_failed(app: App) -> None:
    assert "In a digest of this moment" in why(app, "aaaa01")
    asked = replace(ASKED, told_until=NOW - timedelta(hours=10))
    assert "Not in a digest of this moment: age" in why(app, "aaaa02", asked)
    newsdesk.remember(app.store, newsdesk.digest(app.news, FEEDS, ASKED), "fake:c1")
    assert "nothing new since" in why(app, "aaaa01", replace(ASKED, now=NOW + timedelta(hours=1)))
    assert "Why story aaaa01" in why(app, "http://www.wire.example/1?utm_source=x")


def test_why_of_an_unknown_address_says_whether_its_place_is_read(app: App) -> None:
    assert "wire.example is read (Wire)" in why(app, "https://wire.example/unheard")
    assert "None of the 3 sources is at nowhere.example" in why(app, "https://nowhere.example/x")
    with pytest.raises(RequestError, match="there is no story 'zz'"):
        why(app, "zz")


def test_a_report_of_another_workspaces_feed_is_not_shown(app: App) -> None:
    outsider = Reader("fake:w2", frozenset({"gazette"}))
    text = words(newsdesk.story(app.news, "aaaa01", NOW, outsider))
    assert "gazette.example" in text
    assert "wire.example" not in text
    with pytest.raises(RequestError):
        newsdesk.story(app.news, "aaaa02", NOW, outsider)
    assert "Orrery-2" not in words(newsdesk.search(app.news, "language model", NOW, outsider))


def test_a_common_word_finds_the_latest_and_a_rare_one_is_found_however_old(app: App) -> None:
    many = {f"b{number:05x}": [report(100 + number)] for number in range(MOST_RANKED)}
    put(app.store, {"c00000": [report(5, title="Zyzzyva opens")], **many})
    found = newsdesk.search(app.news, "language", NOW)
    assert found.note == "20 stories"
    assert "c00000" in words(newsdesk.search(app.news, "zyzzyva", NOW))


def test_the_newest_come_first_and_only_so_many(app: App) -> None:
    document = newsdesk.newest_of(app.news, FEEDS, NOW, Taste(), 2)
    assert cards(document) == ["aaaa01", "aaaa02"]
    assert "subscribe" in words(document)
    one = newsdesk.newest_of(app.news, FEEDS, NOW, Taste(topics=("models",)), 1)
    assert "follow topic:models" in words(one)
    none = newsdesk.newest_of(app.news, FEEDS, NOW, Taste(topics=("healthcare",)), 1)
    assert "Nothing of the last days" in words(none)


def cards(document: Document) -> list[str]:
    """Story ids of a document's cards, in order."""
    return [block.story_id for block in document.blocks if hasattr(block, "story_id")]
