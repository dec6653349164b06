"""The commands, one file each: declaration, answer, completion. `bot/desk/table.py` finds them."""

ORDER = (
    "explain",
    "digest",
    "news",
    "search",
    "story",
    "why",
    "topics",
    "subscribe",
    "unsubscribe",
    "subscriptions",
    "follow",
    "mute",
    "preview",
    "sources",
    "terms",
    "settings",
    "help",
    "privacy",
)
"""Every command, in the order in which help shows them."""
