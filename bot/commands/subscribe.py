"""`subscribe`: a digest in this channel at its own time, made or changed with one line."""

from bot.desk.call import Call
from bot.desk.offers import days_offered, subscriptions_offered, topics_offered
from bot.desk.when import complete_times, complete_zones, find_zone, parse_days, parse_time
from bot.digest.words import listed
from bot.document import Document
from bot.errors import RequestError
from bot.ports import Choice, Command, Kind, Option, Who
from bot.settings import checked_language
from bot.workspaces import orderdesk
from bot.workspaces.orderdesk import Order
from bot.workspaces.wishes import topics_named
from bot.workspaces.workspaces import place_of

COMMAND = Command(
    name="subscribe",
    sentence="Set up a digest in a channel, or change the one that is there",
    options=(
        Option("topics", "Topics, separated by commas; none means all", completes=True, most=300),
        Option("time", "When it posts: 9am, 18:30", completes=True, most=20),
        Option("days", "On which days: weekdays, mon wed fri; else every day", completes=True, most=60),
        Option("zone", "Time zone, by a city or its name: Berlin, America/New_York", completes=True),
        Option("channel", "Where it posts; else here", Kind.CHANNEL),
        Option("stories", "How many stories it holds at most", Kind.NUMBER, least=1, most=25),
        Option("language", "Language of the stories: a two-letter code such as en, or any", most=20),
        Option("quiet", "On a day without news: on posts nothing, off says so in one line", Kind.SWITCH),
        Option(
            "thread",
            "Open a thread for talk where the platform can",
            choices=(
                Choice("none", "No thread"),
                Choice("digest", "One for the digest"),
                Choice("story", "One for each story"),
            ),
        ),
        Option("publish", "In an announcement channel: pass it on to who follows it", Kind.SWITCH),
        Option("subscription", "Id of the digest to change, topics too", completes=True, most=20),
    ),
    who=Who.MANAGER,
    examples=(
        "subscribe",
        "subscribe agents, safety at 9am Berlin weekdays",
        "subscribe topics:research time:18:30 quiet:on",
    ),
    anywhere=True,
)


async def answer(call: Call) -> Document:
    """What was understood, with the next time it posts."""
    order = _order(call)
    await _check_may_post(call, order)
    return orderdesk.subscribe(call.app, call.caller, order, call.now)


async def _check_may_post(call: Call, order: Order) -> None:
    """Raise RequestError that names what we lack to post where the order wants it."""
    app, caller = call.app, call.caller
    known = app.store.subscriptions.get(order.subscription) if order.subscription else None
    channel = known.channel if known and known.workspace == caller.home else order.channel
    if lacking := await app.lacks(caller.platform, channel, order.thread or ""):
        raise RequestError(
            f"I can't post {place_of(app, caller, channel)}: I lack {listed(lacking, len(lacking))}."
            " Nothing was changed; let me do that there, then type this again."
        )


def _order(call: Call) -> Order:
    """The options as an order. Raises RequestError for what is no time, day, zone, topic or language."""
    given = call.text
    return Order(
        channel=given("channel") or call.caller.channel,
        subscription=given("subscription"),
        topics=topics_named(call.words("topics")) if given("topics") else None,
        at=parse_time(given("time")) if given("time") else None,
        days=parse_days(given("days")) if given("days") else None,
        zone=find_zone(given("zone")) if given("zone") else "",
        stories=call.number("stories", 0) or None,
        language=_language(given("language")) if given("language") else None,
        quiet=call.switch("quiet"),
        thread=given("thread").replace("none", "") if given("thread") else None,
        publish=call.switch("publish"),
    )


def _language(typed: str) -> str:
    try:
        return checked_language(typed)
    except ValueError:
        raise RequestError(
            f"{typed!r} is no language. Nothing was changed; type a two-letter code such as en, or any."
        ) from None


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Topics, times, days, zones and the digests that are here."""
    if option == "topics":
        return topics_offered(typed)
    if option == "time":
        return complete_times(typed)
    if option == "days":
        return days_offered(typed)
    return complete_zones(typed) if option == "zone" else subscriptions_offered(call, typed)
