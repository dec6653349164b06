"""Signals: what an article's own words say to rank and topics, worked out once.

Between Article and rank. Reading a text costs far more than adding up a score, so the outcome is small,
can be kept as text beside the article (`Article.signals`) and is taken from there while the rules are
the same. It does not depend on the time, on other articles or on any reader.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

from bot.model import Article
from bot.stories import topic_rules
from bot.stories.about import about
from bot.stories.happenings import what_happened
from bot.stories.reading import LEAD_CHARS, read
from bot.stories.slots import is_roundup
from bot.stories.topic_rules import TopicMatch

_DATA = ("about.toml", "entities.toml", "happenings.toml", "topics.toml")
_FORM = b"2"  # to be raised when the code that reads the rules changes what comes out
_KEPT = 32_768


@dataclass(frozen=True, slots=True)
class Signals:
    """What one article says of itself.

    `level` and `about` are how surely it is about AI and why; `maker` the lab, model or AI company it
    is about; `speaker` who published it, if that is a known name; `happening` a kind of
    `happenings.toml` or "".
    """

    level: float
    about: str
    maker: str
    speaker: str
    happening: str
    bare: bool
    versioned: bool
    topics: tuple[TopicMatch, ...]

    def to_text(self) -> str:
        """Pack into a line for a column of the store."""
        row = [self.level, self.about, self.maker, self.speaker, self.happening, self.bare, self.versioned]
        row += [[match.topic, *match.words] for match in self.topics]
        return json.dumps([rules_version(), *row], ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_text(text: str) -> "Signals | None":
        """Unpack `to_text`; None where the text is empty or made by other rules."""
        if not text.startswith(f'["{rules_version()}"'):
            return None
        _, level, subject, maker, speaker, happening, bare, versioned, *topics = json.loads(text)
        matches = tuple(TopicMatch(slug, tuple(words)) for slug, *words in topics)
        return Signals(level, subject, maker, speaker, happening, bare, versioned, matches)


def signals_of(article: Article) -> Signals:
    """Take an article's signals from where they are kept, or read them from its title, lead and address."""
    own = "" if article.via else article.publisher
    return _signals(
        article.signals, article.title, article.text[:LEAD_CHARS], article.url, own, article.topics
    )


@lru_cache(maxsize=_KEPT)
def _signals(
    kept: str, title: str, lead: str, url: str, publisher: str, declared: tuple[str, ...]
) -> Signals:
    if known := Signals.from_text(kept):
        return known
    reading = read(title, lead, url, publisher)
    subject = about(reading, declared)
    matches = topic_rules.load().of(reading, at_large=subject.at_large) if subject.level else ()
    return Signals(
        level=subject.level,
        about=subject.words,
        maker=subject.maker,
        speaker=reading.speaker.name if reading.speaker else "",
        happening="roundup" if is_roundup(title) else what_happened(reading, subject.maker),
        bare=reading.bare,
        versioned=reading.versioned,
        topics=matches,
    )


@cache
def rules_version() -> str:
    """A short name for the rules as they are, so that signals of other rules are read again."""
    texts = [files("bot.stories").joinpath(name).read_bytes() for name in _DATA]
    return sha256(b"\0".join([_FORM, *texts])).hexdigest()[:8]
