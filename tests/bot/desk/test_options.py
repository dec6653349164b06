"""Options checked against their declaration: plain and within limits, or a RequestError that helps on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import options
from bot.errors import RequestError
from bot.ports import Caller, Choice, Command, Kind, Option

COMMAND = Command(
    "news",
    "The newest news",
    (
        Option("topic", "A topic", most=20),
        Option("count", "How many", Kind.NUMBER, least=1, most=25),
        Option("full", "All of it", Kind.SWITCH),
        Option("form", "How it looks", choices=(Choice("short", "In short"), Choice("long", "At length"))),
        Option("channel", "Where", Kind.CHANNEL),
    ),
    examples=("news agents",),
)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ({"topic": "  agents \n and\ttools "}, {"topic": "agents and tools"}),
        ({"topic": "a\x00b\u202ec\u200b"}, {"topic": "abc"}),
        ({"topic": "\ud800x"}, {"topic": "x"}),
        ({"topic": "   "}, {}),
        ({"count": "007"}, {"count": "7"}),
        ({"full": "Yes"}, {"full": "on"}),
        ({"full": "off"}, {"full": "off"}),
        ({"form": "at LENGTH"}, {"form": "long"}),
    ],
)
def test_what_is_meant_passes(given_: dict[str, str], wanted: dict[str, str]) -> None:
    assert options.checked(COMMAND, given_) == wanted


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"colour": "red"}, "no option 'colour'; it takes topic, count, full, form, channel"),
        ({"topic": "x" * 21}, "21 characters, 20 at most"),
        ({"count": "0"}, "from 1 to 25"),
        ({"count": "٣"}, "from 1 to 25"),
        ({"count": "9" * 5000}, "from 1 to 25"),
        ({"count": "1e3"}, "from 1 to 25"),
        ({"full": "perhaps"}, "on or off"),
        ({"form": "wide"}, "choose from: short, long"),
    ],
)
def test_what_is_wrong_is_said(given_: dict[str, str], says: str) -> None:
    with pytest.raises(RequestError, match=says):
        options.checked(COMMAND, given_)


def test_a_needed_option_is_asked_for_with_an_example() -> None:
    command = Command(
        "explain", "Explain", (Option("term", "The term", required=True),), examples=("explain RAG",)
    )
    with pytest.raises(RequestError, match="needs term: the term For example: `explain RAG`"):
        options.checked(command, {"term": " "})


@given(st.dictionaries(st.sampled_from(["topic", "count", "full", "form", "x"]), st.text(max_size=200)))
def test_hostile_text_is_plain_or_refused(given_: dict[str, str]) -> None:
    try:
        checked = options.checked(COMMAND, given_)
    except RequestError as error:
        assert len(str(error)) < 300
        return
    for value in checked.values():
        assert value
        assert not [one for one in value if unicodedata.category(one) in ("Cc", "Cs")]
    assert options.passing(COMMAND, given_) == checked


def test_half_typed_options_that_are_wrong_are_left_out() -> None:
    assert options.passing(COMMAND, {"count": "many", "full": "on", "colour": "red"}) == {"full": "on"}


def test_a_channel_in_words_is_only_the_one_it_is_typed_in() -> None:
    caller = Caller("loop", "w1", "c1", "p1", manager=True)
    options.own_channel_only(COMMAND, {"channel": "c1"}, caller)
    options.own_channel_only(COMMAND, {"topic": "agents"}, caller)
    with pytest.raises(RequestError, match="cannot be named in words"):
        options.own_channel_only(COMMAND, {"channel": "c2"}, caller)


def test_offers_fit_every_platform() -> None:
    many = tuple(Choice(f"v{number}", "n" * 150) for number in range(40))
    offered = options.offered((Choice("", "nothing"), Choice("x" * 101, "too long"), *many))
    assert len(offered) == 25
    assert {len(choice.name) for choice in offered} == {100}
    assert offered[0].value == "v0"


def test_fixed_choices_are_offered_by_what_is_typed() -> None:
    choices = (Choice("research", "Research"), Choice("search", "Search"))
    assert [choice.value for choice in options.matching(choices, "Sea")] == ["search", "research"]
