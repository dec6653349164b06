"""The commands about news and terms through the desk: answered, offered while typed, with ways on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.document import Action, StoryCard, TermCard
from bot.ports import Reply, Request
from tests.newsroom import MEMBER, desk_of, opened_newsroom, report
from tests.ordering import actions, words
from tests.samples import NOW

pytestmark = pytest.mark.anyio
MANAGER = replace(MEMBER, person="ann", manager=True)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with opened_newsroom(tmp_path, {"aaaa01": [report(1)], "aaaa02": [report(2, "gazette", 9)]}) as opened:
        yield opened


async def said(app: App, line: str) -> Reply:
    """The reply to a typed line; it must not have failed."""
    reply = await desk_of(app).said(MANAGER, line)
    assert not reply.failed, words(reply)
    return reply


def offered(reply: Reply) -> set[str]:
    """What all actions of the reply say."""
    return {action.says for block in reply.document.blocks for action in _actions(block)}


def _actions(block: object) -> tuple[Action, ...]:
    found: tuple[Action, ...] = getattr(block, "actions", ())
    return found


async def test_a_digest_has_cards_with_ways_on_that_work_when_pressed(app: App) -> None:
    reply = await said(app, "digest models")
    card = next(block for block in reply.document.blocks if isinstance(block, StoryCard))
    assert [action.label for action in card.actions] == ["Why", "More", "Fewer like this"]
    assert "follow topic:models" in offered(reply)
    for action in card.actions[:2]:
        pressed = await desk_of(app).press(MEMBER, action.token)
        assert card.story_id in words(pressed)


async def test_news_story_why_and_search_lead_to_one_another(app: App) -> None:
    assert {"story aaaa01", "why aaaa02"} <= offered(await said(app, "news count:2"))
    assert "why aaaa01" in offered(await said(app, "story aaaa01"))
    assert "story aaaa01" in offered(await said(app, "why aaaa01"))
    assert "story aaaa02" in offered(await said(app, "search orrery-2"))


async def test_a_term_in_a_line_then_in_full_with_its_relations(app: App) -> None:
    short = await said(app, "explain RLHF")
    assert not short.private
    (card,) = (block for block in short.document.blocks if isinstance(block, TermCard))
    assert card.actions[0].says == f"explain {card.slug} full:on"
    full = await desk_of(app).press(MEMBER, card.actions[0].token)
    assert any(isinstance(block, TermCard) and block.text for block in full.document.blocks)
    assert f"explain {card.related[0][0]}" in offered(full)
    assert "In the news" in words(short)


async def test_a_workspaces_own_term_is_its_own_alone(app: App) -> None:
    app.store.glossary.change("fake:w1", "rlhf", None)
    lines = {
        caller: words(await desk_of(app).said(caller, "explain RLHF"))
        for caller in (MEMBER, replace(MEMBER, workspace="w2"))
    }
    mine, theirs = lines.values()
    assert mine != theirs


async def test_terms_by_kind_and_by_words(app: App) -> None:
    assert "EU AI Act" in words(await said(app, "terms kind:policy"))
    assert "mixture of experts" in words(await said(app, "terms mixture")).lower()


async def test_a_preview_says_when_and_what_and_remembers_nothing(app: App) -> None:
    refused = await desk_of(app).said(MANAGER, "preview")
    assert refused.failed
    assert "`subscribe` sets one up" in words(refused)
    await said(app, "subscribe models at 9am Berlin weekdays")
    (order,) = app.store.subscriptions.of_channel("fake", "c1")
    app.store.subscriptions.save(replace(order, told_until=NOW - timedelta(hours=8)))
    for line in ("preview", f"preview {order.id.upper()}"):
        text = words(await said(app, line))
        assert "Every weekday at 09:00 Europe/Berlin. The next one comes" in text
        assert "aaaa01" in text
        assert "aaaa02" not in text
    elsewhere = await desk_of(app).said(replace(MEMBER, channel="c2"), f"preview {order.id}")
    assert elsewhere.failed


async def test_why_speaks_of_the_channels_own_digest(app: App) -> None:
    await said(app, "subscribe healthcare")
    assert "Not in a digest of this moment: topics" in words(await said(app, "why aaaa01"))
    elsewhere = await desk_of(app).said(replace(MEMBER, channel="c2"), "why aaaa01")
    assert "In a digest of this moment" in words(elsewhere)


@pytest.mark.parametrize("loaded", [False, True])
async def test_terms_topics_and_stories_are_offered_while_typed(app: App, loaded: bool) -> None:
    if loaded:
        app.news.load(NOW)
    offers = {
        ("explain", "term", "reinf"): "reinforcement-learning",
        ("digest", "topic", "robo"): "robotics",
        ("story", "id", "aaaa02"): "aaaa02",
        ("why", "id", "orrery-2"): "aaaa02",
        ("story", "id", ""): "aaaa01",
    }
    for (command, option, typed), value in offers.items():
        choices = await desk_of(app).complete(Request(MEMBER, command, {option: typed}), option)
        assert value in {choice.value for choice in choices}
        assert all(len(choice.name) <= 100 for choice in choices)
    assert await desk_of(app).complete(Request(MEMBER, "story", {"id": "zzzz"}), "id") == ()


async def test_what_cannot_be_asked_is_said_in_words(app: App) -> None:
    for line in ("digest nonsense", "story zzzz", "news count:99", "preview zzzz"):
        reply = await desk_of(app).said(MEMBER, line)
        assert reply.failed
        assert "Something went wrong" not in words(reply)
    assert actions(await desk_of(app).said(MEMBER, "news"))
