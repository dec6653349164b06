"""The schema as named, append-only steps: a step that was released is never changed, only followed.

Times are UTC text (`2026-11-22T08:00:00Z`, so they sort), tuples are JSON text. Step names are kept
in the database by sqlite-utils' Migrations.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("tidings")


@migrations()
def m0001_feeds(db: Database) -> None:
    """Users' own feeds, what they switched of the catalogue, and each feed's health."""
    db.execute(
        "create table feeds (id text primary key, kind text not null, url text not null, title text not null,"
        " publisher text not null, family text not null, tier text not null, topics text not null,"
        " language text not null, hosts text not null)"
    )
    db.execute("create table feed_switches (feed_id text primary key, state text not null)")
    db.execute("create table health (feed_id text primary key, data text not null)")


@migrations()
def m0002_articles(db: Database) -> None:
    """Articles, the keys under which their entries are known, and full-text search over both texts."""
    db.execute(
        "create table articles (id integer primary key, feed_id text not null, publisher text not null,"
        " family text not null, tier text not null, url text not null, title text not null,"
        " text text not null,"
        " language text not null, published text not null, first_seen text not null, via text not null,"
        " points integer, discussion_url text not null, links text not null, topics text not null,"
        " signals text not null, profile text not null, page text not null default '', story_id text)"
    )
    db.execute("create index articles_published on articles (published)")
    db.execute("create index articles_story on articles (story_id)")
    db.execute("create index articles_unplaced on articles (id) where story_id is null")
    db.execute(
        "create table entry_keys (feed_id text not null, key text not null, article_id integer not null,"
        " primary key (feed_id, key)) without rowid"
    )
    db.table("articles").enable_fts(["title", "text"], tokenize="porter unicode61", create_triggers=False)
    for name, when, body in _FTS_TRIGGERS:
        db.execute(f"create trigger articles_{name} after {when} on articles begin {body} end")


_FTS_ADD = "insert into articles_fts (rowid, title, text) values (new.id, new.title, new.text);"
_FTS_CUT = (
    "insert into articles_fts (articles_fts, rowid, title, text)"
    " values ('delete', old.id, old.title, old.text);"
)
# sqlite-utils' own triggers run on every update; ours spare the index when only points or story change.
_FTS_TRIGGERS = (
    ("added", "insert", _FTS_ADD),
    ("removed", "delete", _FTS_CUT),
    ("changed", "update of title, text", _FTS_CUT + _FTS_ADD),
)


@migrations()
def m0003_stories(db: Database) -> None:
    """Stories by id, the ids they were merged into, and what was told to which channel."""
    db.execute("create table stories (id text primary key, founded text not null, merged_into text)")
    db.execute(
        "create table tellings (channel text not null, story_id text not null, told_at text not null,"
        " article_ids text not null, headline text not null, primary key (channel, story_id, told_at))"
    )
    db.execute(
        "create table digests (channel text not null, told_at text not null, primary key (channel, told_at))"
    )


@migrations()
def m0004_meanings(db: Database) -> None:
    """Sentence embeddings of articles, where they are in use: 384 little-endian half floats."""
    db.execute("create table meanings (article_id integer primary key, vector blob not null)")


@migrations()
def m0005_glossary(db: Database) -> None:
    """Terms told to a channel, words people asked for in vain, and a workspace's own terms."""
    db.execute(
        "create table terms_told (channel text not null, slug text not null, told_at text not null,"
        " primary key (channel, slug, told_at))"
    )
    db.execute(
        "create table words_wanted (word text primary key, asked integer not null, last_asked text not null)"
    )
    db.execute(
        "create table own_terms (workspace text not null, slug text not null, data text,"
        " primary key (workspace, slug))"
    )


