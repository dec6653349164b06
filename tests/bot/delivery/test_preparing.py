"""Preparing on a real store: one digest for equal wishes, parts, memory, quiet days, late ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.delivery.ledger import accepted
from bot.delivery.preparing import QUIET, Preparing
from bot.desk.tokens import key_of, opened
from bot.document import Document, StoryCard, TermCard
from bot.model import Feed, Prepared, Tier
from bot.orders import Delivery, Parcel, State, Wish
from bot.settings import load_settings
from bot.store import open_store
from tests.ledger_samples import NOW, TODAY, delivery, subscription
from tests.samples import article

FEEDS = tuple(
    Feed(name, "feed", f"https://{name}.example", name, name, name, Tier.PRIMARY)
    for name in ("halden", "orrery")
)
HEADLINES = ("Halden Labs releases Orrery-4, a model for agents", "Marrow raises $300 million for AI chips")


def whole(document: Document) -> tuple[Document, ...]:
    """A platform where everything fits."""
    return (document,)


def card_by_card(document: Document) -> tuple[Document, ...]:
    """A platform where one block fits."""
    return tuple(replace(document, blocks=(block,)) for block in document.blocks)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An engine with two stories, an hour old, and one subscription."""
    settings = load_settings(None, data_dir=tmp_path)
    with open_store(tmp_path) as store:
        store.subscriptions.add(subscription())
        made = App(settings, store, FEEDS)
        for place, (feed, headline) in enumerate(zip(FEEDS, HEADLINES, strict=True)):
            file_story(made, feed, headline, f"story{place}", NOW - timedelta(hours=1))
        yield made


def file_story(app: App, feed: Feed, headline: str, story_id: str, at: datetime) -> None:
    """File one report as a story of its own."""
    text = f"{headline} on Monday. A large language model with chain-of-thought and 91.2% on tests is in it."
    one = replace(
        article(headline, feed.publisher, text, Tier.PRIMARY),
        feed_id=feed.id, published=at, first_seen=at, url=f"https://{feed.id}.example/{story_id}",
        topics=("models",),
    )  # fmt: skip
    (row_id,) = app.store.articles.add([Prepared(one, (one.url,), "p")])
    app.store.stories.place({row_id: story_id}, {}, NOW)


def prepared(app: App, row: Delivery, preparing: Preparing | None = None, **more: object) -> list[Parcel]:
    """Plan and prepare a row; its parcels in order."""
    app.store.deliveries.plan([row], ())
    (preparing or Preparing(app)).prepare(row, more.get("split", whole), more.get("now", NOW))  # type: ignore[arg-type]
    rows = app.store.deliveries.of_subscription(row.subscription, 50)
    return [app.store.deliveries.parcel(one.parcel) for one in rows if one.slot == row.slot and one.parcel]


def told(parcels: list[Parcel]) -> list[str]:
    """The stories of some parcels."""
    return [story for parcel in parcels for story in parcel.told]


def send_all(app: App) -> None:
    """Send whatever is prepared."""
    while rows := app.store.deliveries.claim("console", "w", NOW, 30, 9):
        for row in rows:
            app.store.deliveries.change(row, accepted(row, "m"))


def test_a_digest_is_signed_and_knows_what_it_tells(app: App) -> None:
    (one,) = prepared(app, delivery())
    cards = [block for block in one.document.blocks if isinstance(block, StoryCard)]
    assert {card.story_id for card in cards} == set(one.told)
    assert sorted(one.told) == ["story0", "story1"]
    assert one.until == NOW
    assert one.terms == tuple(block.slug for block in one.document.blocks if isinstance(block, TermCard))
    for card in cards:
        for action in card.actions:
            assert opened(action.token, key_of(app.store)) == action.says


def test_each_part_tells_the_stories_it_shows(app: App) -> None:
    parcels = prepared(app, delivery(), split=card_by_card)
    assert len(parcels) == sum(len(one.document.blocks) for one in parcels)
    assert all(len(one.told) == isinstance(one.document.blocks[0], StoryCard) for one in parcels)
    assert sorted(told(parcels)) == ["story0", "story1"]
    assert len({slug for one in parcels for slug in one.terms}) == sum(len(one.terms) for one in parcels)


