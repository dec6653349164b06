"""Discord's markdown: how shown words are made inert, and how links and strong words are written. Pure.

The Markup of `bot/showing/markup.py`. What acts gets a backslash before it; no mention is left.
"""

import re

from bot.showing.markup import Markup

# Everywhere: what pairs, quotes or opens brackets. A colon before // (bare address), or opening :name:, also
# one that the end leaves open (something may follow). The dot of Discord's own hosts: it unfolds invitations.
_ACTING = re.compile(
    r"[\\*_~|`<>\[\]]|:(?=//|[\w~]+:|[\w~]*$)|(?<=discord)[.](?=\w)|(?<=discordapp)[.](?=\w)", re.I
)
_AT_START = re.compile(r"^(\d*)([-#+=.)])")
# The servers look for mentions in the raw text, whatever stands before them.
_CALLING = re.compile(r"@(?=everyone|here|[!&]?\d|$)", re.I)
_BREAK = "\u200b"
_NO_BRACKETS = str.maketrans("[]", "()")  # Discord's parser counts escaped brackets in a link's words


def marked(words: str) -> str:
    """Shown words with a backslash before whatever could act, and no mention in them."""
    text = _ACTING.sub(r"\\\g<0>", words)
    return _CALLING.sub(f"@{_BREAK}", _AT_START.sub(r"\1\\\2", text))


def _anchor(words: str, to: str) -> str:
    return f"[{words}](<{to}>)"  # the inner brackets keep Discord from unfolding the page


def _strong(words: str) -> str:
    return f"**{words}**"


def _command(says: str) -> str:
    return f"/{says}"


def _in_link(words: str) -> str:
    return words.translate(_NO_BRACKETS)


MARKDOWN = Markup(marked, _anchor, _strong, _command, _in_link)
