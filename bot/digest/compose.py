"""Compose: a Digest becomes a Document: the headline's date, story cards, and an honest foot.

Pure; the zone and what is known of the sources come in. Adapters show the Document.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.digest.choose import ChosenStory, Digest
from bot.digest.terms import NO_TERMS, KeyTerms
from bot.digest.window import Window
from bot.digest.words import age, counted, day, listed, moment
from bot.document import Action, Block, Document, Paragraph, Report, Said, Span, StoryCard, paragraph
from bot.glossary.answers import key_terms as explained
from bot.model import Article, Story
from bot.stories.headline import best_report
from bot.stories.topics import topic_name

MOST_REPORTS = 6
_NOTHING = "Nothing passed the bar in this window."
_NO_SOURCE = "No source could be read; for who runs Tidings, `tidings doctor` says why and what to do."


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """How the sources stand at the digest's time: how many were read of how many, and until when."""

    read: int
    total: int
    until: datetime | None
    troubles: tuple[str, ...] = ()


def compose(
    digest: Digest, sources: SourcesRead, zone: ZoneInfo, key: KeyTerms = NO_TERMS, title: str = "AI news"
) -> Document:
    """Say a digest: one card a story, its terms explained, then what is missing."""
    now = digest.window.end
    cards: list[Block] = [
        story_card(one, now, place, key.names(one.story.id)) for place, one in enumerate(digest.stories, 1)
    ]
    if not cards:
        cards.append(paragraph(_NOTHING if sources.read or not sources.total else _NO_SOURCE))
    note = " · ".join(
        (day(now, zone), counted(len(digest.stories), "story", "stories"), _since(digest.window, zone))
    )
    return Document(title, (*cards, *explained(key.terms), foot(digest, sources, zone)), note)


def _since(window: Window, zone: ZoneInfo) -> str:
    return f"since {moment(window.start, window.end, zone)}"


def story_card(one: ChosenStory, now: datetime, place: int = 0, terms: tuple[str, ...] = ()) -> StoryCard:
    """One chosen story as a card."""
    return StoryCard(
        number=place,
        story_id=one.story.id,
        headline=one.headline,
        url=best_report(one.story).url,
        sentences=tuple(Said(said.text, said.article.publisher, said.article.url) for said in one.sentences),
        reports=reports(one.story, now),
        reason=reason(one, now),
        score=one.rank.score,
        topics=one.topics,
        update=one.update,
        terms=terms,
        actions=story_actions(one.story.id, whole=not place),
    )


def story_actions(story_id: str, whole: bool = False) -> tuple[Action, ...]:
    """What a reader can do with a story; `whole` where all of it is shown already."""
    more = () if whole else (Action("More", f"story {story_id}"),)
    fewer = Action("Fewer like this", f"mute story:{story_id}")
    return (Action("Why", f"why {story_id}"), *more, fewer)


def reports(story: Story, now: datetime) -> tuple[Report, ...]:
    """One report a publisher, the earliest, in the order in which they came; at most MOST_REPORTS."""
    firsts: dict[str, Article] = {}
    for article in story.articles:
        firsts.setdefault(article.publisher, article)
    return tuple(
        Report(article.publisher, article.title, article.url, age(article.published, now), article.published)
        for article in list(firsts.values())[:MOST_REPORTS]
    )


def reason(one: ChosenStory, now: datetime) -> str:
    """Why it is here, from the rank's own facts: voices, nearness to the event, topics, age."""
    voices = len(one.story.families)
    words = [counted(voices, "publisher") if voices > 1 else one.story.articles[0].publisher]
    words += [part.words for part in one.rank.parts if part.name == "source" and part.value > 0][:1]
    words += [listed(tuple(topic_name(topic) for topic in one.topics[:3]))] if one.topics else []
    words.append(age(one.story.updated if one.update else one.story.published, now))
    return " · ".join(words)


def foot(digest: Digest, sources: SourcesRead, zone: ZoneInfo) -> Paragraph:
    """The small print: sources read, until when, what failed, and how quiet it was."""
    words = [f"{sources.read} of {counted(sources.total, 'source')} read"]
    if sources.until:
        words.append(f"data until {moment(sources.until, digest.window.end, zone)}")
    words += [f"not read: {listed(sources.troubles, 3)}"] if sources.troubles else []
    left = digest.considered - len(digest.stories)
    words.append(
        f"{counted(left, 'other story', 'other stories')} left out" if left else "nothing else came in"
    )
    return Paragraph((Span(" · ".join(words)),), quiet=True)
