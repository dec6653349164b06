"""Articles: told-once keys, incremental writes, and the reads that digests and search need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.model import Article, Prepared, Story, Tier
from bot.store.rows import marks, to_day, to_json, to_strings, to_text, to_time

COLUMNS = (
    "id, feed_id, publisher, family, tier, url, title, text, language, published, first_seen, via, points,"
    " discussion_url, links, topics, signals"
)
MOST_RANKED = 1_000
# Every feed's id by one step in the index each, as keys are found by feed and key.
_FEED_IDS = (
    "with recursive feed_ids (id) as (select min(feed_id) from entry_keys union all"
    " select (select min(feed_id) from entry_keys where feed_id > feed_ids.id) from feed_ids"
    " where feed_ids.id is not null)"
)
_LOOKED_AT = 4
_SHOWN_FOR = timedelta(days=7)  # so that an entry a feed shows every hour is written once a week


@dataclass(frozen=True, slots=True)
class Placed:
    """What clustering needs of a stored article; `story_id` is "" until it is placed."""

    article_id: int
    story_id: str
    url: str
    published: datetime
    profile: str


@dataclass(frozen=True, slots=True)
class Articles:
    """The `articles` and `entry_keys` tables and the full-text index."""

    db: Database

    def known_keys(self, feed_id: str) -> Mapping[str, int]:
        """Every key under which entries of the feed were told, with the article's id."""
        rows = self.db.execute("select key, article_id from entry_keys where feed_id = ?", [feed_id])
        return dict(rows.fetchall())

    def add(self, new: Sequence[Prepared]) -> tuple[int, ...]:
        """Store new articles, all or none, and return their ids in the same order."""
        with self.db.atomic():
            first = next(self.db.query("select coalesce(max(id), 0) + 1 as id from articles"))["id"]
            ids = tuple(range(first, first + len(new)))
            self.db.conn.executemany(
                f"insert into articles ({COLUMNS}, profile) values ({marks(18)})",
                [(*_row(item.article, row_id), item.profile) for item, row_id in zip(new, ids, strict=True)],
            )
            self._learn_keys(zip(new, ids, strict=True))
        return ids

    def revise(self, revised: Iterable[tuple[int, Prepared]]) -> None:
        """Store what a feed now says of entries told before: words, points and further keys; never dates."""
        with self.db.atomic():
            for row_id, item in revised:
                article = item.article
                self.db.execute(
                    "update articles set title = ?, text = ?, signals = ?, profile = ?"
                    " where id = ? and page <> 'held' and (title <> ? or text <> ?)",
                    [*_said(item), row_id, article.title, article.text],
                )
                self.db.execute(
                    "update articles set title = ? where id = ? and title <> ?",
                    [article.title, row_id, article.title],
                )
                self.db.execute(
                    "update articles set points = ? where id = ? and points is not ?",
                    [article.points, row_id, article.points],
                )
                self._learn_keys([(item, row_id)])

    def _learn_keys(self, shown: Iterable[tuple[Prepared, int]]) -> None:
        """Note the keys under which a feed shows entries; a day once noted stands for the week after."""
        self.db.conn.executemany(
            "insert into entry_keys (feed_id, key, article_id, shown) values (?, ?, ?, ?)"
            " on conflict (feed_id, key) do update set shown = excluded.shown where entry_keys.shown < ?",
            (
                (item.article.feed_id, key, row_id, to_day(seen), to_day(seen - _SHOWN_FOR))
                for item, row_id in shown
                for key in item.keys
                for seen in (item.article.first_seen,)
            ),
        )

    def set_page(self, row_id: int, read: Prepared | None) -> None:
        """Write an article with the full text of its page; None only notes that it was tried."""
        with self.db.atomic():
            self.db.execute("update articles set page = 'tried' where id = ?", [row_id])
            if read:
                self.db.execute(
                    "update articles set title = ?, text = ?, signals = ?, profile = ?, page = 'held'"
                    " where id = ?",
                    [*_said(read), row_id],
                )

    def page_untried(self, ids: Iterable[int]) -> set[int]:
        """Of these articles, those whose page was never asked for."""
        wanted = list(ids)
        rows = self.db.query(
            f"select id from articles where page = '' and id in ({marks(len(wanted))})", wanted
        )
        return {row["id"] for row in rows}

    def unplaced(self) -> tuple[Placed, ...]:
        """Articles that belong to no story yet, oldest first."""
        return self._placed("story_id is null", [])

    def placed_since(self, start: datetime) -> tuple[Placed, ...]:
        """Articles in stories that were published at or after `start`, oldest first."""
        return self._placed("story_id is not null and published >= ?", [to_text(start)])

    def _placed(self, where: str, values: list[str]) -> tuple[Placed, ...]:
        rows = self.db.execute(
            "select id, coalesce(story_id, ''), url, published, profile from articles"
            f" where {where} order by published, id",
            values,
        )
        return tuple(Placed(row[0], row[1], row[2], to_time(row[3]), row[4]) for row in rows)

    def stories_between(self, start: datetime, end: datetime, feed_ids: Iterable[str]) -> tuple[Story, ...]:
        """Stories with an article published in [start, end], each with all its articles up to `end`.

        Only articles of the given feeds count. Ordered by the story's id, articles oldest first.
        """
        rows = self.db.execute(
            f"select story_id, {COLUMNS} from articles where published <= ? and story_id in"
            " (select story_id from articles where published between ? and ?)"
            " order by story_id, published, id",
            [to_text(end), to_text(start), to_text(end)],
        )
        return _stories(rows, frozenset(feed_ids))

    def meanings_since(self, start: datetime) -> Mapping[int, bytes]:
        """Packed embeddings by article, of those published at or after `start` that have one."""
        rows = self.db.execute(
            "select m.article_id, m.vector from meanings m join articles a on a.id = m.article_id"
            " where a.published >= ?",
            [to_text(start)],
        )
        return dict(rows.fetchall())

    def set_meanings(self, vectors: Mapping[int, bytes]) -> None:
        """Keep packed embeddings of articles; all or none."""
        with self.db.atomic():
            self.db.conn.executemany(
                "insert into meanings (article_id, vector) values (?, ?) on conflict do nothing",
                vectors.items(),
            )

    def get(self, row_id: int) -> Article:
        """The article of this row; raises KeyError where there is none."""
        row = self.db.execute(f"select {COLUMNS} from articles where id = ?", [row_id]).fetchone()
        if row is None:
            raise KeyError(row_id)
        return to_article(row)

    def with_points(self, start: datetime, end: datetime) -> tuple[Article, ...]:
        """Articles published in [start, end] that a community gave points."""
        rows = self.db.execute(
            f"select {COLUMNS} from articles where points is not null and published between ? and ?",
            [to_text(start), to_text(end)],
        )
        return tuple(to_article(row) for row in rows)

    def story(self, story_id: str) -> Story | None:
        """The story of this present id with all its articles, or None."""
        rows = self.db.execute(
            f"select story_id, {COLUMNS} from articles where story_id = ? order by published, id", [story_id]
        )
        return next(iter(_stories(rows, None)), None)

    def find_key(self, key: str) -> str:
        """The id of the story that holds an article whose entry is known by this key, or ""."""
        rows = self.db.execute(
            f"{_FEED_IDS} select a.story_id from feed_ids f"
            " join entry_keys k on k.feed_id = f.id and k.key = ? join articles a on a.id = k.article_id"
            " where a.story_id is not null order by a.id",
            [key],
        )
        found = rows.fetchone()
        return str(found[0]) if found else ""

    def search(self, words: str, most: int) -> tuple[str, ...]:
        """Ids of the stories whose articles hold all the words, best match first.

        Of words that more than MOST_RANKED articles hold, the articles filed last are looked at.
        """
        query = " ".join(map(_quoted, words.split()))
        if not query:
            return ()
        rows = self.db.execute(
            "select a.story_id, min(f.fit) as best from (select rowid, rank as fit from articles_fts"
            " where articles_fts match ? order by rowid desc limit ?) f join articles a on a.id = f.rowid"
            " where a.story_id is not null group by a.story_id order by best, a.story_id limit ?",
            [query, MOST_RANKED, most],
        )
        return tuple(row[0] for row in rows)

    def using(self, phrases: Iterable[str], before: datetime, most: int) -> tuple[tuple[str, Article], ...]:
        """Articles that hold one of the phrases, newest first, each with its story's id.

        Looked at are the articles filed last, several times `most`: a common word stays fast.
        """
        quoted = (
            '"' + phrase.replace('"', '""') + '"' for phrase in phrases if any(map(str.isalnum, phrase))
        )
        query = " OR ".join(quoted)
        if not query:
            return ()
        columns = ", ".join(f"a.{name}" for name in COLUMNS.split(", "))
        rows = self.db.execute(
            f"select a.story_id, {columns} from (select rowid from articles_fts where articles_fts match ?"
            " and rowid <= (select max(id) from (select id from articles where published <= ?"
            " order by published desc limit ?)) order by rowid desc limit ?) f"
            " join articles a on a.id = f.rowid where a.story_id is not null and a.published <= ?"
            " order by a.published desc, a.id limit ?",
            [query, to_text(before), MOST_RANKED, most * _LOOKED_AT, to_text(before), most],
        )
        return tuple((row[0], to_article(row[1:])) for row in rows)

    def count(self) -> int:
        """How many articles are stored."""
        return int(self.db["articles"].count)


