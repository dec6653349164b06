"""A Document as Discord shows it: components of its newer messages, or embeds and buttons. Pure.

Used by whatever sends (bodies.py). `split` first: `layout`, `embeds` and `plain_view` take a part. A button's
id is `act:` and its token; `key:` and the marker is the id of a menu, or of a button which does nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord

from adapters.discord.pages import ROW_MOST, Panel, head, panels, split
from bot.document import Action, Document
from bot.showing.legible import cut, shown
from bot.showing.lines import Entry, Look

__all__ = ["embeds", "layout", "plain_view", "split"]

STORY_COLOUR = 0x3B6FB6
UPDATE_COLOUR = 0xC98A1B
_COLOURS = {Look.BOX: STORY_COLOUR, Look.UPDATE: UPDATE_COLOUR}
_LABEL_MOST = 80
_ENTRY_MOST = 100  # of a menu entry's name, and of its sentence
_EMBEDS_MOST = 10
_EMPTY = "Nothing to show."
_MENU = "Explain terms"
_SIGNED = "Tidings"  # on the button that only carries the marker

Button = discord.ui.Button[Any]
Menu = discord.ui.Select[Any]
Row = discord.ui.ActionRow[Any]


class _Controls:
    """Makes the buttons and menus of one message: each id once, the marker in one of them."""

    def __init__(self, marker: str) -> None:
        self._marker = f"key:{marker}" if marker else ""
        self._made: set[str] = set()

    def rows(self, panel: Panel) -> Iterator[Row]:
        """The panel's buttons in rows, then its menu."""
        yield from _rows(self.buttons(panel.buttons))
        if panel.entries:
            yield discord.ui.ActionRow(self.menu(panel.entries))

    def buttons(self, actions: Iterable[Action], number: int = 0) -> Iterator[Button]:
        """A button each; one whose like stands above already is left out. `number` tells whose they are."""
        for action in actions:
            custom_id = f"act:{action.token}"
            if custom_id not in self._made:
                self._made.add(custom_id)
                label = f"{number} · {action.label}" if number else action.label
                yield discord.ui.Button(label=_label(label), custom_id=custom_id)

    def menu(self, entries: Iterable[Entry]) -> Menu:
        """A menu of terms; its id carries the marker, if none did."""
        different = {entry.token: entry for entry in entries}.values()
        custom_id = self._marker or f"menu:{len(self._made)}"
        self._made.add(custom_id)
        self._marker = ""
        return discord.ui.Select(
            custom_id=custom_id, placeholder=_MENU, options=[_option(entry) for entry in different]
        )

    def left(self) -> Iterator[Button]:
        """The button that carries the marker, where nothing did."""
        if self._marker:
            yield discord.ui.Button(label=_SIGNED, custom_id=self._marker, disabled=True)
            self._marker = ""


def layout(document: Document, marker: str = "") -> discord.ui.LayoutView:
    """One part as components, room left for a row of three buttons; `marker` has 25 characters at most."""
    view = discord.ui.LayoutView(timeout=None)
    controls = _Controls(marker)
    if title := head(document):
        view.add_item(discord.ui.TextDisplay(title))
    for panel in panels(document.blocks):
        for item in _items(panel, controls):
            view.add_item(item)
    if not view.children:
        view.add_item(discord.ui.TextDisplay(_EMPTY))
    for row in _rows(controls.left()):
        view.add_item(row)
    # discord.py keeps a view that is sent until it is stopped: its buttons are answered without it.
    view.stop()
    return view


def _items(panel: Panel, controls: _Controls) -> Iterator[discord.ui.Item[Any]]:
    texts = [discord.ui.TextDisplay[Any](panel.text)] if panel.text else []
    items = [*texts, *controls.rows(panel)]
    if panel.look is Look.PLAIN:
        yield from items
    elif items:
        yield discord.ui.Container(*items, accent_colour=_COLOURS.get(panel.look))


def embeds(document: Document) -> list[discord.Embed]:
    """One part as embeds: title and running text without a colour, each story in its own."""
    made: list[tuple[Look, str]] = [(Look.PLAIN, head(document))]
    for panel in panels(document.blocks):
        look, text = made[-1]
        if panel.look is look is Look.PLAIN or len(made) == _EMBEDS_MOST:
            made[-1] = (look, "\n".join(filter(None, (text, panel.text))))
        else:
            made.append((panel.look, panel.text))
    filled = [one for one in made if one[1]] or [(Look.PLAIN, _EMPTY)]
    return [discord.Embed(description=text, colour=_COLOURS.get(look)) for look, text in filled]


def plain_view(document: Document, marker: str = "", more: Sequence[Button] = ()) -> discord.ui.View:
    """The buttons and menus that stand below a part's embeds, told apart by the stories' numbers.

    `more` stand in a row of their own at the end, where there is a marker there are none.
    """
    view = discord.ui.View(timeout=None)
    controls = _Controls(marker)
    grouped = panels(document.blocks)
    menus = [controls.menu(panel.entries) for panel in grouped if panel.entries]
    buttons = [one for panel in grouped for one in controls.buttons(panel.buttons, panel.number)]
    rows: list[Sequence[discord.ui.Item[Any]]] = [*_chunks([*buttons, *controls.left()])]
    rows += [*([menu] for menu in menus), *_chunks(more)]
    for number, row in enumerate(rows):
        for item in row:
            item.row = number
            view.add_item(item)
    view.stop()  # as in `layout`
    return view


def _rows(buttons: Iterable[Button]) -> Iterator[Row]:
    for chunk in _chunks([*buttons]):
        yield discord.ui.ActionRow(*chunk)


def _chunks(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    for start in range(0, len(buttons), ROW_MOST):
        yield buttons[start : start + ROW_MOST]


def _label(text: str) -> str:
    return cut(shown(text), _LABEL_MOST) or "…"


def _option(entry: Entry) -> discord.SelectOption:
    name, sentence = cut(entry.name, _ENTRY_MOST), cut(entry.sentence, _ENTRY_MOST)
    return discord.SelectOption(label=name or "…", description=sentence or None, value=entry.token)
