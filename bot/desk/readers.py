"""Who asks a command about the news, as the engine needs it: their sources, taste, memory and own terms.

Between the commands and newsdesk.py. It reads what a workspace and its subscriptions set; it changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.call import Call
from bot.errors import RequestError
from bot.model import Feed
from bot.newsroom import newsdesk
from bot.newsroom.news import Reader
from bot.newsroom.newsdesk import Asked
from bot.orders import Subscription, Wish
from bot.workspaces import orderdesk, workspaces


def reader(call: Call) -> Reader:
    """The caller's workspace as a reader of stories."""
    return newsdesk.reader_of(call.app, call.caller.home)


def feeds(call: Call) -> Sequence[Feed]:
    """The feeds whose news the caller's workspace sees."""
    return workspaces.feeds_of(call.app, call.caller.home)


def asked_now(call: Call, topics: tuple[str, ...] = ()) -> Asked:
    """A look at the news of now, with the workspace's taste and no memory."""
    home = workspaces.home_of(call.app, call.caller)
    taste = workspaces.taste_of(call.app, home, Wish(topics=topics))
    return Asked(call.now, call.zone, taste, home=call.caller.home)


def asked_by(call: Call, subscription: Subscription) -> Asked:
    """The next digest of a subscription, were it made now."""
    home = workspaces.home_of(call.app, call.caller)
    asked = asked_now(call)
    return replace(
        asked,
        taste=workspaces.taste_of(call.app, home, subscription.wish),
        channel=f"{subscription.platform}:{subscription.channel}",
        standing=True,
        told_until=subscription.told_until,
    )


def subscriptions(call: Call) -> tuple[Subscription, ...]:
    """The subscriptions of the caller's channel, the oldest first."""
    caller = call.caller
    found = call.app.store.subscriptions.of_channel(caller.platform, caller.channel)
    mine = (one for one in found if one.workspace == caller.home)
    return tuple(sorted(mine, key=lambda one: (one.created_at, one.id)))


def named_subscription(call: Call, subscription_id: str) -> Subscription:
    """The subscription of this id among those the caller may see, or the channel's first."""
    if not subscription_id:
        if here := subscriptions(call):
            return here[0]
        raise RequestError(
            "This channel has no digest yet. `subscribe` sets one up; `digest` shows the news now."
        )
    wanted = subscription_id.strip().lower()
    for one in orderdesk.visible(call.app, call.caller):
        if one.id == wanted:
            return one
    raise RequestError(
        f"There is no digest {subscription_id[:20]!r} here. `subscriptions` lists them with their ids."
    )
