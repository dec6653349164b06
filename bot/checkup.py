"""The doctor's checks: settings, store, clock, zone data, network, sources; each says what to do.

Every check is a function that returns Findings; one that fails does not stop the others that can
still be made.
"""

import asyncio
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from bot.app import App, collect_now, open_app, open_network
from bot.digest.words import counted
from bot.errors import ConfigError, FetchError, MissingExtra, StoreError
from bot.model import Feed
from bot.settings import load_settings
from bot.sources.health import Health, State, sentence, state
from bot.store.rows import to_text
from bot.stories.addresses import host_of

_SKEW = timedelta(minutes=5)
_PROBED = 3  # servers asked to tell a dead network from a dead source
_MOST_NAMED = 20
_NO_PROXIES = "proxies in the environment are not used"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is fine, what was seen, and what to do if it is not."""

    fine: bool
    subject: str
    words: str
    remedy: str = ""


Tell = Callable[[Finding], None]


def check_all(offline: bool, tell: Tell) -> bool:
    """Make every check in turn, telling each finding as it comes; returns whether all is fine."""
    findings: list[Finding] = []
    for finding in _findings(offline):
        tell(finding)
        findings.append(finding)
    return all(finding.fine for finding in findings)


def _findings(offline: bool) -> Iterator[Finding]:
    yield check_zone_data()
    try:
        settings = load_settings()
    except ConfigError as error:
        yield Finding(False, "settings", str(error), "Mend the variable in the environment or in .env.")
        return
    yield Finding(
        True, "settings", f"data in {settings.data_dir}, zone {settings.zone}, language {settings.language}"
    )
    try:
        with open_app(settings) as app:
            yield check_store(app)
            yield from check_clock(app, datetime.now(UTC))
            yield from _check_outside(app, offline)
    except StoreError as error:
        yield Finding(False, "store", str(error), "Nothing was changed.")
    except (ConfigError, MissingExtra) as error:  # what only shows when the network is opened
        yield Finding(False, "settings", str(error), "Mend the variable in the environment or in .env.")


def check_zone_data() -> Finding:
    """Zone data is there, and which it is."""
    zones = len(zoneinfo.available_timezones())
    try:
        origin = f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        origin = "the system's"
    if zones < 400:
        return Finding(False, "zone data", f"only {zones} zones", "Run `pip install --upgrade tzdata`.")
    return Finding(True, "zone data", f"{zones} zones ({origin})")


def check_store(app: App) -> Finding:
    """The database file is whole and can be searched."""
    if damage := app.store.damage():
        return Finding(False, "store", damage, "Move the file away and collect again, or restore a backup.")
    return Finding(True, "store", f"whole, {counted(app.store.articles.count(), 'article')}")


def check_clock(app: App, now: datetime) -> Iterator[Finding]:
    """The clock has not gone back behind what is stored."""
    latest = max(
        (health.last_try for health in app.store.health.all().values() if health.last_try), default=None
    )
    if latest and latest > now + _SKEW:
        words = f"it is {to_text(now)}, but a source was asked at {to_text(latest)}"
        yield Finding(
            False, "clock", words, "Set this machine's clock; sources wait until that time otherwise."
        )
    else:
        yield Finding(True, "clock", f"{to_text(now)}, behind nothing stored")


def _check_outside(app: App, offline: bool) -> Iterator[Finding]:
    if not offline:
        reached, finding = asyncio.run(check_network(app))
        yield finding
        if reached:
            collect_now(app, everything=True)
    yield from check_sources(app, datetime.now(UTC), offline)


async def check_network(app: App) -> tuple[bool, Finding]:
    """Ask a few sources on different hosts; any answer, a refusal too, shows that the network is there."""
    reached = True, Finding(True, "network", f"sources can be reached directly ({_NO_PROXIES})")
    errors = []
    async with open_network(app.settings) as network:
        for url in probes(app.feeds):
            try:
                await network.fetcher.get(url)
                return reached
            except FetchError as error:
                if error.status:
                    return reached
                errors.append(str(error))
    remedy = (
        f"Check this machine's connection and name service; {_NO_PROXIES}: Tidings needs a direct way out."
    )
    return False, Finding(False, "network", "; ".join(errors) or "there is no source to ask", remedy)


def probes(feeds: Iterable[Feed]) -> tuple[str, ...]:
    """The addresses to ask, the first of each host: one server that is down must not look like no network."""
    by_host: dict[str, str] = {}
    for feed in feeds:
        if not feed.paused:
            by_host.setdefault(host_of(feed.url), feed.url)
    return tuple(by_host.values())[:_PROBED]


def check_sources(app: App, now: datetime, offline: bool = False) -> Iterator[Finding]:
    """Each source that does not do well, by name, and how many do; one never asked is fine only `offline`."""
    health = app.store.health.all()
    states = [(feed, health.get(feed.id, Health(feed.id))) for feed in app.feeds if not feed.paused]
    failing = [(feed, one) for feed, one in states if state(one, now) is State.FAILING]
    for feed, one in failing[:_MOST_NAMED]:
        remedy = f"Try `tidings sources check {feed.id}`; if it stays so, pause or remove it."
        yield Finding(False, feed.id, sentence(one, now), remedy)
    good = sum(state(one, now) in (State.GOOD, State.LATE) for _, one in states)
    unasked = len(states) - good - len(failing)
    words = f"{good} of {counted(len(states), 'source')} good, {len(failing)} failing, {unasked} never asked"
    remedy = "Run `tidings collect` when the network is there." if unasked and not offline else ""
    yield Finding(not failing and not remedy, "sources", words, remedy)
