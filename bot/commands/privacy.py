"""`privacy`: what is kept of a server and a person, a copy of it, and forgetting it in two steps."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.desk import tokens
from bot.desk.call import Call
from bot.digest.words import counted
from bot.document import Action, Actions, Document, Fields, paragraph
from bot.errors import RequestError
from bot.keeping.transfer import as_text, export_workspace
from bot.ports import Choice, Command, Option
from bot.workspaces.workspaces import KEPT, manages

_EXPORT_ME, _EXPORT_SERVER = "export me", "export server"
_FORGET_ME, _FORGET_SERVER = "forget me", "forget server"
COMMAND = Command(
    name="privacy",
    sentence="Say what is kept, give you a copy of it, or forget it",
    options=(
        Option(
            "what",
            "A copy of what is kept, or to forget it; nothing here shows what is kept",
            choices=(
                Choice(_EXPORT_ME, "Export what is mine"),
                Choice(_EXPORT_SERVER, "Export this server's"),
                Choice(_FORGET_ME, "Forget me"),
                Choice(_FORGET_SERVER, "Forget this server"),
            ),
        ),
        Option("confirm", "The code that forgetting asks you to repeat", most=12),
    ),
    examples=("privacy", "privacy export server", "privacy forget me"),
    anywhere=True,
)
_PIECE = 1_500  # characters of a copy in one paragraph: each fits a message of any platform
_CODE_LASTS = timedelta(hours=1)  # at least; twice that at most


async def answer(call: Call) -> Document:
    """What is kept; a copy; or the two steps of forgetting."""
    what = call.text("what")
    if not what:
        return _kept(call)
    if what.endswith("server"):
        _check_server(call)
    home = call.caller.home if what.endswith("server") else _own_home(call)
    if what in (_EXPORT_ME, _EXPORT_SERVER):
        return _copy(call, home)
    if not call.text("confirm"):
        return _asked_back(call, what)
    return _forgotten(call, what, home)


def _own_home(call: Call) -> str:
    """Where a person's own orders are kept: those in direct messages."""
    return f"{call.caller.platform}:@{call.caller.person}"


def _check_server(call: Call) -> None:
    if not call.caller.workspace:
        raise RequestError(
            "There is no server here, these are direct messages. `privacy forget me` is about you."
        )
    if not manages(call.caller):
        raise RequestError(
            "That is for people who manage this server. Nothing was changed; ask one of them."
            " `privacy forget me` is about you."
        )


def _kept(call: Call) -> Document:
    ours, own = call.caller.home, _own_home(call)
    here = call.app.store.subscriptions.of_workspace(ours)
    mine = here if own == ours else call.app.store.subscriptions.of_workspace(own)
    made = sum(1 for one in here if one.created_by == call.caller.person)
    terms, sources = call.app.store.glossary.changes(ours), call.app.choices(ours)
    rows = (
        (
            "Digests here",
            f"{counted(len(here), 'subscription')}: channel, topics, words, time, and who set it up",
        ),
        ("Settings here", "time zone, language, length of a digest, and the server's name"),
        (
            "Words and sources",
            f"{counted(len(terms), 'own term')}, {counted(len(sources), 'changed source')}",
        ),
        ("What was posted", _posted(call)),
        ("Of you", f"your id here beside {counted(made, 'subscription')} you set up here"),
        ("Your own digests", f"{counted(len(mine), 'subscription')} in direct messages"),
        ("Never kept", "your messages, what you ask for, your name, your address"),
    )
    words = (
        f"A server that removes me is forgotten after {KEPT.days} days. A word that nobody could explain is"
        " counted, without who asked. Logs hold the names of commands, never what was typed."
    )
    return Document("What is kept", (Fields(rows), paragraph(words), Actions(_ways(call))))


def _posted(call: Call) -> str:
    settings = call.app.settings
    return (
        f"which digest went to which channel and when, for {settings.retention_ledger_days} days;"
        f" the stories told there, for {settings.retention_days} days"
    )


def _ways(call: Call) -> tuple[Action, ...]:
    own = (
        Action("A copy of what is mine", f"privacy {_EXPORT_ME}"),
        Action("Forget me", f"privacy {_FORGET_ME}"),
    )
    servers = (
        Action("A copy of this server's", f"privacy {_EXPORT_SERVER}"),
        Action("Forget this server", f"privacy {_FORGET_SERVER}"),
    )
    return (*own, *servers) if call.caller.workspace and manages(call.caller) else own


def _copy(call: Call, home: str) -> Document:
    text = as_text(export_workspace(call.app.store, home))
    whole = "This is all, as JSON. Whoever runs me can read it back in with `tidings import`."
    return Document("A copy of what is kept", (paragraph(whole), *map(paragraph, _pieces(text))))


def _pieces(text: str) -> Iterator[str]:
    """The text cut between lines, and within a line that is too long by itself."""
    piece = ""
    for line in text.splitlines(keepends=True):
        for start in range(0, len(line), _PIECE):
            part = line[start : start + _PIECE]
            if len(piece) + len(part) > _PIECE:
                yield piece.rstrip("\n")
                piece = ""
            piece += part
    yield piece


def _asked_back(call: Call, what: str) -> Document:
    code = _codes(call, what)[0]
    line = f"privacy {what} confirm:{code}"
    how = f"To go on, press the button or type `{line}` within an hour."
    actions = Actions(
        (
            Action(f"Yes, {what.replace('server', 'this server')}", line),
            Action("A copy first", f"privacy export {what.rpartition(' ')[2]}"),
        )
    )
    return Document("Forget it all?", (paragraph(f"{_OUTCOMES[what]} This cannot be undone. {how}"), actions))


_OUTCOMES = {
    _FORGET_ME: "Your own digests in direct messages, their settings and what they told you are deleted, and"
    " your id is taken off the digests that you set up elsewhere; those go on.",
    _FORGET_SERVER: "All digests of this server, its settings, sources, terms and the memory of its channels"
    " are deleted. Nothing is posted here any more.",
}


def _forgotten(call: Call, what: str, home: str) -> Document:
    if call.text("confirm").casefold() not in _codes(call, what):
        raise RequestError(
            f"That code is not the one, or is too old. Nothing was deleted; `privacy {what}` gives a new one."
        )
    store = call.app.store
    gone = len(store.subscriptions.of_workspace(home))
    store.workspaces.forget(home)
    store.feeds.forget_unwanted()
    if what == _FORGET_ME:
        store.subscriptions.forget_person(call.caller.platform, call.caller.person)
    words = f"{counted(gone, 'subscription')} and all that hung on them are deleted."
    return Document("Forgotten", (paragraph(f"{words} `subscribe` starts afresh at any time."),))


def _codes(call: Call, what: str) -> tuple[str, str]:
    """The code of this hour and of the one before; only this person's, for this, here."""
    key = tokens.key_of(call.app.store)
    about = f"{what} {call.caller.home} {call.caller.person}"
    return (
        tokens.code(f"{about} {_hour(call.now)}", key),
        tokens.code(f"{about} {_hour(call.now - _CODE_LASTS)}", key),
    )


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H}"
