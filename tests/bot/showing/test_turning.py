"""Pages of long answers: they turn while their answer is kept."""

import pytest

from bot.document import Document
from bot.showing.turning import Turning


def test_pages_turn_forth_and_back_and_the_oldest_are_forgotten() -> None:
    turning = Turning(most=1)
    parts = tuple(Document(f"Page {number}", ()) for number in range(3))
    first = turning.kept(parts)
    assert (first.place, first.turn(-1)) == ("1 of 3", "")
    second = turning.turned(first.turn(1))
    assert second is not None and second.document == parts[1]
    last = turning.turned(second.turn(1))
    assert last is not None and last.turn(1) == ""
    assert turning.turned(last.turn(-1)) == second
    turning.kept(parts)
    assert turning.turned(first.turn(1)) is None
    assert turning.is_ours(first.turn(1))


@pytest.mark.parametrize("pressed", ["page:", "page:a:b", "page:x:99999999999", "page:::", "page:²"])
def test_a_strange_page_is_none(pressed: str) -> None:
    assert Turning().turned(pressed) is None
