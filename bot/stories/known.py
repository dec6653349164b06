"""Facts of a story, worked out once for as long as the story is kept.

Under headline, topics, rank and summary: a story never changes, so what depends on nothing else may be kept
beside its articles. It keeps nothing that depends on the time or on a reader.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from bot.model import Story

_T = TypeVar("_T")


def once_a_story(fact: Callable[[Story], _T]) -> Callable[[Story], _T]:
    """Return the function so that it is called once a story object; the object keeps the answer."""
    name = f"{fact.__module__}.{fact.__qualname__}"

    @wraps(fact)
    def known(story: Story) -> _T:
        kept = vars(story)
        if name not in kept:
            kept[name] = fact(story)
        return cast(_T, kept[name])

    return known