@migrations()
def m0006_subscriptions(db: Database) -> None:
    """Workspaces with their settings, sources and channels, and their standing orders."""
    db.execute(
        "create table workspaces (id text primary key, platform text not null, name text not null,"
        " zone text not null, language text not null, stories integer not null, joined_at text, lost_at text)"
    )
    db.execute(
        "create table subscriptions (id text primary key, workspace text not null, platform text not null,"
        " channel text not null, at text not null, days text not null, zone text not null,"
        " wish text not null, created_by text not null, created_at text not null, next_due_at text not null,"
        " offset_s integer not null, last_slot text, told_until text, parked text not null, parked_at text)"
    )
    db.execute("create index subscriptions_due on subscriptions (next_due_at) where parked = ''")
    db.execute("create index subscriptions_workspace on subscriptions (workspace)")
    db.execute("create index subscriptions_channel on subscriptions (platform, channel)")
    db.execute("create index subscriptions_minute on subscriptions (platform, at, zone)")
    db.execute(
        "create table workspace_channels (workspace text not null, platform text not null,"
        " channel text not null, primary key (workspace, platform, channel)) without rowid"
    )
    db.execute("alter table feeds add column owner text not null default ''")
    db.execute(
        "create table workspace_sources (workspace text not null, feed_id text not null, state text not null,"
        " primary key (workspace, feed_id))"
    )
    db.execute("create table secrets (name text primary key, value text not null)")
    db.execute("update own_terms set workspace = 'console:terminal' where workspace = 'terminal'")


@migrations()
def m0007_deliveries(db: Database) -> None:
    """The ledger, and what its rows send."""
    db.execute("create table parcels (hash text primary key, data text not null)")
    db.execute(
        "create table deliveries (key text primary key, subscription text not null, slot text not null,"
        " part integer not null, parts integer not null, platform text not null, channel text not null,"
        " state text not null, slot_at text not null, due_at text not null, expires_at text not null,"
        " parcel text not null, attempts integer not null, worker text not null, lease_until text,"
        " first_try text, last_try text, message_id text not null, reason text not null)"
    )
    for name, parcel in (("unprepared", "parcel = ''"), ("ready", "parcel <> ''")):
        db.execute(
            f"create index deliveries_{name} on deliveries (platform, due_at)"
            f" where state = 'planned' and {parcel}"
        )
    db.execute("create index deliveries_life on deliveries (expires_at) where state = 'planned'")
    db.execute(
        "create index deliveries_retried on deliveries (last_try)"
        " where state = 'planned' and last_try is not null"
    )
    db.execute("create index deliveries_sending on deliveries (platform, last_try) where state = 'sending'")
    db.execute("create index deliveries_unknown on deliveries (platform, last_try) where state = 'unknown'")
    db.execute(
        "create index deliveries_channel on deliveries (platform, channel)"
        " where state in ('planned', 'sending', 'unknown')"
    )
    db.execute("create index deliveries_of on deliveries (subscription, slot, part)")
    db.execute("create index deliveries_parcel on deliveries (parcel)")
    db.execute("create index deliveries_slot_at on deliveries (slot_at)")


@migrations()
def m0008_shown(db: Database) -> None:
    """The day on which a feed last showed an entry under each of its keys, so that old keys can go.

    What was known before counts as shown until the newest article came.
    """
    db.execute("alter table entry_keys add column shown text not null default ''")
    db.execute(
        "update entry_keys set shown = coalesce((select substr(max(first_seen), 1, 10) from articles), '')"
    )


@migrations()
def m0009_events(db: Database) -> None:
    """Ids of what platforms handed to us, so that what they repeat is done once."""
    db.execute(
        "create table events (platform text not null, event text not null, at text not null,"
        " primary key (platform, event)) without rowid"
    )
    db.execute("create index events_at on events (at)")


@migrations()
def m0010_kept(db: Database) -> None:
    """What adapters keep between starts."""
    db.execute(
        "create table kept (adapter text not null, name text not null, text text not null,"
        " primary key (adapter, name)) without rowid"
    )
