"""Names that are import paths: how the engine reaches adapters without importing them."""

import importlib
import importlib.util
import pkgutil
from types import ModuleType

from bot.errors import MissingExtra, UnknownName

PACKAGE = "adapters"


def adapter_names() -> tuple[str, ...]:
    """Names of the adapters there are, sorted."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return tuple(sorted(module.name for module in pkgutil.iter_modules(places)))


def adapter(name: str) -> ModuleType:
    """Import the adapter called `name`; raises UnknownName, or MissingExtra with the install line."""
    if name not in adapter_names():
        raise UnknownName(f"there is no adapter {name!r}; choose one of: {', '.join(adapter_names())}")
    try:
        return importlib.import_module(f"{PACKAGE}.{name}")
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the {name} adapter needs {error.name!r}: run `pip install 'tidings[{name}]'`"
        ) from error
