"""`subscriptions`: how the digests stand, with what is late, skipped, resting or held; resume one."""

from bot.desk.call import Call
from bot.desk.offers import subscriptions_offered
from bot.document import Document
from bot.ports import Choice, Command, Option
from bot.workspaces import orderdesk

COMMAND = Command(
    name="subscriptions",
    sentence="Show the digests that are set up, their next time, and how the last one went",
    options=(Option("resume", "Id of a resting digest that is to post again", completes=True, most=20),),
    examples=("subscriptions", "subscriptions resume:k3v7q2ma"),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """The digests of this channel, for its manager of the whole server; or the one that was resumed."""
    if call.text("resume"):
        return orderdesk.resume(call.app, call.caller, call.text("resume"), call.now)
    return orderdesk.listing(call.app, call.caller, call.now)


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """The digests that rest."""
    return subscriptions_offered(call, typed, resting=True)
