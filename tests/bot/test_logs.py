"""Logs: structured, and without what looks like a secret."""

import json

import pytest
import structlog

from bot.logs import HIDDEN, configure_logs, redact

SECRETS = (
    "https://reader:hunter2@feeds.example/a",
    "https://feeds.example/a?token=abc123&x=1",
    "xoxb-123-456-abcdef",
    "xapp-1-A0-123-abc",
    "https://hooks.slack.com/services/T000/B000/XXXXXXXX",
    "https://discord.com/api/webhooks/123456/abc-DEF_ghi",
    "Authorization: Bearer abc.def.ghi",
)


@pytest.mark.parametrize("text", SECRETS)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    assert HIDDEN in redact(text)
    for part in ("hunter2", "abc123", "456-abcdef", "A0-123", "XXXXXXXX", "abc-DEF", "abc.def.ghi"):
        assert part not in redact(text)


def test_plain_text_stays() -> None:
    text = "3 of 4 sources read: https://lab.example/feed?id=5&page=2"
    assert redact(text) == text


def test_a_line_is_json_with_level_time_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    structlog.get_logger().info("fetched", url="https://a:b@c.example/", api_key="k", count=3, nothing=None)
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "fetched"
    assert line["level"] == "info"
    assert line["url"] == f"https://{HIDDEN}@c.example/"
    assert (line["api_key"], line["count"], line["nothing"]) == (HIDDEN, 3, None)
    assert line["timestamp"].endswith("Z")


def test_an_exception_in_a_log_hides_secrets_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    try:
        raise ValueError("no answer from https://a:hunter2@c.example/")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "hunter2" not in capsys.readouterr().err
