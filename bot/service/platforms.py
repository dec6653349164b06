"""Which adapters run: those that are named in the settings, or all that are set up.

Between the settings and the service. An adapter module says by `configured(settings)` whether it has what
it needs; its settings begin with its name. One without settings (a terminal) runs only where it is named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import registry
from bot.errors import MissingExtra
from bot.ports import Adapter, Keep
from bot.settings import PREFIX, Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """The adapters to start, made when called; and in plain lines why others are not among them."""

    adapters: Mapping[str, Callable[[Keep], Adapter]]
    others: tuple[str, ...]


def chosen(settings: Settings, names: tuple[str, ...] | None = None) -> Chosen:
    """Choose the adapters called `names` (by default those of the settings), or all that are set up.

    One that is named and fails is started all the same, so that its own error says why it cannot be.
    """
    named = settings.adapters if names is None else names
    if named:
        return Chosen({name: _create(name, settings) for name in dict.fromkeys(named)}, ())
    missing = {name: _missing(name, settings) for name in registry.adapter_names()}
    return Chosen(
        {name: _create(name, settings) for name, line in missing.items() if line is None},
        tuple(line for line in missing.values() if line),
    )


def _create(name: str, settings: Settings) -> Callable[[Keep], Adapter]:
    def create(keep: Keep) -> Adapter:
        adapter: Adapter = registry.adapter(name).create(settings, keep)
        return adapter

    return create


def _missing(name: str, settings: Settings) -> str | None:
    """Why an adapter does not run, in a line; "" for one without settings, None where it is set up."""
    own = [PREFIX + one.upper() for one in Settings.model_fields if one.startswith(f"{name}_")]
    try:
        if registry.adapter(name).configured(settings):
            return None
    except MissingExtra as error:
        return str(error)
    return f"{name} is not set up; see {', '.join(own)} in .env.example" if own else ""
