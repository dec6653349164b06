"""What is told privately about deliveries, as Documents. Pure."""

from bot.document import Document, paragraph


def refusal(channel: str, why: str) -> Document:
    """Tell that a channel takes nothing more from us, what was kept, and what to do."""
    return Document(
        "A channel does not take my digests",
        (
            paragraph(f"I can't post in {channel}: {why}."),
            paragraph(
                "Its subscriptions rest; nothing was deleted. Let me post there again, then use"
                " `subscriptions` there to resume them."
            ),
        ),
    )
