"""A message of Discord, as the JSON that is sent, drawn as a page of @skyra/discord-components-core. Pure.

Used by make.py. That library has no elements yet for containers and text displays, so those are plain boxes
with Discord's measures; markdown is read for what our own messages hold, and anything else fails loudly.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

Json = Mapping[str, Any]

_ROW, _BUTTON, _SELECT, _TEXT, _CONTAINER = 1, 2, 3, 10, 17
_INLINE = re.compile(
    r"\[(?P<words>(?:[^\[\]\\]|\\.)+)\]\(<(?P<to>[^>]+)>\)|\*\*(?P<bold>(?:[^*\\]|\\.)+)\*\*"
)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_LINES = (("### ", "h3"), ("## ", "h2"), ("-# ", "small"))
_STYLE = """
body { margin: 0; background: #313338; }
.page { width: 620px; padding: 12px 0 16px; }
.box { max-width: 500px; margin: 8px 0 0; padding: 12px 14px 14px; border-radius: 8px; background: #2b2d31;
       border: 1px solid #3f4147; border-left: 4px solid var(--accent, #3f4147); box-sizing: border-box; }
.text { white-space: normal; overflow-wrap: anywhere; max-width: 500px; }
.text p { margin: 0; line-height: 1.375rem; }
.text h2 { font-size: 20px; margin: 4px 0 2px; line-height: 1.3; color: #f2f3f5; }
.text h3 { font-size: 16px; margin: 2px 0 4px; line-height: 1.375; color: #f2f3f5; }
.text small { display: block; font-size: 12px; line-height: 1.4; color: #949ba4; margin-top: 2px; }
.text a { color: #00a8fc; text-decoration: none; }
"""


def page(title: str, messages: Sequence[str]) -> str:
    """A whole page that loads the bundled elements from `elements.js` beside it."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{_STYLE}</style></head><body><div class="page"><discord-messages no-background>'
        f'{"".join(messages)}</discord-messages></div><script src="elements.js"></script></body></html>'
    )


def message(components: Sequence[Json], timestamp: str, command: str = "", asked_by: str = "Ada") -> str:
    """One message by its components; `command` is what a person typed to get it."""
    asked = f'author="{escape(asked_by)}" avatar="{_face("#5b7f62")}" command="/{escape(command)}"'
    reply = f'<discord-command slot="reply" {asked}></discord-command>' if command else ""
    inside = "".join(_drawn(one) for one in components)
    return (
        f'<discord-message author="Tidings" bot avatar="{_face("#3b6fb6")}" role-color="#f2f3f5"'
        f' timestamp="{escape(timestamp)}">'
        f"{reply}{inside}</discord-message>"
    )


def _face(colour: str) -> str:
    """A plain disc where a picture of somebody would be."""
    square = f'<rect width="9" height="9" fill="{colour}"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{square}</svg>'
    return f"data:image/svg+xml,{quote(drawn)}"


def _drawn(one: Json) -> str:
    draw = _KINDS.get(int(one["type"]))
    if draw is None:
        raise ValueError(f"no picture of a component of type {one['type']}")
    return draw(one)


def _container(one: Json) -> str:
    colour = f' style="--accent: #{one["accent_color"]:06x}"' if one.get("accent_color") is not None else ""
    return f'<div class="box"{colour}>{"".join(_drawn(inner) for inner in one["components"])}</div>'


def _text(one: Json) -> str:
    return f'<div class="text">{"".join(_lines(str(one["content"])))}</div>'


def _row(one: Json) -> str:
    return f"<discord-action-row>{''.join(_drawn(inner) for inner in one['components'])}</discord-action-row>"


def _button(one: Json) -> str:
    disabled = " disabled" if one.get("disabled") else ""
    return f'<discord-button type="secondary"{disabled}>{escape(str(one["label"]))}</discord-button>'


def _select(one: Json) -> str:
    words = escape(str(one.get("placeholder", "")))
    return f'<discord-string-select-menu placeholder="{words}"></discord-string-select-menu>'


_KINDS: Mapping[int, Callable[[Json], str]] = {
    _ROW: _row,
    _BUTTON: _button,
    _SELECT: _select,
    _TEXT: _text,
    _CONTAINER: _container,
}


def _lines(markdown: str) -> Iterator[str]:
    for line in markdown.split("\n"):
        tag = next((tag for begins, tag in _LINES if line.startswith(begins)), "p")
        words = next((line.removeprefix(begins) for begins, _ in _LINES if line.startswith(begins)), line)
        yield f"<{tag}>{inline(words)}</{tag}>"


def inline(markdown: str) -> str:
    """Links, strong words and escapes of one line as HTML."""
    made, at = [], 0
    for found in _INLINE.finditer(markdown):
        made.append(_plain(markdown[at : found.start()]))
        if found["bold"] is not None:
            made.append(f"<b>{_plain(found['bold'])}</b>")
        else:
            made.append(f'<a href="{escape(found["to"])}">{_plain(found["words"])}</a>')
        at = found.end()
    return "".join((*made, _plain(markdown[at:])))


def _plain(words: str) -> str:
    return escape(_ESCAPED.sub(r"\1", words).replace("\u200b", ""), quote=False)
