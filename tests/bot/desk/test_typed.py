"""Typed lines: names, options by name, quotes, times in words; anything else is refused with a way on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.typed import Typed, understood
from bot.errors import RequestError
from bot.ports import Command, Kind, Option

COMMANDS = (
    Command("explain", "Explain", (Option("term", "The term"), Option("full", "All of it", Kind.SWITCH))),
    Command("news", "News", (Option("topic", "A topic"), Option("count", "How many", Kind.NUMBER))),
    Command("why", "Why", (Option("id", "A story"),)),
    Command(
        "mute", "Mute", (Option("words", "Words"), Option("source", "A source"), Option("topic", "A topic"))
    ),
    Command(
        "subscribe",
        "Subscribe",
        (Option("topics", "Topics"), Option("time", "Time"), Option("days", "Days"), Option("zone", "Zone")),
    ),
    Command("help", "Help", (Option("command", "One"),)),
    Command("stop", "Takes nothing"),
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("/explain recursive self-improvement", Typed("explain", {"term": "recursive self-improvement"})),
        ("  EXPLAIN   RAG  full:on ", Typed("explain", {"term": "RAG", "full": "on"})),
        ("news count:5 topic:agents", Typed("news", {"count": "5", "topic": "agents"})),
        ("news agents count: 5", Typed("news", {"topic": "agents", "count": "5"})),
        ("why https://a.example/x?y=1", Typed("why", {"id": "https://a.example/x?y=1"})),
        ("tidings why 7f3a01", Typed("why", {"id": "7f3a01"})),
        ("why 7f3a01", Typed("why", {"id": "7f3a01"})),
        ("mute source:openai-blog", Typed("mute", {"source": "openai-blog"})),
        ('mute words:"open weights" topic:jobs', Typed("mute", {"words": "open weights", "topic": "jobs"})),
        ("mute “open weights”", Typed("mute", {"words": "open weights"})),
        ('mute words:"open weights', Typed("mute", {"words": "open weights"})),
        ("mute topic:agents, jobs word", Typed("mute", {"topic": "agents, jobs", "words": "word"})),
        ("subscribe", Typed("subscribe", {})),
        ("stop", Typed("stop", {})),
    ],
)  # fmt: skip
def test_a_line_is_understood(line: str, wanted: Typed) -> None:
    assert understood(line, COMMANDS) == wanted


def test_time_days_and_zone_are_found_in_the_words() -> None:
    typed = understood("subscribe agents, safety at 9am Berlin weekdays", COMMANDS)
    assert typed.options == {
        "topics": "agents, safety",
        "time": "09:00",
        "days": "Mon, Tue, Wed, Thu, Fri",
        "zone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("explian RAG", "no command 'explian'. Did you mean `explain`"),
        ("subs agents", "Did you mean `subscribe`"),
        ("qqqq", "`help` lists all"),
        ("/", "`help` lists all"),
        ("news topic:agents topic:jobs", "topic was given twice"),
        ("mute words:open weights", "Put a value that holds spaces in quotes"),
        ("stop now", "takes no options"),
        ("help " + "x" * 2200, "2200 at most"),
    ],
)
def test_what_is_not_understood_says_how_to_go_on(line: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        understood(line, COMMANDS)


_WORDS = st.sampled_from(
    ["/news", "subscribe", "mute", "topic:", "words:", '"', "“", "at", "9am", ",", "zone:x", " "]
)


@given(st.text(max_size=600) | st.lists(_WORDS | st.text(max_size=8)).map(" ".join))
def test_hostile_lines_are_understood_or_refused(line: str) -> None:
    try:
        typed = understood(line, COMMANDS)
    except RequestError as error:
        assert len(str(error)) < 400
    else:
        declared = next(command for command in COMMANDS if command.name == typed.command)
        assert set(typed.options) <= {option.name for option in declared.options}
