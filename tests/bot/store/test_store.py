"""The store on a real SQLite file: told-once keys, stories, memory, search, the lock."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import Article, Feed, Prepared, Telling, Tier
from bot.store import Store, open_store
from bot.store.feeds import PAUSED

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def article(title: str, url: str = "https://lab.example/a", hours_ago: int = 1) -> Article:
    """An article of the feed `lab`."""
    return Article(
        id=0, feed_id="lab", publisher="Lab", family="lab", tier=Tier.PRIMARY, url=url, title=title,
        text=f"{title} was announced today.", language="en", published=NOW - timedelta(hours=hours_ago),
        first_seen=NOW, points=3, links=("https://x.example/1",), topics=("models",),
    )  # fmt: skip


def feed(feed_id: str, origin: str = "catalogue") -> Feed:
    """A feed called `feed_id`."""
    url = f"https://{feed_id}.example/feed"
    return Feed(feed_id, "feed", url, feed_id, feed_id, feed_id, Tier.PRESS, ("models",), "en", origin=origin)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a new folder."""
    with open_store(tmp_path) as opened:
        yield opened


def add(store: Store, *articles: Article) -> tuple[int, ...]:
    """Store articles whose key is their address."""
    return store.articles.add([Prepared(item, (item.url,), "p") for item in articles])


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    (row_id,) = add(store, article("Halden-4 is out"))
    store.stories.place({row_id: "7f3a"}, {}, NOW)
    story = store.articles.story("7f3a")
    assert story is not None
    assert story.articles == (replace(article("Halden-4 is out"), id=row_id),)


def test_keys_are_known_after_adding_and_learned_on_revision(store: Store) -> None:
    (row_id,) = add(store, article("Old title"))
    revised = replace(article("New title"), points=40)
    store.articles.revise([(row_id, Prepared(revised, ("another-guid",), "p"))])
    store.stories.place({row_id: "7f3a"}, {}, NOW)
    assert store.articles.known_keys("lab") == {"https://lab.example/a": row_id, "another-guid": row_id}
    story = store.articles.story("7f3a")
    assert story is not None
    assert (story.articles[0].title, story.articles[0].points) == ("New title", 40)
    assert store.articles.search("new title", 5) == ("7f3a",)
    assert store.articles.search("old", 5) == ()


def test_a_correction_is_followed_unless_the_pages_own_text_is_held(store: Store) -> None:
    (row_id,) = add(store, article("It scores 91.2%"))
    corrected = Prepared(article("It scores 19.2% (corrected)"), ("https://lab.example/a",), "p")
    store.articles.set_page(row_id, None)
    store.articles.revise([(row_id, corrected)])
    assert store.articles.get(row_id).text == corrected.article.text
    whole = replace(article("It scores 19.2% (corrected)"), text="The whole page.")
    store.articles.set_page(row_id, Prepared(whole, (), "p"))
    store.articles.revise([(row_id, Prepared(article("Corrected again"), (), "p"))])
    held = store.articles.get(row_id)
    assert (held.title, held.text) == ("Corrected again", "The whole page.")


def test_a_file_that_breaks_while_open_is_one_plain_error(tmp_path: Path) -> None:
    with open_store(tmp_path) as opened:
        add(opened, *(article(f"n{n}", f"https://a.example/{n}") for n in range(300)))
    file = tmp_path / "tidings.sqlite3"
    body = bytearray(file.read_bytes())
    body[8192 : len(body)] = b"\xff" * (len(body) - 8192)
    file.write_bytes(bytes(body))
    with pytest.raises(StoreError, match="malformed"), open_store(tmp_path) as broken:
        broken.articles.with_points(NOW - timedelta(days=9), NOW)


