"""Parcels as rows: what deliveries send, kept once for all that send the same, by the hash of its text."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from bot.document import from_data, to_data
from bot.model import Telling
from bot.orders import Parcel
from bot.store.rows import to_text, to_time


@dataclass(frozen=True, slots=True)
class Parcels:
    """The `parcels` table."""

    db: Database

    def put(self, parcel: Parcel) -> str:
        """Keep a parcel and return its hash; the same parcel is kept once."""
        data = json.dumps(
            _data(parcel), ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat
        )
        name = sha256(data.encode()).hexdigest()
        self.db.execute("insert into parcels (hash, data) values (?, ?) on conflict do nothing", [name, data])
        return name

    def get(self, name: str) -> Parcel:
        """The parcel of a hash. Raises KeyError where there is none, ValueError where it cannot be read."""
        row = self.db.execute("select data from parcels where hash = ?", [name]).fetchone()
        if row is None:
            raise KeyError(f"parcel {name[:12]!r} is not there")
        return _read(row[0])


def _data(parcel: Parcel) -> dict[str, Any]:
    told = {
        story: [to_text(one.at), sorted(one.article_ids), one.headline]
        for story, one in sorted(parcel.told.items())
    }
    return {
        "document": to_data(parcel.document),
        "until": to_text(parcel.until),
        "told": told,
        "terms": list(parcel.terms),
    }


@lru_cache(maxsize=64)
def _read(text: str) -> Parcel:
    """The parcel of its text; many rows send the same one at about the same time."""
    data = json.loads(text)
    told = {
        story: Telling(to_time(at), frozenset(articles), headline)
        for story, (at, articles, headline) in data["told"].items()
    }
    return Parcel(
        from_data(data["document"]), to_time(data["until"]), MappingProxyType(told), tuple(data["terms"])
    )