def _quoted(phrase: str) -> str:
    """A phrase as FTS5 takes it literally: its operators and marks mean nothing inside."""
    return '"' + phrase.replace('"', '""') + '"'


def _stories(rows: Iterable[tuple[Any, ...]], feed_ids: frozenset[str] | None) -> tuple[Story, ...]:
    grouped: dict[str, list[Article]] = {}
    for story_id, *columns in rows:
        if feed_ids is None or columns[1] in feed_ids:
            grouped.setdefault(story_id, []).append(to_article(columns))
    return tuple(Story(story_id, tuple(articles)) for story_id, articles in grouped.items())


def _said(item: Prepared) -> tuple[str, str, str, str]:
    return item.article.title, item.article.text, item.article.signals, item.profile


def _row(article: Article, row_id: int) -> tuple[Any, ...]:
    return (
        row_id, article.feed_id, article.publisher, article.family, article.tier.value, article.url,
        article.title, article.text, article.language,
        to_text(article.published), to_text(article.first_seen), article.via,
        article.points, article.discussion_url, to_json(article.links), to_json(article.topics),
        article.signals,
    )  # fmt: skip


def to_article(row: Sequence[Any]) -> Article:
    """The article of a row of COLUMNS."""
    return Article(
        id=row[0], feed_id=row[1], publisher=row[2], family=row[3], tier=Tier(row[4]), url=row[5],
        title=row[6], text=row[7], language=row[8], published=to_time(row[9]),
        first_seen=to_time(row[10]), via=row[11],
        points=row[12], discussion_url=row[13], links=to_strings(row[14]), topics=to_strings(row[15]),
        signals=row[16],
    )  # fmt: skip
