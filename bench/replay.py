"""Replay of real histories, to count whether every entry of a feed is told exactly once.

Feeds the snapshots of `feed_replay` in order through the shipped parser and `once.fold`, keeping keys as the
store does, and compares what was told with a gold rule that sees the whole history at once:

    Two rows are one entry if they have the same address (without scheme, www. and trailing slash), or if
    they have the same title on the same day. Rows without a title are no entries.

`missed` counts gold entries never told, or told only under another's name; `doubled` counts tellings beyond
one for each gold entry. The baseline is what simple readers do: an entry is new if its guid (or link) is.

The public histories hold collapses, re-dated and retitled entries, but every guid in them is stable. So
`replay.damaged.*` runs them again with faults that other feeds have, made by rule: in every second snapshot
guids are other ones and hosts and schemes alternate; in every third the blog has moved to another folder.
"""

import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bot.model import Entry, Feed, Tier
from bot.sources.kinds import kind
from bot.sources.once import fold

Row = tuple[str, str, str, str]  # guid, link, title, day


def run(data: Path) -> dict[str, float]:
    """Return told, distinct, missed and doubled over all histories, and the guid-only baseline's."""
    folder = data / "feed_replay"
    if not folder.is_dir():
        print(f"replay: skipped, {folder} is absent")
        return {}
    totals: Counter[str] = Counter()
    for feed, snapshots in _histories(folder).items():
        answers = [_rows(body) for _, body in snapshots]
        gold = _gold([row for rows in answers for row in rows])
        totals["snapshots"] += len(snapshots)
        totals["distinct"] += len(set(gold.values()))
        damaged = [(now, _damaged(place, body)) for place, (now, body) in enumerate(snapshots)]
        damaged_answers = [_rows(body) for _, body in damaged]
        told = {
            "": _identify(_told(feed, snapshots), gold),
            "baseline_guid.": _told_by_guid(answers, answers, gold),
            "damaged.": _identify(_told(feed, damaged), gold),
            "damaged.baseline_guid.": _told_by_guid(damaged_answers, answers, gold),
        }
        for name, numbers in told.items():
            totals.update({f"{name}{key}": value for key, value in _score(numbers, gold).items()})
    return {f"replay.{name}": float(value) for name, value in totals.items()}


def _damaged(place: int, body: bytes) -> bytes:
    """Return a snapshot with the faults of its place in the history."""
    if place % 2:
        body = re.sub(rb"(<guid[^>]*>)", rb"\1urn:%d:" % place, body)
        body = body.replace(b"<link>https://www.", b"<link>http://").replace(
            b"<link>https://", b"<link>http://m."
        )
    if place % 3 == 2:
        body = re.sub(rb"(<link>https?://[^/<]+)/(?:blog|news)/", rb"\1/moved/", body)
    return body


def _histories(folder: Path) -> dict[str, list[tuple[datetime, bytes]]]:
    """Return each feed's snapshots in the order of the index."""
    found: dict[str, list[tuple[datetime, bytes]]] = {}
    with tarfile.open(folder / "replay.tar.xz") as archive:
        bodies = {m.name.removeprefix("./"): f.read() for m in archive if (f := archive.extractfile(m))}
    for line in (folder / "index.jsonl").read_text().splitlines():
        row = json.loads(line)
        name = f"{row['feed']}/{row['time'].replace(':', '')}.xml"
        body = next(content for path, content in bodies.items() if path.endswith(name))
        found.setdefault(row["feed"], []).append((datetime.fromisoformat(row["time"]).astimezone(UTC), body))
    return found


def _told(feed_id: str, snapshots: list[tuple[datetime, bytes]]) -> Iterator[Entry]:
    """Yield what the shipped code tells, snapshot after snapshot, with keys kept as the store keeps them."""
    feed = Feed(feed_id, "feed", "https://feeds.invalid/", feed_id, feed_id, feed_id, Tier.PRIMARY)
    known: dict[str, int] = {}
    count = 0
    for now, body in snapshots:
        answer = kind("feed").parse(feed, body, "application/rss+xml", feed.url, now)
        sorted_ = fold(answer.entries, known)
        for row, entry in sorted_.known:
            known = {**dict.fromkeys(entry.keys, row), **known}
        for entry in sorted_.new:
            count += 1
            known = {**dict.fromkeys(entry.keys, count), **known}
            yield entry


def _told_by_guid(answers: list[list[Row]], undamaged: list[list[Row]], gold: dict[str, int]) -> list[int]:
    """Return the gold numbers of what guid-only would tell."""
    seen: set[str] = set()
    told = []
    for rows, originals in zip(answers, undamaged, strict=True):
        for (guid, link, title, _), original in zip(rows, originals, strict=True):
            name = guid or link or title
            if name not in seen:
                seen.add(name)
                told.append(gold[_names(original)[0]])
    return told


def _rows(body: bytes) -> list[Row]:
    """Return the rows of a snapshot, read apart from the shipped parser."""
    root = etree.parse(io.BytesIO(body), etree.XMLParser(recover=True, resolve_entities=False)).getroot()
    rows = []
    for item in root.iter("item", "{http://www.w3.org/2005/Atom}entry"):
        said = {etree.QName(child).localname: child for child in item if isinstance(child.tag, str)}
        text = {str(name): " ".join((child.text or "").split()) for name, child in said.items()}
        link = text.get("link") or (str(said["link"].get("href") or "") if "link" in said else "")
        date = text.get("pubDate") or text.get("published") or text.get("updated") or ""
        day = "".join(re.findall(r"\d{1,2} \w{3} \d{4}|\d{4}-\d{2}-\d{2}", date)[:1])
        if text.get("title"):
            rows.append((text.get("guid") or text.get("id") or "", link, text["title"], day))
    return rows


def _names(row: Row) -> tuple[str, ...]:
    """Return the names by which the gold rule joins rows."""
    _, link, title, day = row
    page = _page(link)
    by_title = f"title {title.casefold()} {day}"
    return (f"page {page}", by_title) if page else (by_title,)


def _gold(rows: list[Row]) -> dict[str, int]:
    """Return name -> number of the entry, joined over the whole history."""
    number: dict[str, int] = {}
    for place, row in enumerate(rows):
        names = _names(row)
        same = {number[name] for name in names if name in number}
        joined = min(same, default=place)
        for name in [name for name, old in number.items() if old in same and old != joined]:
            number[name] = joined
        number |= dict.fromkeys(names, joined)
    return number


def _page(link: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", link).rstrip("/").casefold()


def _identify(told: Iterable[Entry], gold: dict[str, int]) -> list[int]:
    """Return the gold numbers of what was told; -1 for what the history does not have.

    A damaged address is found by its last part, which the damage leaves alone.
    """
    last = {name.rsplit("/", 1)[-1]: number for name, number in gold.items() if name.startswith("page ")}
    return [gold.get(f"page {_page(e.url)}", last.get(_page(e.url).rsplit("/", 1)[-1], -1)) for e in told]


def _score(told: list[int], gold: dict[str, int]) -> dict[str, int]:
    """Return how many were told, gold entries missed, and tellings too many."""
    distinct, right = set(gold.values()), set(told)
    return {"told": len(told), "missed": len(distinct - right), "doubled": len(told) - len(right)}
