"""Titles that look alike are told apart by product, direction and amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories import slots
from bot.stories.amounts import counts, money
from bot.stories.products import Product, read_products


def conflict(a: str, b: str, lead_a: str = "", lead_b: str = "") -> str:
    return slots.conflict(slots.read(a, lead_a), slots.read(b, lead_b))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Introducing GPT-9 mini", {Product("GPT", "9", "mini")}),
        ("GPT‑9.1‑Codex‑Max in detail", {Product("GPT", "9.1", "codex-max")}),
        (
            "Claude Opus 9.5 and Claude Haiku 9",
            {Product("Claude", "9.5", "opus"), Product("Claude", "9", "haiku")},
        ),
        ("Sonnet 9 writes better tests", {Product("Claude", "9", "sonnet")}),
        ("org/Qwen9-Coder-32B-Instruct", {Product("Qwen", "9", "coder")}),
        ("DeepSeek-V8.1 technical report", {Product("DeepSeek", "8.1")}),
        ("Kimi K7 is out", {Product("Kimi", "k7")}),
        ("skein v1.2 released", {Product("skein", "1.2")}),
        ("o9-mini is cheap", {Product("o", "9", "mini")}),
        ("Halden ships Fjord 4 Lite", {Product("fjord", "4", "lite")}),
        ("Storm Leaves 12 Dead In Coastal Town", set()),
        ("Five things to know on June 14", set()),
        ("Company raises 30 million", set()),
    ],
)
def test_products_are_read_from_titles(title: str, expected: set[Product]) -> None:
    assert read_products(title, "A lead without any name.") == expected


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("GPT-9 is here", "GPT-9 mini is here", "variant"),
        ("GPT-9 is here", "GPT-9.1 is here", "version"),
        ("Gemini 8", "Gemini 8 Pro model card", ""),
        ("Gemini 8", "Gemini 8 Flash model card", "variant"),
        ("Update to the GPT-9 card: GPT-9.1", "GPT-9.1", ""),
        ("Norvane sues Corvid", "Corvid sues Norvane", "direction"),
        ("Norvane sues Corvid", "Corvid sued by Norvane over patents", ""),
        ("Tessel buys Kestrel", "Kestrel bought by Tessel", ""),
        ("Norvane raises $30 million", "Norvane raises $30m from fund", ""),
        ("Norvane raises $30 million", "Norvane raises €30 million", ""),
        ("Norvane raises $30 million", "Norvane raises $300 million", "amount"),
        ("Fund orders 10,000 chips", "Fund orders 150,000 chips", "number"),
        ("Norvane raises $30 million", "This week in AI: Norvane raises $30 million", "roundup"),
        ("Weather on Sunday", "Weather on Monday", ""),
    ],
)
def test_a_conflict_is_named(a: str, b: str, reason: str) -> None:
    assert conflict(a, b) == conflict(b, a) == reason


def test_an_amount_the_other_text_knows_is_no_conflict() -> None:
    lead = "The round of $6.6bn values the lab at $157bn."
    assert conflict("Lab raises $6.6bn", "Lab worth $157bn", lead, lead) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$30 billion", (("$", 3e10),)),
        ("€1.5bn and US$2m", (("€", 1.5e9), ("$", 2e6))),
        ("300 million euros", (("€", 3e8),)),
        ("£1,200", (("£", 1200.0),)),
        ("₹10,372 crore", (("₹", 1.0372e11),)),
        ("in 2026 there were 5", ()),
    ],
)
def test_money_is_normalised(text: str, expected: tuple[tuple[str, float], ...]) -> None:
    assert money(text) == expected


def test_counts_leave_out_money_and_small_numbers() -> None:
    assert counts("$30 million for 4,000 robots and 3 people") == (("robot", 4000.0),)


@pytest.mark.parametrize(
    ("title", "roundup"),
    [
        ("Labs open models, courts hear writers, chips get cheaper again, robots learn to fold", True),
        ("Import notes 8: one model; two chips; three laws", True),
        ("Weekly briefing: what labs did", True),
        ("Lab hires Ana Brandt, Ola Lund and Marta Velde", False),
        ("Economy adds 850,000 jobs, wages rise", False),
    ],
)
def test_roundups_are_known_by_their_titles(title: str, roundup: bool) -> None:
    assert slots.is_roundup(title) is roundup


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_read_and_compared_in_either_order(a: str, b: str) -> None:
    assert bool(conflict(a, b, b, a)) == bool(conflict(b, a, a, b))


@given(st.text(max_size=200))
def test_a_title_conflicts_with_itself_only_as_a_roundup(title: str) -> None:
    assert conflict(title, title) in {"", "roundup"}
