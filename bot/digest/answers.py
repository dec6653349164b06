"""Documents that answer questions about stories: one whole, why it ranks so, what a search found, the newest.

Pure, beside compose.py, and in its words.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.digest.choose import ChosenStory
from bot.digest.compose import story_actions, story_card
from bot.digest.terms import NO_TERMS, KeyTerms
from bot.digest.verdict import Verdict
from bot.digest.words import age, counted
from bot.document import Action, Actions, Block, Document, Fields, Heading, Paragraph, Span, paragraph
from bot.glossary.answers import key_terms as explained
from bot.model import Story
from bot.stories.headline import headline
from bot.stories.topics import TopicMatch, topic_name

_OFFERED = 5
_LABEL = 60  # characters of a headline on a button


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


def why_document(
    one: ChosenStory, matches: Iterable[TopicMatch], floor: float, tests: Sequence[Verdict] = ()
) -> Document:
    """The arithmetic of a story's score, and whether it stands in the digest: each test with its reason."""
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
    if tests:
        rows = tuple((f"{'yes' if test.passes else 'no'}: {test.test}", test.words) for test in tests)
        blocks += [Heading(_standing(tests)), Fields(rows)]
    story_id = one.story.id
    actions = tuple(action for action in story_actions(story_id) if action.label != "Why")
    title = f"Why story {story_id} ranks as it does"
    return Document(title, (*blocks, Actions(actions)), f"score {score:.2f}")


def _standing(tests: Sequence[Verdict]) -> str:
    failed = [test.test for test in tests if not test.passes]
    return f"Not in a digest of this moment: {', '.join(failed)}" if failed else "In a digest of this moment"


def not_stored_document(asked: str, host: str, publishers: Sequence[str], sources: int) -> Document:
    """Why an address that no stored report has is in no digest; `publishers` are sources at its host."""
    read = f"{host} is read ({', '.join(publishers)}), but no entry led to this address."
    unread = f"None of the {counted(sources, 'source')} is at {host}, and none pointed there."
    return Document(
        "Why it is not here",
        (
            paragraph(f"No stored report has the address {asked}."),
            paragraph(read if publishers else unread),
            paragraph("`search` with words of its title finds other reports of the same event.", quiet=True),
        ),
    )


def search_document(words: str, found: Iterable[Story], now: datetime) -> Document:
    """The stories that a search found, best match first."""
    shown = tuple(found)
    lines = tuple(
        Paragraph(
            (
                Span(headline(story), story.articles[0].url),
                Span(f"  {', '.join(_publishers(story))}, {age(story.published, now)} · story {story.id}"),
            )
        )
        for story in shown
    )
    nothing = paragraph(f"No stored story holds all of these words: {words}. Try fewer or other words.")
    offers = tuple(Action(_short(headline(story)), f"story {story.id}") for story in shown[:_OFFERED])
    blocks: tuple[Block, ...] = (*lines, Actions(offers)) if lines else (nothing,)
    return Document(f"Search: {words}", blocks, counted(len(lines), "story", "stories"))


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1].rstrip()}…"


def news_document(found: Sequence[ChosenStory], topic: str, now: datetime) -> Document:
    """The newest stories of matter, of a topic where one is named, the latest report first."""
    cards: tuple[Block, ...] = tuple(story_card(one, now, place) for place, one in enumerate(found, 1))
    if not cards:
        cards = (paragraph("Nothing of the last days passes the bar here."),)
    name = f"News: {topic_name(topic)}" if topic else "News"
    return Document(
        name, (*cards, Actions(ways_on(topic))), f"{counted(len(found), 'story', 'stories')}, newest first"
    )


def ways_on(topic: str) -> tuple[Action, ...]:
    """What to do after reading the news of a topic, or of all."""
    if topic:
        return (Action("Follow topic", f"follow topic:{topic}"), Action("All topics", "topics"))
    return (Action("Get this every day", "subscribe"), Action("All topics", "topics"))


def _publishers(story: Story) -> tuple[str, ...]:
    return tuple(dict.fromkeys(article.publisher for article in story.articles))[:3]
