"""Documents as Discord's messages: a digest to read, every payload valid, hostile text inert."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.render import embeds, layout, plain_view, split
from bot.document import (
    Action,
    Actions,
    Document,
    Fields,
    Heading,
    Paragraph,
    Said,
    Span,
    StoryCard,
    TermCard,
    paragraph,
)
from tests.adapters.discord.markup import active, hidden
from tests.contracts.documents import documents
from tests.hostile import hostile
from tests.wire.discord import rules
from tests.wire.discord.contract import contract

MARKER = "k3v7q2ma:20261122:0"
V2 = 1 << 15
HALDEN = "https://harbourwire.example/story/halden-self-research"
LICENCE = "https://plainweights.example/p/bramble-settled"

DIGEST = Document(
    "AI news",
    (
        StoryCard(
            number=1,
            story_id="a1f606",
            headline="Halden says its AI models now speed up its own research 1.7 times",
            url=HALDEN,
            sentences=(
                Said(
                    "Halden Labs says its models make its research 1.7 times faster.", "Loud Hailer", HALDEN
                ),
            ),
            reports=(),
            reason="8 publishers · a primary source: Halden Labs · Research · 17 h ago",
            score=8.51,
            topics=("research",),
            terms=("recursive self-improvement",),
            actions=(
                Action("Why", "why a1f606", "why a1f606~s1"),
                Action("More", "story a1f606", "story a1f606~s2"),
                Action("Fewer like this", "mute story:a1f606", "mute story:a1f606~s3"),
            ),
        ),
        StoryCard(
            number=2,
            story_id="75cc8e",
            headline="Fennmark backs down, and it is a good apology",
            url=LICENCE,
            sentences=(
                Said("The old *Bramble* licence is back, for good.", "Harbour Wire", HALDEN),
                Said("Pellamy_v2 follows.", "Plain Weights", LICENCE),
            ),
            reports=(),
            reason="3 publishers · 2 h ago",
            score=4.98,
            topics=(),
            update="now with the maintainers' answer",
            actions=(Action("Why", "why 75cc8e", "why 75cc8e~s4"),),
        ),
        Heading("Key terms explained"),
        TermCard(
            "recursive-self-improvement",
            "recursive self-improvement",
            "An AI system improving the process that makes AI.",
            more=True,
            actions=(Action("More", "explain recursive-self-improvement full:on", "explain rsi~s5"),),
        ),
        TermCard("open-weights", "open weights", "A model whose learned numbers anyone may download."),
        Paragraph((Span("21 of 23 sources read · data until 08:00"),), quiet=True),
    ),
    "Sunday 22 November · 2 stories · since yesterday 08:00",
)

READ = f"""\
## AI news
-# Sunday 22 November · 2 stories · since yesterday 08\\:00
box #3b6fb6
  ### 1. [Halden says its AI models now speed up its own research 1.7 times](<{HALDEN}>)
  Halden Labs says its models make its research 1.7 times faster. [Loud Hailer](<{HALDEN}>)
  -# harbourwire.example · 8 publishers · a primary source: Halden Labs · Research · 17 h ago
  -# Terms: recursive self-improvement
  [Why] [More] [Fewer like this]
box #c98a1b
  ### 2. Update: [Fennmark backs down, and it is a good apology](<{LICENCE}>)
  now with the maintainers' answer
  The old \\*Bramble\\* licence is back, for good. [Harbour Wire](<{HALDEN}>)
  Pellamy\\_v2 follows. [Plain Weights](<{LICENCE}>)
  -# plainweights.example · 3 publishers · 2 h ago
  [Why]
### Key terms explained
box
  **recursive self-improvement** An AI system improving the process that makes AI.
  **open weights** A model whose learned numbers anyone may download.
  {{Explain terms: recursive self-improvement}}
-# 21 of 23 sources read · data until 08\\:00"""


