"""The store: one SQLite file in the data folder. The only home of sqlite_utils and of all SQL.

`open_store` (database.py) gives a `Store` with one small class a noun: feeds, health, articles,
stories, tellings, glossary, workspaces, subscriptions, deliveries, secrets. Schema changes are
append-only steps in `schema.py`.
"""

from bot.store.database import Store, open_store

__all__ = ["Store", "open_store"]
