"""What the engine asks of the outside: the shapes that adapters have.

An adapter is a module `adapters.<name>` with `create(...)`; the engine finds it by name (registry.py)
and never imports it.
"""

from typing import Protocol

from bot.document import Document


class Screen(Protocol):
    """A place that shows one document to one person at once, such as a terminal."""

    def show(self, document: Document) -> None:
        """Show the document."""
