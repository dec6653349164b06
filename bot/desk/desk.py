"""The desk itself: what every adapter hands its requests to, and what hands back the replies.

A request is admitted (limits), checked (who may, where, options), answered by its command, and signed.
What people do wrong becomes a private reply that says the next step; a fault of ours is logged and
becomes one plain sentence. Nothing is raised to an adapter; a command decides, the desk never does.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

import structlog

from bot.app import App
from bot.delivery.notices import refusal
from bot.desk import forms, options, table, tokens, typed
from bot.desk.call import Call
from bot.desk.limits import Limits
from bot.desk.table import CommandModule, Completing
from bot.document import Action, Actions, Block, Document, paragraph
from bot.errors import RequestError
from bot.ports import Caller, Choice, Command, Form, Notice, Reply, Request, Where, Who
from bot.workspaces import workspaces
from bot.workspaces.workspaces import manages, zone_of

log = structlog.get_logger()

_FAULT = "Something went wrong on my side. It was noted in the log; please try again in a minute."
_MOST_LINE = 600  # of an error's text that is shown


class FrontDesk:
    """The Desk of `bot/ports.py`. An empty `key` leaves actions unsigned, for an answer shown once."""

    def __init__(
        self,
        app: App,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        modules: Mapping[str, CommandModule] | None = None,
        key: bytes | None = None,
    ) -> None:
        self._app = app
        self._clock = clock
        self._limits = limits or Limits()
        self._modules = modules
        self._key = tokens.key_of(app.store) if key is None else key

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, in the order in which help shows them."""
        if self._modules is None:
            return table.commands()
        return tuple(module.COMMAND for module in self._modules.values())

    async def answer(self, request: Request) -> Reply:
        """Answer a command."""
        return await self._replied(request.caller, lambda: (request, True))

    async def said(self, caller: Caller, line: str) -> Reply:
        """Answer a line as people type it."""
        return await self._replied(caller, lambda: (self._asked(caller, line), False))

    async def press(self, caller: Caller, token: str) -> Reply:
        """Answer a pressed Action as if its line were typed by who pressed it."""
        return await self._replied(
            caller, lambda: (self._asked(caller, tokens.opened(token, self._key)), False)
        )

    async def complete(self, request: Request, option: str) -> tuple[Choice, ...]:
        """Offer at most 25 values; none where something is wrong, since nobody could read why."""
        now = self._clock()
        if not self._limits.admits_completion(request.caller, now):
            return ()
        try:
            return options.offered(self._completed(request, option, now))
        except RequestError:
            return ()
        except Exception:
            log.exception("completion failed", command=request.command, option=option)
            return ()

    async def form(self, caller: Caller, token: str) -> Form | None:
        """The form to fill in where an Action asks for one, else None."""
        try:
            request = self._asked(caller, tokens.opened(token, self._key))
            _check_who(self._module(request.command).COMMAND, caller)
        except RequestError:
            return None  # pressing it says why
        return forms.asked(request, self._app)

    async def joined(self, platform: str, workspace: str, name: str) -> Document:
        """Note that a workspace has us (again); returns the welcome to show there."""
        welcome = workspaces.joined(self._app, platform, workspace, options.plain(name)[:100], self._clock())
        return self._signed(welcome)

    async def left(self, platform: str, workspace: str) -> None:
        """Note that a workspace has put us out."""
        workspaces.left(self._app, platform, workspace, self._clock())

    async def channel_lost(self, platform: str, channel: str, why: str) -> tuple[Notice, ...]:
        """Park what is sent to a channel that is gone or closed to us; returns what to tell whom."""
        store, reason = self._app.store.subscriptions, options.plain(why)[:200]
        active = [one for one in store.of_channel(platform, channel) if not one.parked]
        if active:
            store.park(platform, channel, reason, self._clock())
        people = {(one.workspace.removeprefix(f"{platform}:"), one.created_by) for one in active}
        told = self._signed(refusal(self._app.called(platform, channel), reason))
        return tuple(
            Notice("" if workspace.startswith("@") else workspace, person, told)
            for workspace, person in sorted(people)
            if person
        )

    async def is_new(self, platform: str, event: str) -> bool:
        """Note what a platform handed to us; False where it did so before."""
        return self._app.store.events.note(platform, event[:200], self._clock())

    async def channel_back(self, platform: str, channel: str) -> None:
        """Resume what was parked for a channel."""
        self._app.store.subscriptions.unpark(platform, channel)

    async def resting(self, platform: str) -> tuple[str, ...]:
        """The channels for which something is parked, those of workspaces that put us out left aside."""
        return self._app.store.subscriptions.resting(platform, workspaces.LEFT)

    async def _replied(self, caller: Caller, read: Callable[[], tuple[Request, bool]]) -> Reply:
        """The reply to what `read` finds was asked; it says too whether the platform vouches for channels."""
        command = ""
        try:
            self._limits.admit(caller, self._clock())
            request, vouched = read()
            command = request.command
            return await self._answered(request, vouched and bool(caller.workspace))
        except RequestError as error:
            return self._failed(str(error), command)
        except Exception:
            log.exception("a command failed", command=command, platform=caller.platform)
            return self._failed(_FAULT, "")

    async def _answered(self, request: Request, vouched: bool) -> Reply:
        module = self._module(request.command)
        command, caller = module.COMMAND, request.caller
        _check_who(command, caller)
        given = options.checked(command, request.options)
        if not vouched:
            options.own_channel_only(command, given, caller)
        document = await module.answer(self._call(caller, given, self._clock()))
        return Reply(self._signed(document), private=command.where is Where.PRIVATE)

    def _completed(self, request: Request, option: str, now: datetime) -> Sequence[Choice]:
        module = self._module(request.command)
        _check_who(module.COMMAND, request.caller)
        declared = next((one for one in module.COMMAND.options if one.name == option), None)
        if declared is None:
            return ()
        given = options.passing(module.COMMAND, request.options)
        words = options.plain(request.options.get(option, ""))[: options.LONGEST_CHOICE]
        if declared.choices:
            return options.matching(declared.choices, words)
        if not declared.completes:
            return ()
        if not request.caller.workspace:
            options.own_channel_only(module.COMMAND, given, request.caller)
        return cast(Completing, module).complete(self._call(request.caller, given, now), option, words)

    def _asked(self, caller: Caller, line: str) -> Request:
        asked = typed.understood(line or "help", self.commands)
        return Request(caller, asked.command, asked.options)

    def _module(self, name: str) -> CommandModule:
        try:
            return table.module(name) if self._modules is None else self._modules[name]
        except KeyError:
            shown = options.plain(name)[:40]
            raise RequestError(f"I know no command {shown!r}. `help` lists all of them.") from None

    def _call(self, caller: Caller, given: Mapping[str, str], now: datetime) -> Call:
        return Call(caller, given, self._app, now, zone_of(self._app, caller))

    def _signed(self, document: Document) -> Document:
        return tokens.signed(document, self._key) if self._key else document

    def _failed(self, text: str, command: str) -> Reply:
        """The reply to what could not be done; where a command was meant, its help is one press away."""
        about = Action(f"How {command} works", f"help {command}") if command else Action("Help", "help")
        blocks: tuple[Block, ...] = (paragraph(text[:_MOST_LINE]), Actions((about,)))
        return Reply(self._signed(Document("Not done", blocks)), private=True, failed=True)


def _check_who(command: Command, caller: Caller) -> None:
    if command.who is Who.MANAGER and not manages(caller):
        raise RequestError(
            f"`{command.name}` is for people who manage this server. Nothing was changed; ask one of them,"
            " or message me directly for a digest of your own."
        )
    if not caller.workspace and not command.anywhere:
        raise RequestError(
            f"`{command.name}` works in a server's channel, not in direct messages. Type it there."
        )
