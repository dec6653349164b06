"""A faithful fake of Discord's gateway and REST API, for the real discord.py to log in to.

Built from the public documentation, Discord's OpenAPI description and the keys whose absence breaks
discord.py. It judges: every request is written down, every form checked, and what Discord would refuse is
refused and kept in `violations`.

    async with FakeDiscord() as fake:
        acme = fake.world.guild("Acme", "general", "news")
        ...  # the bot logs in: fake.api, fake.gateway_url, fake.settings.token
        ada = fake.person("ada", acme, manager=True)
        answer = await ada.types("/explain", term="rag")
        more = await ada.presses(answer, "More")

It does not play voice, presence, reactions, the contents of files or the moderation side.
"""

from tests.wire.discord.entities import Channel, Guild, Message
from tests.wire.discord.interaction import Interaction
from tests.wire.discord.people import Person, Unanswered
from tests.wire.discord.server import FakeDiscord
from tests.wire.discord.settings import Settings
from tests.wire.discord.slash import CannotDo

__all__ = [
    "CannotDo",
    "Channel",
    "FakeDiscord",
    "Guild",
    "Interaction",
    "Message",
    "Person",
    "Settings",
    "Unanswered",
]
