"""Documents that answer questions about stories: one story whole, why it ranks so, what a search found.

Pure, beside compose.py, and in its words.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.digest.choose import ChosenStory
from bot.digest.compose import story_card
from bot.digest.terms import NO_TERMS, KeyTerms
from bot.digest.words import age, counted
from bot.document import Block, Document, Fields, Heading, Paragraph, Span, paragraph
from bot.glossary.answers import key_terms as explained
from bot.stories.topics import TopicMatch, topic_name


def story_document(one: ChosenStory, now: datetime, key: KeyTerms = NO_TERMS) -> Document:
    """One story: its card, every report under its own title, its terms explained."""
    lines = tuple(
        Paragraph(
            (
                Span(article.title, article.url),
                Span(
                    f"  {article.publisher}, {age(article.published, now)}"
                    + (f", via {article.via}" if article.via else "")
                ),
            )
        )
        for article in one.story.articles
    )
    found = counted(len(one.story.articles), "report")
    card = story_card(one, now, terms=key.names(one.story.id))
    return Document(
        f"Story {one.story.id}", (card, Heading(found.capitalize()), *lines, *explained(key.terms))
    )


def why_document(one: ChosenStory, matches: Iterable[TopicMatch], floor: float) -> Document:
    """The arithmetic of a story's score: every part with its reason, the sum, and the bar it is held to."""
    score = one.rank.score
    rows = tuple((f"{part.value:+.2f}", part.words) for part in one.rank.parts)
    verdict = "passes" if score >= floor else "does not pass"
    blocks: list[Block] = [
        paragraph(one.headline),
        Fields((*rows, (f"{score:.2f}", f"in all: it {verdict} the bar of {floor:.2f}"))),
    ]
    if reasons := tuple(
        (topic_name(match.topic), f"because of: {', '.join(match.words)}") for match in matches
    ):
        blocks += [Heading("Its topics"), Fields(reasons)]
    return Document(f"Why story {one.story.id} ranks as it does", tuple(blocks), f"score {score:.2f}")


def search_document(words: str, found: Iterable[ChosenStory], now: datetime) -> Document:
    """The stories that a search found, best match first."""
    lines = tuple(
        Paragraph(
            (
                Span(one.headline, one.story.articles[0].url),
                Span(
                    f"  {', '.join(_publishers(one))}, {age(one.story.published, now)} · story {one.story.id}"
                ),
            )
        )
        for one in found
    )
    nothing = paragraph(f"No stored story holds all of these words: {words}. Try fewer or other words.")
    return Document(f"Search: {words}", lines or (nothing,), counted(len(lines), "story", "stories"))


def _publishers(one: ChosenStory) -> tuple[str, ...]:
    return tuple(dict.fromkeys(article.publisher for article in one.story.articles))[:3]
