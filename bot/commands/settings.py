"""`settings`: what a server's digests start from: its time zone, language and number of stories."""

from dataclasses import replace

from bot.desk.call import Call
from bot.desk.when import complete_zones, find_zone
from bot.digest.words import counted
from bot.document import Action, Actions, Document, Fields, paragraph
from bot.errors import RequestError
from bot.orders import Workspace
from bot.ports import Choice, Command, Kind, Option
from bot.settings import checked_language
from bot.workspaces.workspaces import home_of, manages

COMMAND = Command(
    name="settings",
    sentence="Show or change the time zone, language and length that new digests start from",
    options=(
        Option("zone", "Time zone, by a city or its name: Berlin, America/New_York", completes=True),
        Option("language", "Two-letter code of the stories' language, or any", completes=True, most=20),
        Option("stories", "How many stories a digest holds at most", Kind.NUMBER, least=1, most=25),
    ),
    examples=("settings", "settings Berlin", "settings language:any stories:5"),
    anywhere=True,
)
_LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "any": "every language",
}  # fmt: skip


async def answer(call: Call) -> Document:
    """What is set here; with options what is set from now on."""
    before = home_of(call.app, call.caller)
    if not call.options:
        return _shown(call, before, ())
    if not manages(call.caller):
        raise RequestError(
            "Settings are changed by people who manage this server. Nothing was changed; ask one of them,"
            " or message me directly for settings of your own."
        )
    after = _changed(call, before)
    call.app.store.workspaces.save(after)
    return _shown(call, after, _said_back(after, call))


def complete(call: Call, option: str, typed: str) -> tuple[Choice, ...]:
    """Zones by city or name, languages by name or code."""
    if option == "zone":
        return complete_zones(typed)
    wanted = typed.casefold()
    return tuple(
        Choice(code, f"{name} ({code})")
        for code, name in _LANGUAGES.items()
        if wanted in f"{code} {name}".casefold()
    )


def _changed(call: Call, before: Workspace) -> Workspace:
    return replace(
        before,
        zone=find_zone(call.text("zone")) if call.text("zone") else before.zone,
        language=_language(call.text("language")) or before.language,
        stories=call.number("stories", before.stories),
        joined_at=before.joined_at or call.now,
    )


def _language(typed: str) -> str:
    """The code of a language by its code or its name, "" where none was typed."""
    by_name = {name.casefold(): code for code, name in _LANGUAGES.items()}
    try:
        return checked_language(by_name.get(typed.casefold(), typed)) if typed else ""
    except ValueError:
        raise RequestError(
            f"I know no language {typed!r}; type a two-letter code such as en or de, or any."
            " Nothing was changed."
        ) from None


def _said_back(after: Workspace, call: Call) -> tuple[str, ...]:
    """What was understood, a sentence an option."""
    said = {
        "zone": f"Times here are in {after.zone} from now on.",
        "language": f"Stories are in {_called(after.language)} from now on.",
        "stories": f"A digest holds {counted(after.stories, 'story', 'stories')} at most from now on.",
    }
    kept = (
        ("Digests that were set up before keep the zone they were given.",) if "zone" in call.options else ()
    )
    return (" ".join(said[name] for name in said if name in call.options), *kept)


def _shown(call: Call, workspace: Workspace, said: tuple[str, ...]) -> Document:
    settings = call.app.settings
    rows = (
        ("Time zone", _or_default(workspace.zone, call.caller.zone or settings.zone)),
        ("Language", _or_default(_called(workspace.language), _called(settings.language))),
        ("Stories", _or_default(str(workspace.stories or ""), str(settings.digest_stories))),
    )
    actions = Actions((Action("Subscriptions", "subscriptions"), Action("Sources", "sources")))
    return Document("Settings", (*(paragraph(text) for text in said), Fields(rows), actions), _place(call))


def _place(call: Call) -> str:
    return "of this server" if call.caller.workspace else "of your own digests"


def _or_default(value: str, default: str) -> str:
    return value or f"{default} (nobody chose one here)"


def _called(language: str) -> str:
    """A language by its name, or as its code where we have none."""
    return _LANGUAGES.get(language, language)
