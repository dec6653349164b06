"""The terminal as a platform: a Screen for one answer, and a Room in which commands and digests meet.

The exemplar of an adapter: `render.py` is pure and matches the block union, `screen.py` writes, `room.py`
is the Adapter of `bot/ports.py`; `lines.py` reads what is typed, `suggest.py` completes it.
"""

from typing import TYPE_CHECKING

from adapters.console.screen import Terminal, screen
from bot.ports import Keep

if TYPE_CHECKING:  # a verb that shows one answer needs no room
    from adapters.console.room import Room

__all__ = ["Terminal", "configured", "create", "screen"]


def configured(settings: object) -> bool:
    """Say no: it needs no setting, and runs only where it is asked for by name."""
    return False


def create(settings: object, _keep: Keep | None = None) -> "Room":
    """Return the room of this terminal; it needs nothing of the settings."""
    from adapters.console.lines import standard_input
    from adapters.console.room import Room

    return Room(screen(in_room=True), standard_input())
