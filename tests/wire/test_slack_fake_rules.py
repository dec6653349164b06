"""The fake's judgement of payloads: what Slack refuses is refused, what the house forbids is kept."""

from typing import Any

import pytest

pytest.importorskip("slack_sdk", reason="slack-sdk is not installed")

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from tests.wire.slack import FakeSlack, rules
from tests.wire.slack.entities import Json
from tests.wire.slack.journal import masked
from tests.wire.slack.sample_bot import button, card, client, form, option, section
from tests.wire.slack.texts import problems


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def _buttons(count: int) -> list[Json]:
    return [button("Go", f"go{number}") for number in range(count)]


def _select(**more: Any) -> Json:
    return _actions({"type": "static_select", "action_id": "pick", "options": [option("A", "a")], **more})


def _fields(count: int, length: int) -> Json:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * length}] * count}


REFUSED: dict[str, list[Any]] = {
    "51 blocks": [{"type": "divider"}] * 51,
    "unknown type": [{"type": "marquee", "text": "x"}],
    "unknown key": [section("x") | {"colour": "red"}],
    "unknown key inside": [_actions(button("Go", "go") | {"size": "big"})],
    "empty section": [{"type": "section"}],
    "empty text": [section("")],
    "section text": [section("x" * 3001)],
    "field text": [_fields(1, 2001)],
    "11 fields": [_fields(11, 1)],
    "header text": [{"type": "header", "text": _plain("x" * 151)}],
    "header of mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "11 context elements": [{"type": "context", "elements": [_plain("x")] * 11}],
    "empty context": [{"type": "context", "elements": []}],
    "26 actions": [_actions(*_buttons(26))],
    "block_id": [section("x") | {"block_id": "b" * 256}],
    "block_id twice": [section("x") | {"block_id": "b"}, section("y") | {"block_id": "b"}],
    "action_id": [_actions(button("Go", "a" * 256))],
    "action_id twice": [_actions(button("Go", "a"), button("On", "a"))],
    "button text": [_actions(button("x" * 76, "a"))],
    "button value": [_actions(button("Go", "a", value="x" * 2001))],
    "button url": [_actions(button("Go", "a", url="https://" + "x" * 3000))],
    "button to nowhere": [_actions(button("Go", "a", url="javascript:alert(1)"))],
    "button style": [_actions(button("Go", "a", style="loud"))],
    "option text": [_select(options=[option("x" * 76, "a")])],
    "option value": [_select(options=[option("A", "x" * 151)])],
    "no options": [_select(options=[])],
    "101 options": [_select(options=[option(str(at), str(at)) for at in range(101)])],
    "initial option": [_select(initial_option=option("B", "b"))],
    "6 overflow options": [
        section("x")
        | {
            "accessory": {
                "type": "overflow",
                "action_id": "o",
                "options": [option(str(at), str(at)) for at in range(6)],
            }
        }
    ],
    "image without words": [{"type": "image", "image_url": "https://example.org/a.png", "alt_text": ""}],
    "markdown": [{"type": "markdown", "text": "x" * 7000}, {"type": "markdown", "text": "y" * 7000}],
}


@pytest.mark.parametrize("blocks", REFUSED.values(), ids=REFUSED.keys())
def test_blocks_that_slack_refuses(blocks: list[Json]) -> None:
    found = rules.message({"text": "x", "blocks": blocks})
    assert any(problem.error == "invalid_blocks" for problem in found)


def test_whole_and_modest_payloads_pass() -> None:
    assert rules.message({"text": "News &amp; more", "blocks": card()}) == []
    assert rules.message({"text": "*Bold* <https://example.org?a=1&b=2|a &gt; b>\n>quoted"}) == []
    full = [section("x" * 3000), _fields(10, 2000), _actions(*_buttons(25))]
    full += [{"type": "divider"}] * 44 + [{"type": "header", "text": _plain("x" * 150)}]
    full += [{"type": "context", "elements": [_plain("x")] * 10}]
    full += [_select(options=[option("x" * 75, str(at)) for at in range(100)])]
    assert len(full) == 50 and rules.message({"text": "x", "blocks": full}) == []
    assert rules.view(form()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"title": _plain("x" * 25)},
        {"submit": None},
        {"blocks": []},
        {"blocks": [{"type": "divider"}] * 101},
        {"callback_id": "c" * 256},
        {"private_metadata": "m" * 3001},
        {"type": "drawer"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_views_that_slack_refuses(changed: Json) -> None:
    assert any(problem.error for problem in rules.view(form() | changed))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "no"}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "digest"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "d", "event_payload": {"k": "x" * 17_000}}},
            "metadata_too_large",
        ),
    ],
    ids=["text", "blocks", "metadata", "large metadata"],
)
def test_messages_that_slack_refuses(body: Json, word: str) -> None:
    assert [problem.error for problem in rules.message(body)] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<!here|here>",
        "<!everyone>",
        "<@U0123>",
        "<#C0123|news>",
        "<!subteam^S1>",
        "<javascript:alert(1)|x>",
        "a < b",
        "a > b",
        "R&D",
        "xoxb-1234-abcd",
    ],
)
def test_texts_the_house_forbids(text: str) -> None:
    for body in ({"text": text}, {"text": "x", "blocks": [section(text)]}):
        found = rules.message(body)
        assert found and not any(problem.error for problem in found)


def test_plain_text_is_not_read_as_markup() -> None:
    assert rules.message({"text": "x", "blocks": [{"type": "header", "text": _plain("<!here> R&D")}]}) == []


def test_channels_may_be_named_where_the_settings_say_so() -> None:
    assert rules.message({"text": "In <#C0123>"}, may_name_channels=True) == []


@given(st.text())
def test_escaped_text_never_offends(text: str) -> None:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert list(problems(safe, "text", may_name_channels=False)) == []


@given(st.text(), st.sampled_from(["<!channel>", "<!here>", "<@U1>", "<#C1>", "<"]), st.text())
def test_a_mention_is_found_anywhere(before: str, mention: str, after: str) -> None:
    assert list(problems(before + mention + after, "text", may_name_channels=False))


def test_tokens_are_masked() -> None:
    given_body = {"text": "xoxb-1-2-abc", "code": "c", "inner": [{"a": "xapp-1-A-2"}, "xoxe.xoxb-1-abc"]}
    assert masked(given_body) == {
        "text": "xoxb-***",
        "code": "***",
        "inner": [{"a": "xapp-***"}, "xoxe.xoxb-***"],
    }


@pytest.mark.anyio
async def test_a_refusal_is_answered_and_kept() -> None:
    async with FakeSlack() as slack:
        web, room = client(slack), slack.team.channel("news")
        with pytest.raises(SlackApiError) as refused:
            await web.chat_postMessage(channel=room.id, text="x", blocks=[{"type": "divider"}] * 51)
        assert refused.value.response["error"] == "invalid_blocks"
        with pytest.raises(SlackApiError, match="no_text"):
            await web.api_call("chat.postMessage", json={"channel": room.id, "text": " "})
        await web.chat_postMessage(channel=room.id, text="<!here> news")
        assert [str(one.problems[0]) for one in slack.violations] == [
            "blocks: 51 blocks: at most 50",
            "(body): no_text",
            "text: it mentions <!here>",
        ]
        assert room.texts == ["<!here> news"]
