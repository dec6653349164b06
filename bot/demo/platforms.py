"""The demo's digest as the chat platforms would get it, and whether each would take it.

Asks every adapter that can draw without a connection; what it says of its own limits is shown.
"""

from bot import registry
from bot.document import Block, Document, Fields, Heading, Paragraph, Span, paragraph
from bot.ports import Drawn

_LINES = 7  # of the first message, enough to see how a story looks


def on_platforms(document: Document) -> Document:
    """How many messages the document is on each platform, what they take, and how the first begins."""
    blocks = [block for name in registry.adapter_names() for block in _on(name, document)]
    return Document("The same digest on chat platforms", tuple(blocks), "as it would be sent")


def _on(name: str, document: Document) -> tuple[Block, ...]:
    draw = getattr(registry.adapter(name), "drawn", None)
    if draw is None:
        return ()
    try:
        messages: tuple[Drawn, ...] = draw(document)
    except ModuleNotFoundError as error:
        return (Heading(name.capitalize()), paragraph(f"Not shown: it needs {error.name}."))
    rows = tuple((f"message {number}", _measured(one)) for number, one in enumerate(messages, 1))
    lines = messages[0].text.splitlines()[:_LINES]
    text = [Paragraph((Span(line),), quiet=True) for line in lines if line]
    return (Heading(name.capitalize()), Fields(rows), *text)


def _measured(message: Drawn) -> str:
    return f"{message.takes}: {'would be refused, ' + '; '.join(message.wrong) if message.wrong else 'taken'}"
