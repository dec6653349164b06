"""Which adapters run: those that are named, or all that are set up; others are told what they lack."""

import pytest

from bot.errors import UnknownName
from bot.service.platforms import chosen
from bot.settings import Settings
from tests.kept import Kept


def settings(**given: object) -> Settings:
    """Settings of nothing but these."""
    return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADAPTERS", "LOOPBACK_URL"):
        monkeypatch.delenv(f"TIDINGS_{name}", raising=False)


def test_what_is_set_up_runs_and_a_terminal_only_where_it_is_named() -> None:
    found = chosen(settings(loopback_url="http://127.0.0.1:9"))
    assert "loopback" in found.adapters
    assert "console" not in found.adapters
    assert found.adapters["loopback"](Kept()).name == "loopback"


def test_what_is_not_set_up_says_how() -> None:
    found = chosen(settings())
    assert not found.adapters
    assert "loopback is not set up; see TIDINGS_LOOPBACK_URL in .env.example" in found.others
    assert not [line for line in found.others if "console" in line]


def test_what_is_named_is_started_even_where_it_will_fail() -> None:
    found = chosen(settings(adapters="console, nonesuch,console"))
    assert list(found.adapters) == ["console", "nonesuch"]
    assert not found.others
    with pytest.raises(UnknownName, match="there is no adapter 'nonesuch'"):
        found.adapters["nonesuch"](Kept())
    assert list(chosen(settings(adapters="loopback"), ("console",)).adapters) == ["console"]
