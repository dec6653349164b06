"""Signed tokens of Actions: the line an Action says, with a mark that only we can make.

The desk signs every document that it answers with, and opens what adapters hand back. A token needs no
memory, so it still works after a restart; it is no permission: who presses is checked like who types.
"""

import base64
import hmac
import secrets
from dataclasses import replace
from hashlib import sha256

from bot.document import Action, Actions, Block, Document, StoryCard, TermCard
from bot.errors import RequestError
from bot.store import Store

LONGEST = 64  # bytes in all: the smallest of the platforms' limits (Telegram's callback_data)
_MARK = 12  # characters of base64: 72 bits, not to be guessed through a platform
_GAP = "~"


def key_of(store: Store) -> bytes:
    """The store's own key, made on first use."""
    return bytes.fromhex(store.secrets.get("actions", lambda: secrets.token_hex(32)))


def mark(text: str, key: bytes) -> str:
    """HMAC-SHA256 of the text, cut to 72 bits."""
    made = hmac.digest(key, text.encode("utf-8", "replace"), sha256)
    return base64.urlsafe_b64encode(made).decode()[:_MARK]


def code(text: str, key: bytes) -> str:
    """A short mark that people can type: 6 hexadecimal digits, against slips and not against attack."""
    return hmac.digest(key, b"code " + text.encode("utf-8", "replace"), sha256).hex()[:6]


def token(line: str, key: bytes) -> str:
    """The token of a line, "" where the line is too long for one."""
    made = f"{line}{_GAP}{mark(line, key)}"
    return made if len(made.encode("utf-8", "replace")) <= LONGEST else ""


def opened(signed_line: str, key: bytes) -> str:
    """The line of a token. Raises RequestError where we did not make it."""
    line, _, theirs = signed_line.rpartition(_GAP)
    ours = mark(line, key)
    if not key or not line or not hmac.compare_digest(theirs.encode("utf-8", "replace"), ours.encode()):
        raise RequestError(
            "That button is not one of mine, or is from before a new installation. Try `help`."
        )
    return line


def signed(document: Document, key: bytes) -> Document:
    """The document with the token of every Action filled in."""
    return replace(document, blocks=tuple(_signed_block(block, key) for block in document.blocks))


def _signed_block(block: Block, key: bytes) -> Block:
    if isinstance(block, StoryCard | TermCard | Actions) and block.actions:
        return replace(block, actions=tuple(_signed_action(action, key) for action in block.actions))
    return block


def _signed_action(action: Action, key: bytes) -> Action:
    return replace(action, token=token(action.says, key))
