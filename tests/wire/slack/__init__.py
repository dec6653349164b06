"""A faithful fake of Slack's Web API and Socket Mode, for the real slack_bolt and slack_sdk to connect to.

Built from the public documentation and the libraries' own reading of it. It judges: every request is
written down, every payload checked, and what Slack would refuse is refused and kept in `violations`.

    async with FakeSlack() as slack:
        ...  # the bot: AsyncWebClient(token=slack.settings.bot_token, base_url=slack.api)
        await slack.connected()
        ada = slack.person("ada", slack.team.channel("news"))
        answer = await ada.types("/explain rag")
        more = await ada.presses(answer, "Share in channel")

It does not play files, threads' subscriptions, user tokens, workflows or the admin side.
"""

from tests.wire.slack.entities import Channel, Message, Team, User, View
from tests.wire.slack.forms import CannotDo
from tests.wire.slack.interaction import Interaction, Unanswered
from tests.wire.slack.people import Person
from tests.wire.slack.server import FakeSlack
from tests.wire.slack.settings import Rate, Settings, of_manifest

__all__ = [
    "CannotDo",
    "Channel",
    "FakeSlack",
    "Interaction",
    "Message",
    "Person",
    "Rate",
    "Settings",
    "Team",
    "Unanswered",
    "User",
    "View",
    "of_manifest",
]
