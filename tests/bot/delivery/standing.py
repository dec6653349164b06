"""Things to test sending with: subscriptions, prepared rows, and an adapter that does as it is told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import TracebackType
from typing import Self

from bot.document import Document, paragraph
from bot.orders import EVERY_DAY, Delivery, Parcel, Rule, State, Subscription, Wish, delivery_key
from bot.ports import Desk, Pace, Post
from bot.store import Store

NOW = datetime(2026, 11, 22, 9, 0, 30, tzinfo=UTC)
SLOT_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
FAST = Pace(per_second=10_000, channel_gap_s=0, timeout_s=0.5)
LEASE_S = 10.0


def subscription(number: int, channel: str = "") -> Subscription:
    """A daily subscription of a channel of its own, made by a person of its own."""
    return Subscription(
        id=f"aaaa{number:04d}",
        workspace="fake:home",
        platform="fake",
        channel=channel or f"c{number}",
        rule=Rule(time(9), EVERY_DAY, "UTC"),
        wish=Wish(),
        created_by=f"person{number}",
        created_at=SLOT_AT - timedelta(days=1),
        next_due_at=SLOT_AT,
    )


def due(one: Subscription) -> Delivery:
    """The row that planning makes of it."""
    return Delivery(
        key=delivery_key(one.id, SLOT_AT.date(), 0),
        subscription=one.id,
        slot=SLOT_AT.date(),
        part=0,
        parts=0,
        platform=one.platform,
        channel=one.channel,
        state=State.PLANNED,
        slot_at=SLOT_AT,
        due_at=SLOT_AT,
        expires_at=SLOT_AT + timedelta(hours=12),
    )


def parcel(text: str = "news") -> Parcel:
    """A parcel of one line."""
    return Parcel(Document("AI news", (paragraph(text),)), NOW)


def stand(store: Store, count: int = 1, parts: int = 1, channel: str = "") -> list[Delivery]:
    """Add subscriptions with a due row each, prepared in so many parts (0: not prepared)."""
    orders = [subscription(number, channel) for number in range(count)]
    rows = [due(one) for one in orders]
    for one in orders:
        store.subscriptions.add(one)
    store.deliveries.plan(rows, [replace(one, last_slot=SLOT_AT.date()) for one in orders])
    for row in rows:
        if parts:
            store.deliveries.prepare(row, [parcel(f"part {part}") for part in range(parts)])
    return rows


def states(store: Store) -> dict[str, str]:
    """The state of every row by key."""
    numbers = range(store.subscriptions.count())
    rows = [row for number in numbers for row in store.deliveries.of_subscription(f"aaaa{number:04d}", 50)]
    return {row.key: row.state.value for row in rows}


def is_settled(store: Store) -> bool:
    """Say whether nothing more will happen by itself."""
    counts = store.deliveries.counts()
    return not any(counts.get(state) for state in (State.PLANNED, State.SENDING, State.UNKNOWN))


def no_preparing(row: Delivery, split: Callable[[Document], tuple[Document, ...]], now: datetime) -> None:
    """Stands where every row is prepared."""
    raise AssertionError(row)


Answer = str | Exception


class FakeAdapter:
    """An adapter whose platform is a list; `sends` and `finds` say what happens, one after another.

    What is left unsaid works. An Unsure that is said of a send comes after the platform took the message,
    unless it is in `lost`.
    """

    name = "fake"

    def __init__(self, pace: Pace = FAST) -> None:
        self.pace = pace
        self.posts: list[Post] = []
        self.sends: list[Exception] = []
        self.finds: list[Answer] = []
        self.told: list[tuple[str, str]] = []
        self.busiest = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._open: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    async def run(self, desk: Desk) -> None:
        await asyncio.Event().wait()

    def called(self, channel: str) -> str:
        return channel

    async def lacks(self, channel: str, thread: str = "") -> tuple[str, ...]:
        return ()

    def split(self, document: Document) -> tuple[Document, ...]:
        return (document,)

    async def send(self, post: Post) -> str:
        self._open[post.channel] = self._open.get(post.channel, 0) + 1
        self.busiest = max(self.busiest, self._open[post.channel])
        try:
            await self.gate.wait()
            if self.sends:
                raise self.sends.pop(0)
            self.posts.append(post)
            return f"id of {post.key}"
        finally:
            self._open[post.channel] -= 1

    async def find(self, channel: str, key: str, since: datetime) -> str:
        if not self.finds:
            return next((f"id of {post.key}" for post in self.posts if post.key == key), "")
        answer = self.finds.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def tell(self, workspace: str, person: str, document: Document) -> None:
        self.told.append((workspace, person))


def keys(posts: Sequence[Post]) -> list[str]:
    """The keys of posts, in the order in which they came."""
    return [post.key for post in posts]
