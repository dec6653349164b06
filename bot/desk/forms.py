"""Forms: what a person fills in before a command is asked for, for platforms that have them.

Beside the desk. A digest's "Change …" is pressed with nothing but the digest's id; the form holds what the
digest is now, and what is filled in comes back as the command's options. It changes nothing itself.
"""

from bot.app import App
from bot.orders import Subscription
from bot.ports import Blank, Form, Request

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def asked(request: Request, app: App) -> Form | None:
    """The form that a request asks for: `subscribe` with an id alone, of a digest that is the caller's."""
    if request.command != "subscribe" or set(request.options) != {"subscription"}:
        return None
    known = app.store.subscriptions.get(request.options["subscription"])
    if known is None or known.workspace != request.caller.home:
        return None
    return Form("Change the digest", "subscribe", {"subscription": known.id}, _blanks(known))


def _blanks(known: Subscription) -> tuple[Blank, ...]:
    rule = known.rule
    days = "every day" if len(rule.days) == len(_DAYS) else ", ".join(_DAYS[day] for day in rule.days)
    return (
        Blank("time", "Time, such as 9am or 18:30", f"{rule.at:%H:%M}"),
        Blank("zone", "Time zone, by a city or its name", rule.zone),
        Blank("days", "Days, such as weekdays", days),
        Blank("topics", "Topics, separated by commas; all for all", ", ".join(known.wish.topics) or "all"),
    )
