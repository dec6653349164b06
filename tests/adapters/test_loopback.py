"""The loopback adapter beyond the contract: its markup, its parts, its buttons, what an answer means."""

from dataclasses import dataclass

import pytest

from adapters.loopback import Loopback, configured, create
from adapters.loopback.render import BUTTONS_MOST, message, render, split
from bot.demo.board import Board
from bot.demo.faults import Faults
from bot.demo.platform import Platform, served
from bot.document import (
    Action,
    Actions,
    Document,
    Fields,
    Heading,
    Paragraph,
    Span,
    StoryCard,
    TermCard,
    paragraph,
)
from bot.errors import ConfigError, Refused, TryLater, Unsure
from bot.ports import Pace, Post

PACE = Pace(1000, 0, timeout_s=0.3)
LINE = Document("AI news", (paragraph("one line"),))


@dataclass(frozen=True)
class Settings:
    loopback_url: str


def test_it_is_set_up_by_its_address() -> None:
    assert configured(Settings("http://127.0.0.1:1"))
    assert not configured(Settings(""))


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "http://127.0.0.1/path", "ftp://127.0.0.1"])
async def test_a_wrong_address_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="TIDINGS_LOOPBACK_URL"):
        async with create(Settings(url)):
            pass


def test_a_document_as_the_platforms_text() -> None:
    blocks = (
        Heading("Today"),
        Paragraph((Span("see "), Span("R&D <news>", "https://x.example/?a=1&b=<c>"))),
        Fields((("time", "09:00"),)),
        TermCard(
            "rlhf", "RLHF", "A line.", "A text.", (("dpo", "DPO"),), (Span("Paper", "https://p.example"),)
        ),
        Actions((Action("Help", "help"),)),
    )
    assert render(Document("AI news", blocks, "Sunday")) == (
        "AI news · Sunday\n\nToday\n\nsee <https://x.example/?a=1&amp;b=%3Cc%3E|R&amp;D &lt;news&gt;>\n\n"
        "time: 09:00\n\n"
        "RLHF: A line.\nA text.\nRelated: DPO\nRead: <https://p.example|Paper>\n\nNext: help"
    )


def test_a_heading_goes_with_what_it_heads() -> None:
    blocks = (paragraph("a" * 1_900), Heading("Terms"), paragraph("b" * 1_900))
    parts = split(Document("AI news", blocks, "Sunday"))
    assert [part.blocks for part in parts] == [blocks[:1], blocks[1:]]
    assert [part.note for part in parts] == ["Sunday", "part 2 of 2"]


def test_buttons_are_counted_too() -> None:
    card = Actions(tuple(Action(f"{number}", "help", "t") for number in range(10)))
    parts = split(Document("AI news", (card, card, card)))
    assert [len(message(part)["buttons"]) for part in parts] == [20, 10]
    crowd = Actions(tuple(Action(f"{number}", "help", "t") for number in range(40)))
    assert len(message(Document("", (crowd,)))["buttons"]) == BUTTONS_MOST


def test_an_action_without_a_token_is_no_button() -> None:
    assert message(Document("", (Actions((Action("Help", "help"),)),)))["buttons"] == []


def test_a_story_too_long_is_cut_and_stays_one_story() -> None:
    card = StoryCard(1, "7f3a01", "<" * 5_000, "https://x.example", (), (), "why", 1.0, ())
    (part,) = split(Document("AI news", (card,)))
    assert len(render(part)) < 3_000
    assert "&lt;…>\n" in render(part), "never inside an escape, and the link is closed"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("faults", "error"),
    [
        (Faults(drop=1), Unsure),
        (Faults(fail=1), Unsure),
        (Faults(late_s=2), Unsure),
        (Faults(gone=("c",)), Refused),
        (Faults(closed=("c",)), Refused),
        (Faults(storm=1), TryLater),
    ],
)
async def test_what_an_answer_means(faults: Faults, error: type[Exception]) -> None:
    async with (
        served(Platform(Board(), faults)) as port,
        Loopback(f"http://127.0.0.1:{port}", PACE) as adapter,
    ):
        with pytest.raises(error):
            await adapter.send(Post("c", LINE, "key"))


@pytest.mark.anyio
@pytest.mark.parametrize(("scope", "channel"), [("all", ""), ("channel", "c")])
async def test_too_fast_says_for_whom(scope: str, channel: str) -> None:
    limits = Faults(per_second=1) if scope == "all" else Faults(channel_gap_s=5)
    async with (
        served(Platform(Board(), limits)) as port,
        Loopback(f"http://127.0.0.1:{port}", PACE) as adapter,
    ):
        await adapter.send(Post("c", LINE, "key"))
        with pytest.raises(TryLater) as caught:
            await adapter.send(Post("c", LINE, "other"))
    assert caught.value.channel == channel
    assert 0 < caught.value.retry_after_s <= 5


@pytest.mark.anyio
async def test_the_same_key_is_recognised_where_the_platform_can() -> None:
    platform = Platform(Board(), Faults(same_key_s=60))
    async with served(platform) as port, Loopback(f"http://127.0.0.1:{port}", PACE) as adapter:
        first = await adapter.send(Post("c", LINE, "key"))
        assert await adapter.send(Post("c", LINE, "key")) == first