def test_equal_wishes_are_composed_once_for_all_channels(app: App) -> None:
    preparing = Preparing(app)
    split_for: list[Document] = []

    def counting(document: Document) -> tuple[Document, ...]:
        split_for.append(document)
        return whole(document)

    for number in range(20):
        name = f"s{number:07}"
        wish = Wish(stories=1) if number == 7 else Wish()
        app.store.subscriptions.add(subscription(name, channel=name, wish=wish))
        prepared(app, delivery(name, channel=name), preparing, split=counting)
    assert len(split_for) == 2
    rows = [app.store.deliveries.of_subscription(f"s{number:07}", 1)[0] for number in range(20)]
    assert len({row.parcel for row in rows}) == 2


def test_what_a_channel_heard_is_not_told_again_and_its_window_goes_on(app: App) -> None:
    assert len(told(prepared(app, delivery()))) == 2
    send_all(app)
    kept = app.store.subscriptions.get("aaaaaaaa")
    assert kept
    assert kept.told_until == NOW
    later = NOW + timedelta(days=1)
    file_story(
        app,
        FEEDS[0],
        "Halden Labs opens an office for robotics research",
        "story2",
        later - timedelta(hours=2),
    )
    again = prepared(app, delivery(day=TODAY + timedelta(days=1)), now=later)
    assert told(again) == ["story2"]
    assert "since yesterday 09:00" in again[0].document.note


def test_two_orders_of_one_channel_at_one_minute_do_not_tell_a_story_twice(app: App) -> None:
    app.store.subscriptions.add(subscription("bbbbbbbb"))
    preparing = Preparing(app)
    assert len(told(prepared(app, delivery(), preparing))) == 2
    assert told(prepared(app, delivery("bbbbbbbb"), preparing)) == []
    send_all(app)
    app.store.subscriptions.add(subscription("cccccccc"))
    assert told(prepared(app, delivery("cccccccc"), preparing)) == []


def test_a_quiet_day_posts_nothing_where_that_is_wished_and_time_goes_on(app: App) -> None:
    app.store.subscriptions.save(subscription(wish=Wish(topics=("robotics",), quiet=True)))
    assert prepared(app, delivery()) == []
    (row,) = app.store.deliveries.of_subscription("aaaaaaaa", 9)
    assert (row.state, row.reason) == (State.SKIPPED, QUIET)
    kept = app.store.subscriptions.get("aaaaaaaa")
    assert kept
    assert kept.told_until == NOW


def test_without_that_wish_a_quiet_day_says_so(app: App) -> None:
    app.store.subscriptions.save(subscription(wish=Wish(topics=("robotics",))))
    (one,) = prepared(app, delivery())
    assert one.told == {}
    assert "0 stories" in one.document.note


def test_a_late_digest_says_so_on_top(app: App) -> None:
    app.store.subscriptions.told("aaaaaaaa", NOW - timedelta(days=1))
    (one,) = prepared(app, delivery(), now=NOW + timedelta(hours=2, seconds=30))
    assert "Late: this was due at 09:00; it covers everything since yesterday 09:00." in str(
        one.document.blocks[0]
    )
    assert one.until == NOW + timedelta(hours=2)


def test_a_digest_on_time_does_not(app: App) -> None:
    (one,) = prepared(app, delivery(), now=NOW + timedelta(minutes=14))
    assert "Late" not in str(one.document.blocks)


def test_a_row_whose_subscription_is_gone_is_skipped(app: App) -> None:
    assert prepared(app, delivery("zzzzzzzz")) == []
    (row,) = app.store.deliveries.of_subscription("zzzzzzzz", 9)
    assert (row.state, row.reason) == (State.SKIPPED, "its subscription was removed")


def test_a_workspaces_own_language_and_length_count(app: App) -> None:
    app.store.subscriptions.save(subscription(wish=Wish(language="de")))
    assert told(prepared(app, delivery())) == []
