"""`unsubscribe`: end a digest, the only one of this channel or one by its id."""

from bot.desk.call import Call
from bot.desk.offers import subscriptions_offered
from bot.document import Document
from bot.ports import Choice, Command, Option, Who
from bot.workspaces import orderdesk

COMMAND = Command(
    name="unsubscribe",
    sentence="End a digest: the only one of this channel, or one by its id",
    options=(Option("id", "Id of the digest, as `subscriptions` shows it", completes=True, most=20),),
    who=Who.MANAGER,
    examples=("unsubscribe", "unsubscribe k3v7q2ma"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """What was removed, and how to get it back."""
    return orderdesk.unsubscribe(call.app, call.caller, call.text("id"))


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """The digests there are."""
    return subscriptions_offered(call, typed)
