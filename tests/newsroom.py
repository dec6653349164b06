"""A store with a few stories of one morning, and the real desk over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.desk.desk import FrontDesk
from bot.model import Article, Feed, Prepared, Tier
from bot.ports import Caller
from bot.settings import Settings
from bot.sources.once import link_key
from bot.store import Store, open_store
from tests.samples import NOW, article

MEMBER = Caller("fake", "w1", "c1", "ben")
FEEDS = tuple(
    Feed(name, "feed", f"https://{name}.example/feed", name.title(), name.title(), name, Tier.PRESS)
    for name in ("wire", "gazette", "kurier")
)
LEAD = (
    "Halden Labs released the language model Orrery-4 on Saturday and said it halves the cost of agents. "
    "The model is open to developers from Monday at $2 per million tokens. "
    "It was trained with reinforcement learning from human feedback. "
    "An earlier model, Orrery-3, stays available until March."
)


def report(number: int, feed: str = "wire", hours: float = 6, **changes: object) -> Article:
    """A report of the release of Orrery-`number`."""
    made = article(
        f"Lab {number} releases language model Orrery-{number}", feed.title(), LEAD, Tier.PRIMARY,
        published=NOW - timedelta(hours=hours), first_seen=NOW - timedelta(hours=hours), article_id=0,
    )  # fmt: skip
    url = f"https://{feed}.example/{number}"
    return replace(made, feed_id=feed, family=feed, url=url, **changes)  # type: ignore[arg-type]


def put(store: Store, stories: dict[str, list[Article]]) -> None:
    """File the reports and place them in stories of these ids."""
    told = [(story_id, one) for story_id, reports in stories.items() for one in reports]
    keys = ((one.url, link_key(one.url)) for _, one in told)
    ids = store.articles.add([Prepared(one, key, "") for (_, one), key in zip(told, keys, strict=True)])
    store.stories.place(dict(zip(ids, (story_id for story_id, _ in told), strict=True)), {}, NOW)


@contextmanager
def opened_newsroom(folder: Path, stories: dict[str, list[Article]] | None = None) -> Iterator[App]:
    """An engine over a new store with these stories."""
    with open_store(folder) as store:
        put(store, stories or {})
        yield App(Settings(_env_file=None, data_dir=folder), store, FEEDS)  # type: ignore[call-arg]


def desk_of(app: App) -> FrontDesk:
    """The real desk, in which it is always the same moment."""
    return FrontDesk(app, lambda: NOW)
