"""`preview`: what the next digest of this channel would hold if it were made now, and when it comes."""

from dataclasses import replace

from bot.desk import readers
from bot.desk.call import Call
from bot.desk.offers import subscriptions_offered
from bot.desk.when import say_next, say_rule
from bot.document import Action, Actions, Document, paragraph
from bot.newsroom import newsdesk
from bot.orders import Subscription
from bot.ports import Choice, Command, Option

COMMAND = Command(
    name="preview",
    sentence="Show what the next digest here would hold, and when it comes",
    options=(
        Option("subscription", "A digest's id; else the first of this channel", completes=True, most=20),
    ),
    examples=("preview", "preview k3v7q2ma"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The digest as it would be now; nothing is remembered as told."""
    subscription = readers.named_subscription(call, call.text("subscription"))
    made = newsdesk.digest(call.app.news, readers.feeds(call), readers.asked_by(call, subscription))
    actions = Actions((Action("All digests here", "subscriptions"), Action("News of now", "news")))
    blocks = (paragraph(_when(subscription, call), quiet=True), *made.document.blocks, actions)
    return replace(made.document, title="Preview", blocks=blocks)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """The digests the caller sees."""
    return subscriptions_offered(call, typed)


def _when(subscription: Subscription, call: Call) -> str:
    rule = say_rule(subscription.rule)
    if subscription.parked:
        return f"{rule}. It rests now: {subscription.parked}. `subscriptions` says how it resumes."
    due = say_next(subscription.next_due_at, subscription.rule.zone, call.now)
    return f"{rule}. The next one comes {due}; until then more news may come in."
