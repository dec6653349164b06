"""The house's rules, checked over every source file: who may import whom, one library one home, sizes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(path for room in ("bot", "adapters", "bench") for path in (ROOT / room).rglob("*.py"))
PRODUCT = [path for path in CODE if path.relative_to(ROOT).parts[0] != "bench"]

PURE = ("bot/stories/", "bot/digest/", "bot/glossary/", "bot/showing/")
ADAPTERS_MAY_IMPORT = ("bot.ports", "bot.document", "bot.model", "bot.errors", "bot.showing")
HOMES = {
    "httpx": ("bot/sources/fetch.py", "adapters/loopback/", "adapters/webhook.py"),
    "httpcore": ("bot/sources/fetch.py", "bot/sources/addresses.py"),
    "sqlite_utils": ("bot/store/",),
    "sqlite3": ("bot/store/",),
    "feedparser": ("bot/sources/",),
    "trafilatura": ("bot/sources/pages.py",),
    "ahocorasick_rs": ("bot/glossary/linker.py",),
    "rapidfuzz": ("bot/glossary/resolve.py",),
    "nh3": ("bot/sources/markup.py",),
    "pydantic_settings": ("bot/settings.py",),
    "rich": ("adapters/console/", "bot/cli/"),
    "click": ("bot/cli/",),
    "apscheduler": ("bot/delivery/schedule.py",),
    "discord": ("adapters/discord/",),
    "slack_bolt": ("adapters/slack/",),
    "slack_sdk": ("adapters/slack/",),
}
IMPURE = (
    "bot.store",
    "bot.sources",
    "bot.settings",
    "bot.app",
    "bot.intake",
    "bot.newsroom",
    "bot.workspaces",
    "bot.desk",
    "bot.delivery",
    "bot.service",
    "bot.keeping",
    "bot.cli",
    "bot.logs",
)
EDGE_CALLS = {"now", "utcnow", "today", "open", "print", "urlopen"}
LONGEST_FILE = 320
LONGEST_FUNCTION = 40
MISNOMERS = {"utils", "helpers", "common", "manager", "misc", "handler", "processing"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _is_in(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_module_opens_with_what_it_is(path: Path) -> None:
    assert ast.get_docstring(_tree(path)), "say what this module is, and its place in the flow"


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_a_library_has_one_home(path: Path) -> None:
    name = _name(path)
    for module in _imports(path):
        home = HOMES.get(module.split(".")[0])
        assert home is None or name.startswith(home), f"{module} lives in {home}"


@pytest.mark.parametrize("path", [path for path in PRODUCT if _name(path).startswith(PURE)], ids=_name)
def test_pure_rooms_do_no_input_output_and_read_no_clock(path: Path) -> None:
    assert not [module for module in _imports(path) if _is_in(module, IMPURE)]
    called = {node.func for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)}
    names = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}
    assert not names & EDGE_CALLS


@pytest.mark.parametrize("path", [path for path in PRODUCT if _name(path).startswith("adapters/")], ids=_name)
def test_adapters_know_only_the_ports_and_never_each_other(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts[:2])
    for module in _imports(path):
        if _is_in(module, ("bot",)):
            assert _is_in(module, ADAPTERS_MAY_IMPORT), f"{module} is the engine's inside"
        if _is_in(module, ("adapters",)):
            assert _is_in(module, (own,)), f"{module} is another adapter"


@pytest.mark.parametrize("path", [path for path in PRODUCT if _name(path).startswith("bot/")], ids=_name)
def test_the_engine_reaches_adapters_only_by_name(path: Path) -> None:
    assert not [module for module in _imports(path) if _is_in(module, ("adapters",))]


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_names_say_what_a_thing_is(path: Path) -> None:
    assert path.stem not in MISNOMERS
    classes = [node.name.lower() for node in ast.walk(_tree(path)) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if name.endswith(tuple(MISNOMERS))]


def test_only_settings_reads_the_environment() -> None:
    readers = {
        _name(path)
        for path in PRODUCT
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert not readers
