"""How standing orders stand, in words: what was understood, when it posts next, what became of the last one.

Pure wording between `orderdesk.py` and the reader; subscriptions, ledger rows and `now` come in, text and
blocks go out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk.when import say_next, say_rule
from bot.digest.words import moment
from bot.document import Action, Actions, Block, Fields, Heading
from bot.model import Feed
from bot.orders import Delivery, State, Subscription
from bot.workspaces.wishes import say_topics, say_wish

_LATE = timedelta(minutes=15)
_OPEN = (State.SENDING, State.UNKNOWN)


def say_order(subscription: Subscription, place: str) -> str:
    """The standing order in one line: "Every weekday at 09:00 Europe/Berlin here, topics: Agents".

    `place` is where it posts as people say it (workspaces.place_of).
    """
    rule, topics = say_rule(subscription.rule), say_topics(subscription.wish.topics)
    return f"{rule} {place}, {topics}"


def say_spread(subscription: Subscription) -> str:
    """The minute it really posts at where many share its own: "posts at 09:03, spread"; else ""."""
    if not subscription.offset_s:
        return ""
    at = subscription.rule.at
    seconds = at.hour * 3600 + at.minute * 60 + subscription.offset_s
    return f"posts at {seconds // 3600 % 24:02}:{seconds // 60 % 60:02}, spread"


def typed_order(subscription: Subscription, names_id: bool = False) -> str:
    """The line that makes this order anew in its channel, or with `names_id` changes it."""
    rule, wish = subscription.rule, subscription.wish
    days = ",".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in rule.days)
    options = [
        ("topics", ",".join(wish.topics)),
        ("time", f"{rule.at:%H:%M}"),
        ("days", days if len(rule.days) < 7 else ""),
        ("zone", rule.zone),
        ("subscription", subscription.id if names_id else ""),
    ]
    return " ".join(["subscribe", *(f"{name}:{value}" for name, value in options if value)])


def change_action(subscription_id: str) -> Action:
    """What changes an order: a form where a platform has them (desk/forms.py), else words to go on with."""
    return Action("Change …", f"subscribe subscription:{subscription_id}")


@dataclass(frozen=True, slots=True)
class Standing:
    """A subscription with its newest ledger rows at a moment; `place` is where it posts, in words."""

    subscription: Subscription
    rows: Sequence[Delivery]
    place: str
    now: datetime

    def blocks(self, feeds: Iterable[Feed], may_change: bool) -> tuple[Block, ...]:
        """Heading, facts and what can be done."""
        order = self.subscription
        facts = (
            ("next", self._next()),
            ("last", outcome(self.rows, self.now, ZoneInfo(order.rule.zone))),
            *say_wish(order.wish, feeds),
            ("id", order.id),
        )
        shown = Fields(tuple((name, value) for name, value in facts if value))
        return Heading(say_order(order, self.place)), shown, Actions(self._actions(may_change))

    def _next(self) -> str:
        order = self.subscription
        if order.parked:
            since = (
                f" since {moment(order.parked_at, self.now, ZoneInfo(order.rule.zone))}"
                if order.parked_at
                else ""
            )
            return f"rests{since}: {order.parked}. Put that right, then resume it"
        spread = say_spread(order)
        return say_next(order.next_due_at, order.rule.zone, self.now) + (f" ({spread})" if spread else "")

    def _actions(self, may_change: bool) -> tuple[Action, ...]:
        ours = self.subscription.id
        preview = Action("Preview", f"preview {ours}")
        if not may_change:
            return (preview,)
        resume = (Action("Resume", f"subscriptions resume:{ours}"),) if self.subscription.parked else ()
        return (preview, *resume, change_action(ours), Action("Unsubscribe", f"unsubscribe {ours}"))


def outcome(rows: Sequence[Delivery], now: datetime, zone: ZoneInfo) -> str:
    """What became of the newest slot among these rows; "" where there is none."""
    if not rows:
        return ""
    slot = max(row.slot for row in rows)
    parts = sorted((row for row in rows if row.slot == slot), key=lambda row: row.part)
    return _told(parts, moment(parts[0].slot_at, now, zone), now, zone)


def _told(parts: Sequence[Delivery], due: str, now: datetime, zone: ZoneInfo) -> str:
    by_state = {row.state: row for row in reversed(parts)}
    if State.HELD in by_state:
        return f"{due}: held, nobody could find out whether it arrived; look in the channel"
    if row := by_state.get(State.FAILED):
        return f"{due}: refused{_because(row)}"
    if any(state in by_state for state in _OPEN):
        return f"{due}: sent, waiting to learn whether it arrived"
    if row := by_state.get(State.SKIPPED):
        return (
            row.reason
            if row.reason.startswith("quiet") and len(parts) == 1
            else f"{due}: skipped{_because(row)}"
        )
    if row := by_state.get(State.PLANNED):
        return f"{due}: waiting to be sent{_because(row)}"
    sent = parts[0].last_try
    late = sent is not None and sent - parts[0].slot_at > _LATE
    return f"{due}: sent late, at {moment(sent, now, zone)}" if sent and late else f"{due}: sent"


def _because(row: Delivery) -> str:
    return f": {row.reason}" if row.reason else ""
