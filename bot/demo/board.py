"""What the loopback platform keeps: messages by channel, private mailboxes, lines typed, and a journal.

Inside `platform.py`. The journal gets each message before anyone hears that it was accepted, so that a
platform that dies has lost none. It is also the judge of the torture tests: `counts` says how often each key
arrived in each channel.
"""

import asyncio
import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Message = Mapping[str, Any]

_MOST_READ = 1_000


def true_time() -> datetime:
    """The time now, as the platform sees it."""
    return datetime.now(UTC)


class Board:
    """Channels and mailboxes in memory; `journal` makes them outlive the process."""

    def __init__(self, journal: Path | None = None, clock: Callable[[], datetime] = true_time) -> None:
        self._clock = clock
        self._channels: dict[str, list[Message]] = defaultdict(list)
        self._mailboxes: dict[str, list[Message]] = defaultdict(list)
        self._typed: deque[Message] = deque()
        self._someone_typed = asyncio.Event()
        self._count = 0
        for line in _lines(journal) if journal else ():
            self._keep(line)
        self._file = journal.open("a", encoding="utf-8") if journal else None

    def post(self, channel: str, said: Message) -> Message:
        """Accept a message to a channel and return it with its id."""
        return self._accept({"channel": channel, "person": "", **_fields(said)})

    def tell(self, person: str, said: Message) -> Message:
        """Accept a message to a person's mailbox and return it with its id."""
        return self._accept({"channel": "", "person": person, **_fields(said)})

    def history(self, channel: str, since: str) -> list[Message]:
        """A channel's messages at or after `since` (UTC text), oldest first."""
        return [one for one in self._channels[channel] if one["at"] >= since][-_MOST_READ:]

    def mailbox(self, person: str) -> list[Message]:
        """What was told to a person, oldest first."""
        return list(self._mailboxes[person])

    def known(self, channel: str, key: str, for_s: float) -> Message | None:
        """The message a channel was sent with this key in the last seconds, if any."""
        now = self._clock()
        for one in reversed(self._channels[channel]):
            if (
                key
                and one["key"] == key
                and (now - datetime.fromisoformat(one["at"])).total_seconds() < for_s
            ):
                return one
        return None

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many messages each channel holds by key; those without a key are not counted."""
        keyed = {
            name: Counter(one["key"] for one in kept if one["key"]) for name, kept in self._channels.items()
        }
        return {name: dict(counted) for name, counted in keyed.items() if counted}

    def type(self, event: Message) -> None:
        """Take what a person typed or pressed."""
        self._typed.append(event)
        self._someone_typed.set()

    async def typed(self, wait_s: float) -> list[Message]:
        """Hand out what was typed since the last time, waiting for it a while; each once."""
        if not self._typed:
            self._someone_typed.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._someone_typed.wait()
            except TimeoutError:
                return []
        found = list(self._typed)
        self._typed.clear()
        return found

    def close(self) -> None:
        """Close the journal."""
        if self._file:
            self._file.close()

    def _accept(self, said: Message) -> Message:
        message = {"id": f"m{self._count + 1}", "at": self._clock().isoformat(), **said}
        if self._file:
            self._file.write(json.dumps(message) + "\n")
            self._file.flush()
        self._keep(message)
        return message

    def _keep(self, message: Message) -> None:
        self._count += 1
        place = (
            self._channels[message["channel"]] if message["channel"] else self._mailboxes[message["person"]]
        )
        place.append(message)


def _fields(said: Message) -> Message:
    texts = {name: str(said.get(name, "")) for name in ("text", "key", "thread", "parent", "asked_in")}
    return {**texts, "buttons": list(said.get("buttons", []))}


def _lines(journal: Path) -> list[Message]:
    """The journal's messages; a last line cut off by a sudden end was never answered for."""
    if not journal.exists():
        return []
    text = journal.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        journal.write_text(whole, encoding="utf-8")
    return [json.loads(line) for line in whole.splitlines()]
