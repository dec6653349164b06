"""The README's pictures: every message of the adapter can be drawn, and nothing in it acts on the page."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.discord.render import layout, split
from bench.pictures.discord_page import inline, message, page
from bot.document import Document
from tests.contracts.documents import documents


class _Tags(HTMLParser):
    """What opens in a page, and the text that is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_every_message_can_be_drawn(document: Document) -> None:
    for part in split(document):
        components = layout(part, "key").to_components()  # type: ignore[no-untyped-call]
        found = _Tags()
        found.feed(page("A picture", [message(components, "Today", "explain rag")]))
        assert set(found.opened) <= {
            "html", "head", "meta", "title", "style", "body", "div", "script",
            "p", "h2", "h3", "small", "a", "b",
            "discord-messages", "discord-message", "discord-command", "discord-action-row", "discord-button",
            "discord-string-select-menu",
        }  # fmt: skip
        assert all(re.match("https?://", address) for address in found.addresses)


def test_markdown_is_read_as_discord_reads_it() -> None:
    assert inline(r"[A \[b\]](<https://e.example/>) \*c\* **d** <e>") == (
        '<a href="https://e.example/">A [b]</a> *c* <b>d</b> &lt;e&gt;'
    )


def test_what_has_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="type 9"):
        message([{"type": 9}], "Today")
