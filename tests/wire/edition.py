"""The news of a world's mornings (ordeal.py): nine stories a day, none like another."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time

from bot.intake import place
from bot.model import Article, Feed, Tier
from bot.prepare import prepared
from bot.store import Store

FEED = Feed("wire", "feed", "https://wire.example/feed", "Wire", "Wire", "wire", Tier.PRIMARY, language="en")
_STORIES = (
    (
        "Halden Labs",
        "releases Orrery-{n}, an open-weights weather model",
        "It forecasts storms ten days ahead on one card. Farmers in four valleys tried it.",
    ),
    (
        "Meridian Chips",
        "raises ${n}0 million to build inference chips",
        "Investors from Lisbon led the round. The first wafers leave a Dresden plant in May.",
    ),
    (
        "Quillon Press",
        "sues Portside{n} over crosswords used in training",
        "Its complaint lists nine thousand grids. A judge in Delaware hears both on Friday.",
    ),
    (
        "Tessera Institute",
        "opens safety bureau {n} to test agents before launch",
        "Inspectors may halt a rollout for thirty days. Two ministries pay its rent.",
    ),
    (
        "Brackwater University",
        "publishes benchmark Lattice-{n} for long reasoning",
        "Every puzzle hides one false premise. Top scores stay below forty per cent.",
    ),
    (
        "Oslin Cloud",
        "cuts prices of its Swift-{n} API by half",
        "Customers pay less for cached prompts from Monday. Rivals answered within hours.",
    ),
    (
        "Veritone Robotics",
        "open-sources robot hand Grip-{n} with drawings",
        "Hobbyists can print its fingers from nylon. A violin maker taught one to bow.",
    ),
    (
        "Ashgrove Health",
        "wins approval for scan reader Lumen-{n} in Norway",
        "Radiologists at three hospitals compared it. Doubtful images go to a doctor.",
    ),
    (
        "Kestrelle Energy",
        "buys data centre {n} beside a dam to train models",
        "Turbines there spin day and night. Villagers were promised warm greenhouses.",
    ),
)


def publish(store: Store, on: date) -> None:
    """File a morning's stories."""
    at = datetime.combine(on, wall_time(5), UTC)
    articles = [
        _article(who, did, said, at + timedelta(minutes=nth)) for nth, (who, did, said) in enumerate(_STORIES)
    ]
    store.articles.add([prepared(article, (article.url,)) for article in articles])
    place(store, at + timedelta(hours=1))


def _article(who: str, did: str, said: str, at: datetime) -> Article:
    number, name = at.toordinal() % 90 + 10, who.split()[0].lower()
    return Article(
        id=0, feed_id=FEED.id, publisher=who, family=name, tier=Tier.PRIMARY,
        url=f"https://{name}.example/{at:%Y%m%d}", title=f"{who} {did.format(n=number)}",
        text=f"{who} {did.format(n=number)}, it said on {at:%A}. {said.format(n=number)}",
        language="en", published=at, first_seen=at,
    )  # fmt: skip
