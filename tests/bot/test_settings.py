"""Settings: defaults, the environment, `.env`, and errors that name the variable."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import ConfigError
from bot.settings import PREFIX, load_settings


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "ZONE", "DIGEST_STORIES", "ALLOWED_PRIVATE_HOSTS", "LANGUAGE"):
        monkeypatch.delenv(PREFIX + name, raising=False)


def test_defaults_need_nothing() -> None:
    settings = load_settings(env_file=None)
    assert settings.zone == "UTC"
    assert settings.data_dir.name == "tidings"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("TIDINGS_ZONE=Europe/Berlin\nTIDINGS_DIGEST_STORIES=3\nTIDINGS_LANGUAGE=\n")
    monkeypatch.setenv("TIDINGS_DIGEST_STORIES", "5")
    settings = load_settings(env_file)
    assert (settings.zone, settings.digest_stories, settings.language) == ("Europe/Berlin", 5, "en")


def test_a_wrong_value_says_the_variable_what_it_got_and_what_it_wants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TIDINGS_ZONE", "Mars/Olympus")
    monkeypatch.setenv("TIDINGS_DIGEST_STORIES", "many")
    with pytest.raises(ConfigError) as caught:
        load_settings(env_file=None)
    zone, stories = str(caught.value).splitlines()
    assert zone == "TIDINGS_ZONE is 'Mars/Olympus': want the name of an IANA time zone, such as Europe/Berlin"
    assert stories.startswith("TIDINGS_DIGEST_STORIES is 'many': input should be a valid integer")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATA_DIR", "~no-such-user/x"),
        ("CONTACT", "Jürgen"),
        ("CONTACT", "a\nb"),
        ("LANGUAGE", "english"),
    ],
)
def test_values_that_would_fail_later_are_refused_at_once(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigError, match=f"{PREFIX}{name} is .*: want "):
        load_settings(env_file=None)


def test_an_env_file_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"TIDINGS_CONTACT=J\xfcrgen")
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        load_settings(env_file)


def test_hosts_are_a_comma_separated_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_ALLOWED_PRIVATE_HOSTS", "10.0.0.0/8, feeds.internal:8080,")
    assert load_settings(env_file=None).allowed_private_hosts == ("10.0.0.0/8", "feeds.internal:8080")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_settings(env_file=None).zone = "UTC"
