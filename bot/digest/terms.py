"""The terms of a digest: which of those its stories use are explained below it, and which card names which.

Pure, between choose and compose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.digest.choose import ChosenStory
from bot.glossary.choose import StoryTerms, terms_for, terms_in
from bot.glossary.lexicon import Lexicon, Term


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """The terms worth explaining, best first, and by story id the names of those it uses."""

    terms: tuple[Term, ...] = ()
    of_story: Mapping[str, tuple[str, ...]] | None = None

    def names(self, story_id: str) -> tuple[str, ...]:
        """Names of the explained terms that a story uses."""
        return (self.of_story or {}).get(story_id, ())


NO_TERMS = KeyTerms()


def key_terms(
    stories: Sequence[ChosenStory], lexicon: Lexicon, told: frozenset[str] = frozenset()
) -> KeyTerms:
    """Choose the terms to explain under these stories; `told` are slugs the channel heard lately."""
    found = [_used(one.headline, tuple(said.text for said in one.sentences), lexicon) for one in stories]
    chosen = terms_for(found, lexicon, told)
    names = {term.slug: term.name for term in chosen}
    return KeyTerms(
        chosen,
        {
            one.story.id: tuple(names[slug] for slug in (*used.headline, *used.summary) if slug in names)
            for one, used in zip(stories, found, strict=True)
        },
    )


@lru_cache(maxsize=4_096)
def _used(headline: str, sentences: tuple[str, ...], lexicon: Lexicon) -> StoryTerms:
    return terms_in(headline, sentences, lexicon)