def test_a_batch_that_fails_stores_nothing(store: Store) -> None:
    broken = replace(article("b"), title=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        add(store, article("a"), broken)
    assert store.articles.count() == 0


def test_merged_stories_answer_to_every_old_id(store: Store) -> None:
    ids = add(
        store,
        article("a", "https://a.example"),
        article("b", "https://b.example"),
        article("c", "https://c.example"),
    )
    store.stories.place(dict(zip(ids, ("aaaa", "bbbb", "cccc"), strict=True)), {}, NOW)
    store.stories.place({}, {"bbbb": "cccc"}, NOW)
    store.stories.place({}, {"cccc": "aaaa"}, NOW)
    assert [store.stories.resolve(old) for old in ("aaaa", "bbbb", "cccc")] == ["aaaa"] * 3
    assert store.stories.resolve("bb") == "aaaa"
    assert store.stories.resolve("dddd") == store.stories.resolve("") == ""


def test_stories_hold_only_what_was_published_by_the_end(store: Store) -> None:
    ids = add(store, article("new", "https://a.example", 1), article("old", "https://b.example", 100))
    store.stories.place(dict.fromkeys(ids, "7f3a"), {}, NOW)
    (story,) = store.articles.stories_between(NOW - timedelta(hours=24), NOW, ["lab"])
    assert [item.title for item in story.articles] == ["old", "new"]
    (earlier,) = store.articles.stories_between(NOW - timedelta(hours=120), NOW - timedelta(hours=2), ["lab"])
    assert [item.title for item in earlier.articles] == ["old"]
    assert store.articles.stories_between(NOW - timedelta(hours=24), NOW, ["other"]) == ()


def test_tellings_follow_a_story_through_a_merge(store: Store) -> None:
    ids = add(store, article("a", "https://a.example"), article("b", "https://b.example"))
    store.stories.place(dict(zip(ids, ("aaaa", "bbbb"), strict=True)), {}, NOW)
    store.tellings.remember("room", NOW, {"bbbb": Telling(NOW, frozenset({ids[1]}), "b")})
    store.stories.place({}, {"bbbb": "aaaa"}, NOW)
    later = NOW + timedelta(days=1)
    assert store.tellings.told("room", later) == {"aaaa": Telling(NOW, frozenset({ids[1]}), "b")}
    assert store.tellings.told("room", NOW) == {}
    assert store.tellings.last_digest("room", later) == NOW
    assert store.tellings.last_digest("other", later) is None


def test_a_paused_or_removed_feed_of_the_catalogue_stays_so(store: Store) -> None:
    catalogue = [feed("one"), feed("two")]
    store.feeds.switch("one", PAUSED)
    store.feeds.remove(catalogue[1])
    store.feeds.add([feed("mine", "user")])
    assert [(item.id, item.paused) for item in store.feeds.configured(catalogue)] == [
        ("one", True),
        ("mine", False),
    ]
    store.feeds.remove(feed("mine", "user"))
    store.feeds.switch("two", "")
    assert [item.id for item in store.feeds.configured(catalogue)] == ["one", "two"]


def test_search_takes_any_words_as_words(store: Store) -> None:
    (row_id,) = add(store, article('The "quoted" near-miss'))
    store.stories.place({row_id: "7f3a"}, {}, NOW)
    assert store.articles.search('"quoted" near', 5) == ("7f3a",)
    assert store.articles.search("AND OR ( * ^ :", 5) == ()
    assert store.articles.search("  ", 5) == ()


def test_wal_and_full_synchronous(store: Store) -> None:
    assert store.db.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert store.db.execute("pragma synchronous").fetchone()[0] == 2


def test_a_second_process_is_refused_by_name_and_may_read(store: Store, tmp_path: Path) -> None:
    write = "import sys, pathlib, bot.store\nwith bot.store.open_store(pathlib.Path(sys.argv[1])): pass"
    command = [sys.executable, "-c", write, str(tmp_path)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "another Tidings (process" in second.stderr
    with open_store(tmp_path, writing=False) as reader:
        assert reader.articles.count() == 0


def test_a_store_of_the_future_or_a_strange_file_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as opened, opened.db.atomic():
        opened.db.table("_sqlite_migrations").insert(
            {"id": 999, "migration_set": "tidings", "name": "m9999_later", "applied_at": "2030"}
        )
    with pytest.raises(StoreError, match="newer Tidings"), open_store(tmp_path):
        pass
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "tidings.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"), open_store(strange):
        pass


def test_a_folder_that_cannot_be_used_says_which_setting(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match="TIDINGS_DATA_DIR"), open_store(blocked / "sub"):
        pass


def test_what_an_adapter_keeps_is_its_own(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        ours, theirs = store.kept("slack"), store.kept("other")
        ours.put("team T1", "first")
        ours.put("team T1", "second")
        ours.put("state x", "")
        theirs.put("team T1", "else")
    with open_store(tmp_path) as store:
        ours = store.kept("slack")
        assert (ours.get("team T1"), ours.get("state x"), ours.get("none")) == ("second", "", None)
        assert ours.names("team ") == ("team T1",)
        ours.remove("team T1")
        assert ours.names() == ("state x",)
        assert store.kept("other").get("team T1") == "else"
