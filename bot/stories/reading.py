"""What an article says, read once: its words, the names in them and the address it speaks from.

Under `signals.py`: `topic_rules.py`, `happenings.py` and `about.py` all judge a Reading, so that each text is
split and searched for names a single time. It draws no conclusion itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from bot.stories import entities
from bot.stories.entities import Entities, Entity, Mention
from bot.stories.phrases import fold, is_repository, title_pieces
from bot.stories.words import pieces

LEAD_CHARS = 320

_OWNED = re.compile(r"\w['’]s?\b|\w'(?!\w)")  # "OpenAI's hunger for power" is not a product's name
_FORGES = ("github.com", "huggingface.co")  # the first step of a path says who speaks
_PLATFORMS = frozenset(
    {"x.com", "twitter.com", "facebook.com", "docs.google.com", "sites.google.com", "drive.google.com"}
)


@dataclass(frozen=True)
class Reading:
    """An article's words, folded for `Phrases.find`, and what they name.

    `headline` is the title without regard to case. `speaker` is the entity that published the article,
    known by its host or name. `asks`: the title is a question; `versioned`: it names a model family
    with a number; `bare`: it is hardly more than a product's name; `repository`: it is the name of one
    on GitHub.
    """

    headline: str
    title: tuple[str, ...]
    opening: str
    named: tuple[Entity, ...]
    speaker: Entity | None
    page: str
    asks: bool
    versioned: bool
    bare: bool
    repository: bool

    @cached_property
    def lead(self) -> tuple[str, ...]:
        """Folded words of the beginning of the text; split only where something asks for them."""
        return tuple(map(fold, pieces(self.opening)))

    @cached_property
    def named_in_lead(self) -> tuple[Entity, ...]:
        """What the beginning of the text names."""
        return _distinct(entities.load().find(self.opening))


def read(title: str, lead: str, url: str, publisher: str = "") -> Reading:
    """Read a title and the beginning of a text; `publisher` is who wrote it, where that is known."""
    known = entities.load()
    words = title_pieces(title)
    mentions = known.find_in(words)
    address = urlsplit(url)
    host = (address.hostname or "").removeprefix("www.")
    speaker = _speaker(known, host, address.path) or known.by_name.get(publisher)
    return Reading(
        repository=is_repository(title) and host == "github.com",
        headline=title.casefold(),
        title=tuple(map(fold, words)),
        opening=lead,
        named=_distinct(mentions),
        speaker=speaker,
        page=host + address.path,
        asks="?" in title,
        versioned=any(_has_number(words, mention) for mention in mentions),
        bare=not _OWNED.search(title) and _is_bare(words, mentions, speaker),
    )


def _speaker(known: Entities, host: str, path: str) -> Entity | None:
    """Who speaks at an address; a platform where anyone may speak is no one."""
    if host in _PLATFORMS:
        return None
    if host in _FORGES:
        owner = known.find(path.strip("/").partition("/")[0])
        return owner[0].entity if owner else None
    return known.of_host(host)


def _distinct(mentions: Sequence[Mention]) -> tuple[Entity, ...]:
    return tuple(dict.fromkeys(mention.entity for mention in mentions))


def _has_number(words: Sequence[str], mention: Mention) -> bool:
    """Whether a number follows a family's name, at once or after one word ("Claude Opus 4.5")."""
    return mention.entity.kind == "family" and any(
        word[0].isdigit() for word in words[mention.end : mention.end + 2]
    )


def _is_bare(words: Sequence[str], mentions: Sequence[Mention], speaker: Entity | None) -> bool:
    """Whether a title is hardly more than a product's name: "Sora 2", "Claude Code on the web".

    At most six words beginning with a lab's or family's name, or at most three on a maker's own site.
    """
    if speaker is not None and 0 < len(words) <= 3:
        return True
    return 0 < len(words) <= 6 and any(
        mention.start <= 1 and mention.entity.kind in ("lab", "family") for mention in mentions
    )
