"""How each feed is doing: one row a feed, written after every try."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from bot.sources.caching import Validators
from bot.sources.health import Health
from bot.store.rows import to_text, to_time

_TIMES = ("last_try", "last_good", "last_new", "next_try")


@dataclass(frozen=True, slots=True)
class HealthBook:
    """The `health` table."""

    db: Database

    def all(self) -> Mapping[str, Health]:
        """Health by feed id, for every feed that was ever tried."""
        rows = self.db.execute("select feed_id, data from health")
        return {feed_id: _health(json.loads(data)) for feed_id, data in rows}

    def save(self, states: Iterable[Health]) -> None:
        """Write the state of feeds after a try; all or none."""
        with self.db.atomic():
            self.db.conn.executemany(
                "insert into health (feed_id, data) values (?, ?)"
                " on conflict (feed_id) do update set data = excluded.data",
                [(state.feed_id, json.dumps(_data(state))) for state in states],
            )


def _data(state: Health) -> dict[str, Any]:
    data = asdict(state)
    return {**data, **{name: to_text(data[name]) for name in _TIMES if data[name]}}


def _health(data: dict[str, Any]) -> Health:
    times = {name: to_time(data[name]) if data[name] else None for name in _TIMES}
    return Health(**{**data, **times, "validators": Validators(**data["validators"])})
