"""Documents cut into parts: nothing lost, a heading with what it heads, later parts that say so."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.document import Action, Actions, Block, Document, Heading, Paragraph, Span
from bot.showing.parts import divided, split

paragraphs = st.integers(1, 9).map(lambda size: Paragraph((Span("x" * size),)))
sections = st.tuples(st.just(Heading("Section")), paragraphs)
blocks = st.lists(st.one_of(sections, paragraphs.map(lambda one: (one,))), max_size=20).map(
    lambda made: [block for blocks in made for block in blocks]
)


def _size(block: Block) -> int:
    return len(block.spans[0].text) if isinstance(block, Paragraph) else 1


def _fit(sizes: Sequence[int]) -> bool:
    return sum(sizes) <= 10


@given(blocks)
def test_all_of_a_document_is_in_its_parts_in_order(made: list[Block]) -> None:
    parts = split(Document("News", tuple(made), "today"), _size, _fit)
    assert [block for part in parts for block in part.blocks] == made
    assert [part.note for part in parts[1:]] == [
        f"part {n + 2} of {len(parts)}" for n in range(len(parts) - 1)
    ]
    assert parts[0].note == "today"
    for part in parts:
        assert _fit([_size(block) for block in part.blocks]) or len(part.blocks) <= 2
        if part is not parts[-1] and len(part.blocks) > 1:
            assert not isinstance(part.blocks[-1], Heading)


def test_more_actions_than_a_message_offers_become_several_blocks() -> None:
    actions = tuple(Action(f"a{number}", f"say {number}") for number in range(30))
    made = divided(Document("Menu", (Actions(actions),)), 20)
    assert [len(block.actions) for block in made.blocks if isinstance(block, Actions)] == [20, 10]
