"""One attempt: a claimed row's message goes to its channel once, and the ledger hears what became of it.

Between claiming (sending.py, reconcile.py) and the ledger's decisions (ledger.py). Here stand the fences: no
byte leaves unless the lease covers the whole timeout, and the end is written only by the row's owner. It
never tries twice, and decides nothing about when to try again.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.delivery.ledger import accepted, held, lease_covers, postponed, refused, unsure
from bot.delivery.notices import refusal
from bot.delivery.pace import Limiter
from bot.errors import DeliveryError, Refused, StoreError, TryLater, Unsure
from bot.orders import Delivery, State, Wish
from bot.ports import Adapter, Post
from bot.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Attempts:
    """What an attempt needs. `tried` keeps, by key, when this process first tried it (monotonic seconds).

    `tried` holds only rows whose every attempt was this process's: of others nobody knows the true time.
    """

    store: Store
    adapter: Adapter
    limiter: Limiter
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    tried: dict[str, float] = field(default_factory=dict)

    async def send(self, row: Delivery, again: bool = False) -> Delivery:
        """Send a claimed row's message and write what became of it; returns the row as it then stands.

        The channel must be noted as begun in the limiter. With `again` an earlier attempt may have been
        accepted, so that only a message id ends the doubt.
        """
        try:
            after = await self._sent(row)
        finally:
            self.limiter.ended(row.channel)
        match after:
            case Delivery():
                return self._written(row, after)
            case TryLater() if again:
                self._paused_by(after)
                return self._written(row, unsure(row, str(after)))
            case TryLater():
                self._paused_by(after)
                return self._written(row, postponed(row, self.clock(), after.retry_after_s, str(after)))
            case Refused():
                self.limiter.worked()
                ended = self._written(row, refused(row, str(after)))
                await self._park(row, str(after))
                return ended
            case _:
                self.limiter.failed()
                return self._written(row, unsure(row, str(after)))

    async def _sent(self, row: Delivery) -> Delivery | DeliveryError:
        """The row as the call left it, or why there was none or no clear end."""
        try:
            post = self._post(row)
        except (StoreError, KeyError, ValueError, TypeError) as error:
            log.exception("unreadable parcel", key=row.key)
            return held(row, f"what it should send cannot be read: {error}")
        timeout_s = self.adapter.pace.timeout_s
        if not lease_covers(row, self.clock(), timeout_s):
            return TryLater("the lease was too short to send it in", row.channel)
        if row.attempts == 1 or row.key in self.tried:
            self.tried.setdefault(row.key, self.monotonic())
        try:
            async with asyncio.timeout(timeout_s):
                message_id = await self.adapter.send(post)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return Unsure(f"no answer within {timeout_s:g} s", row.channel)
        except Exception as error:  # a fault of the adapter: nobody can know what it did before
            log.exception("adapter failed", adapter=self.adapter.name, key=row.key)
            return Unsure(f"the {self.adapter.name} adapter failed: {type(error).__name__}", row.channel)
        self.limiter.worked()
        return accepted(row, message_id)

    def _post(self, row: Delivery) -> Post:
        subscription = self.store.subscriptions.get(row.subscription)
        wish = subscription.wish if subscription else Wish()
        return Post(
            channel=row.channel,
            document=self.store.deliveries.parcel(row.parcel).document,
            key=row.key,
            thread=wish.thread,
            publish=wish.publish,
            parent=self.store.deliveries.parent(row) if row.part else "",
        )

    def _written(self, before: Delivery, after: Delivery) -> Delivery:
        if after.state is not State.UNKNOWN:
            self.tried.pop(after.key, None)
        if not self.store.deliveries.change(before, after):
            log.warning("row changed hands while it was sent", key=before.key)
        log.info("sent" if after.state is State.SENT else "not sent", key=after.key, reason=after.reason)
        return after

    def _paused_by(self, error: TryLater) -> None:
        """Let rest what the platform wants to rest; unreachable, it is asked again later and later."""
        if error.retry_after_s:
            self.limiter.worked()
            self.limiter.pause(error.channel, error.retry_after_s)
        elif not error.channel:
            self.limiter.failed()

    async def _park(self, row: Delivery, why: str) -> None:
        """Park the channel's subscriptions, and tell once whoever made those that were not parked yet."""
        platform, channel = row.platform, row.channel
        active = [one for one in self.store.subscriptions.of_channel(platform, channel) if not one.parked]
        self.store.subscriptions.park(platform, channel, why, self.clock())
        people = {
            (one.workspace.removeprefix(f"{platform}:"), one.created_by) for one in active if one.created_by
        }
        for workspace, person in sorted(people):
            await self._tell("" if workspace.startswith("@") else workspace, person, row.channel, why)

    async def _tell(self, workspace: str, person: str, channel: str, why: str) -> None:
        try:
            async with asyncio.timeout(self.adapter.pace.timeout_s):
                await self.adapter.tell(workspace, person, refusal(self.adapter.called(channel), why))
        except (DeliveryError, TimeoutError) as error:
            log.warning("nobody could be told that a channel refuses", channel=channel, error=str(error))
        except Exception:
            log.exception("adapter failed", adapter=self.adapter.name)