def drawn(items: list[dict[str, Any]], margin: str = "") -> Iterator[str]:
    """Components as lines that a person can read."""
    for item in items:
        match item["type"]:
            case 10:
                yield from (margin + line for line in item["content"].split("\n"))
            case 17:
                colour = item.get("accent_color")
                yield f"box #{colour:06x}" if colour is not None else "box"
                yield from drawn(item["components"], "  ")
            case 1 if item["components"][0]["type"] == 3:
                menu = item["components"][0]
                names = ", ".join(option["label"] for option in menu["options"])
                yield f"{margin}{{{menu['placeholder']}: {names}}}"
            case 1:
                yield margin + " ".join(f"[{button['label']}]" for button in item["components"])


def body(view: discord.ui.LayoutView) -> dict[str, Any]:
    return {"components": components_of(view), "flags": V2}


def components_of(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return made


def plain_body(document: Document, marker: str = "", turning: bool = False) -> dict[str, Any]:
    more = turning_buttons() if turning else ()
    view = plain_view(document, marker, more)
    return {"embeds": [one.to_dict() for one in embeds(document)], "components": view.to_components()}


def turning_buttons() -> tuple[discord.ui.Button[Any], ...]:
    return tuple(discord.ui.Button(label=name, custom_id=f"page:x:{name}") for name in ("0", "here", "2"))


def problems(said: dict[str, Any]) -> list[Any]:
    judge = contract()
    described = judge.problems("POST", "/channels/{channel_id}/messages", said) if judge else []
    return [*described, *rules.message(said)]


def texts(said: dict[str, Any]) -> Iterator[str]:
    for item in components(said["components"]):
        if item["type"] == 10:
            yield item["content"]
    yield from (embed["description"] for embed in said.get("embeds", ()))


def components(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from components(item.get("components", []))


def labels(said: dict[str, Any]) -> Iterator[str]:
    for item in components(said["components"]):
        yield from (item[key] for key in ("label", "placeholder") if item.get(key))
        for option in item.get("options", ()):
            yield from (option[key] for key in ("label", "description") if option.get(key))


def ids(said: dict[str, Any]) -> list[str]:
    return [item["custom_id"] for item in components(said["components"]) if "custom_id" in item]


def test_a_digest_reads_like_this() -> None:
    (part,) = split(DIGEST)
    said = body(layout(part, MARKER))
    assert "\n".join(drawn(said["components"])) == READ
    assert problems(said) == []
    assert ids(said) == [
        "act:why a1f606~s1",
        "act:story a1f606~s2",
        "act:mute story:a1f606~s3",
        "act:why 75cc8e~s4",
        f"key:{MARKER}",
    ]


def test_a_digest_in_embeds_has_a_story_in_each_and_numbered_buttons() -> None:
    said = plain_body(DIGEST, MARKER)
    assert problems(said) == []
    assert [one["description"].split("\n")[0] for one in said["embeds"]] == [
        "## AI news",
        READ.split("\n")[3].strip(),
        READ.split("\n")[9].strip(),
        "### Key terms explained",
        "**recursive self-improvement** An AI system improving the process that makes AI.",
        "-# 21 of 23 sources read · data until 08\\:00",
    ]
    assert list(labels(said))[:4] == ["1 · Why", "1 · More", "1 · Fewer like this", "2 · Why"]


@pytest.mark.anyio
async def test_what_is_shown_is_not_kept_by_the_library() -> None:
    assert layout(DIGEST).is_finished()
    assert plain_view(DIGEST).is_finished()


@pytest.mark.parametrize("document", [Document("", ()), Document("\u200b", (Heading(" "),))])
def test_there_is_always_something_to_see(document: Document) -> None:
    assert list(texts(body(layout(document)))) == ["Nothing to show."]
    assert problems(plain_body(document)) == []


def test_the_marker_stands_in_a_button_where_there_is_no_menu() -> None:
    said = body(layout(Document("Quiet", (paragraph("Nothing passed the bar."),)), MARKER))
    assert ids(said) == [f"key:{MARKER}"]
    assert next(item for item in components(said["components"]) if "custom_id" in item)["disabled"]


def test_a_term_that_is_asked_for_has_its_related_terms_as_buttons() -> None:
    related = tuple(Action(name, f"explain {name}", f"explain {name}~s") for name in ("takeoff", "agent"))
    wiki = Span("Wikipedia: RSI", "https://en.wikipedia.org/wiki/RSI_(AI)")
    text = "More of it.\nAnd more."
    card = TermCard("rsi", "RSI", "A line.", text, (("takeoff", "takeoff"),), (wiki,), actions=related)
    assert "\n".join(drawn(body(layout(Document("", (card,))))["components"])) == (
        "box #3b6fb6\n  ### RSI\n  A line.\n  More of it.\n  And more.\n"
        "  -# Read: [Wikipedia: RSI](<https://en.wikipedia.org/wiki/RSI_%28AI%29>) · en.wikipedia.org\n"
        "  [takeoff] [agent]"
    )


def test_what_has_no_token_is_said_as_what_to_type() -> None:
    actions = (Action("Subscribe", "subscribe at 9am", ""), Action("Help", "help", "help~s"))
    said = body(layout(Document("", (Actions(actions), Fields((("Time", "09:00"),))))))
    assert list(drawn(said["components"])) == ["-# Next: /subscribe at 9am", "[Help]", "**Time** 09\\:00"]


def test_thirty_actions_are_all_there_on_two_pages() -> None:
    actions = tuple(Action(str(number), "help", f"{number}~s") for number in range(30))
    parts = split(Document("All", (Actions(actions),)))
    assert [len(ids(body(layout(part)))) for part in parts] == [20, 10]


def test_a_heading_goes_with_what_it_heads() -> None:
    lines = tuple(paragraph("word " * 500) for _ in range(2))
    parts = split(Document("T", (lines[0], Heading("H"), lines[1])))
    assert [part.blocks for part in parts] == [(lines[0],), (Heading("H"), lines[1])]
    assert parts[1].note == "part 2 of 2"


@given(documents)
@example(Document("x" * 10_000, (StoryCard(1, "a", "t" * 10_000, HALDEN, (), (), "", 0.0, ()),)))
@example(DIGEST)
def test_every_part_of_any_document_is_valid_and_inert(document: Document) -> None:
    for part in split(document):
        view = layout(part, MARKER)
        bodies = [body(view), plain_body(part, MARKER), plain_body(part, turning=True)]
        assert [ids(said).count(f"key:{MARKER}") for said in bodies] == [1, 1, 0]
        turned = layout(part)
        turned.add_item(discord.ui.ActionRow(*turning_buttons()))
        for said in (*bodies, body(turned)):
            assert problems(said) == []
            assert [found for text in texts(said) for found in active(text, on_a_page=True)] == []
            assert [found for label in labels(said) for found in hidden(label)] == []


@given(documents)
def test_no_story_and_no_token_is_lost(document: Document) -> None:
    parts = split(document)
    stories = [block for part in parts for block in part.blocks if isinstance(block, StoryCard)]
    assert stories == [block for block in document.blocks if isinstance(block, StoryCard)]
    pressable = [one for block in document.blocks if isinstance(block, Actions) for one in block.actions]
    kept = [custom_id for part in parts for custom_id in ids(body(layout(part)))]
    assert {f"act:{one.token}" for one in pressable if one.token} <= set(kept)


@given(st.lists(hostile, min_size=2, max_size=4), st.integers(20, 300))
@example(["https:0", "https:@everyone"], 20)
def test_runs_of_text_side_by_side_do_not_act_together(runs: list[str], most: int) -> None:
    spans = tuple(Span(text, HALDEN if number % 2 else "") for number, text in enumerate(runs))
    (said,) = (body(layout(part)) for part in split(Document("", (Paragraph(spans), Heading("x")))))
    assert [found for text in texts(said) for found in active(text, on_a_page=True)] == []
