"""How a platform marks text up: what its adapter says once, and what follows from it for all of them.

Beside legible.py, used by lines.py. An adapter says how shown words are made inert, and how links, strong
words and commands are written; cutting, and the true host beside doubtful words, are the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.showing.legible import READ_MOST, address, cut, host_of, passes_for_address, shown, units

_LETTERS_LEAST = 8  # a link shows as many of its words, or is none


def _as_it_is(words: str) -> str:
    return words


@dataclass(frozen=True, slots=True)
class Markup:
    """A platform's markup. `marked` makes shown words inert; `anchor` takes marked words and an address.

    `strong` takes marked text, `command` what people type, without a slash; `in_link` changes the shown words
    of a link before they are marked.
    """

    marked: Callable[[str], str]
    anchor: Callable[[str, str], str]
    strong: Callable[[str], str]
    command: Callable[[str], str]
    in_link: Callable[[str], str] = _as_it_is

    def escaped(self, text: str, most: int = READ_MOST) -> str:
        """Text that is only text, within `most` UTF-16 units of markup."""
        return self.cut(shown(text), most)

    def cut(self, words: str, most: int) -> str:
        """Shown words within `most` units of markup, never cut inside an escape."""
        if most <= 0:
            return ""
        return self.marked(cut(words, most, lambda made: units(self.marked(made))))

    def link(self, text: str, url: str, most: int) -> str:
        """Words that lead to the address; its host stands beside words that could pass for another address.

        Where it cannot be a link, or has no room for one, the words alone.
        """
        words, to, host = shown(text), address(url), host_of(url)
        if not to or not words:
            return self.cut(words, most)
        if passes_for_address(words, host):
            beside = f" ({self.anchor(self.marked(host), to)})"
            room = most - units(beside)
            return self.cut(words, room) + beside if room >= _LETTERS_LEAST else self.cut(words, most)
        room = most - units(self.anchor("", to))
        if room < min(_LETTERS_LEAST, units(self.marked(words))):
            return self.cut(words, most)
        return self.anchor(self.cut(self.in_link(words), room), to)
