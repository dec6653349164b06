"""What people can ask of the glossary: a term explained, terms by kind, those of a text, words still wanted.

Beside `newsdesk.py`: gathers from the store, lets `bot/glossary` decide, and returns Documents. A question
that cannot be answered is counted, so that the lexicon can grow by what people ask.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.digest.words import counted
from bot.document import Document, Fields, Heading, paragraph
from bot.errors import RequestError, StoreError
from bot.glossary.answers import (
    OURS,
    Depth,
    InTheNews,
    ambiguous_document,
    explain_document,
    found_document,
    kinds_document,
    terms_document,
    unknown_document,
)
from bot.glossary.check import own_term_problems
from bot.glossary.lexicon import KINDS, Lexicon, Term, load, merged, term_of
from bot.glossary.linker import link
from bot.glossary.resolve import of_kind, resolve, search
from bot.glossary.usage import defining, sentences_with
from bot.glossary.wanted import new_terms
from bot.model import Article
from bot.store import Store
from bot.stories.headline import headline

WORKSPACE = "terminal"
_LOOKED_AT = 60  # articles that hold a surface, newest first; the linker says which of them mean the term
_IN_THE_NEWS = 3
_NEWS_OF = timedelta(days=7)
_MOST_WANTED = 25
_OWN = "This workspace's own glossary"


def lexicon_of(store: Store, workspace: str = WORKSPACE) -> Lexicon:
    """The shipped lexicon with what the workspace added, changed and hid."""
    changes = store.glossary.changes(workspace)
    return merged(load(), {slug: term_of(data) if data else None for slug, data in changes.items()})


def explain(store: Store, words: str, depth: Depth, now: datetime, zone: ZoneInfo) -> Document:
    """Explain what was asked for; several senses are all shown, an unknown word is admitted."""
    lexicon = lexicon_of(store)
    found = resolve(words, lexicon)
    if len(found.terms) > 1:
        return ambiguous_document(found.asked, found.terms)
    if not found.terms:
        return _unknown(store, found.asked, found.nearest, now)
    (term,) = found.terms
    source = _OWN if store.glossary.changes(WORKSPACE).get(term.slug) else OURS
    typed = found.asked if found.corrected else ""
    return explain_document(term, lexicon, zone, depth, in_the_news(store, term, lexicon, now), typed, source)


def _unknown(store: Store, word: str, nearest: tuple[Term, ...], now: datetime) -> Document:
    with suppress(StoreError):  # another process writes: the question is answered all the same
        store.glossary.count_wanted(word, now)
    articles = (article for _, article in store.articles.using((word,), now, _LOOKED_AT))
    return unknown_document(word, nearest, defining(word, sentences_with(word, articles)))


def in_the_news(store: Store, term: Term, lexicon: Lexicon, now: datetime) -> tuple[InTheNews, ...]:
    """The newest stories that use the term in its AI sense, at most three."""
    found: dict[str, Article] = {}
    for story_id, article in store.articles.using(term.surfaces, now, _LOOKED_AT):
        links = link(f"{article.title}\n{article.text[:2000]}", lexicon)
        if story_id not in found and any(one.slug == term.slug for one in links):
            found[story_id] = article
        if len(found) == _IN_THE_NEWS:
            break
    stories = ((store.articles.story(story_id), article) for story_id, article in found.items())
    return tuple(
        InTheNews(headline(story), article.url, article.publisher, article.published)
        for story, article in stories
        if story
    )


def explain_text(store: Store, text: str) -> Document:
    """The terms that a text uses in their AI sense, in its order and context."""
    lexicon = lexicon_of(store)
    return found_document(text, ((lexicon.terms[one.slug], one) for one in link(text, lexicon)))


def terms(store: Store, words: str, kind: str) -> Document:
    """Terms whose names or explanations hold the words, or those of a kind, or the kinds there are."""
    lexicon = lexicon_of(store)
    if kind and kind not in KINDS.values():
        raise RequestError(f"there is no kind {kind!r}; choose from: {', '.join(sorted(KINDS.values()))}")
    if not words and not kind:
        return kinds_document(lexicon)
    if not words:
        return terms_document(of_kind(kind, lexicon), words, kind)
    found = search(words, lexicon)
    return terms_document([term for term in found if kind in ("", term.kind)], words, kind)


def wanted(store: Store, feed_ids: Iterable[str], now: datetime) -> Document:
    """Words that people asked for in vain, and new names in the week's news."""
    asked = store.glossary.wanted(_MOST_WANTED)
    stories = store.articles.stories_between(now - _NEWS_OF, now, feed_ids)
    names = new_terms((article for story in stories for article in story.articles), lexicon_of(store))
    rows = tuple((word, f"asked {counted(times, 'time')}") for word, times in asked)
    seen = tuple((name, f"in {counted(times, 'report')}") for name, times in names.most_common(_MOST_WANTED))
    nothing = paragraph("None.")
    return Document(
        "Wanted terms",
        (
            Heading("Asked for in vain"), Fields(rows) if rows else nothing,
            Heading("New names in the last seven days' news"), Fields(seen) if seen else nothing,
        ),
    )  # fmt: skip


def change(store: Store, slug: str, said: Mapping[str, object], today: date) -> Term:
    """Add a term of the workspace's own, or change one; what is not said stays. Raises RequestError."""
    lexicon = lexicon_of(store)
    known = lexicon.terms.get(slug)
    data: dict[str, Any] = {
        **(_data(known) if known else _EMPTY),
        **said,
        "slug": slug,
        "reviewed": today.isoformat(),
    }
    term = term_of(data)
    if wrong := own_term_problems(term):
        raise RequestError(f"{slug} was not saved: {'; '.join(wrong)}")
    store.glossary.change(WORKSPACE, slug, data)
    return term


def hide(store: Store, slug: str) -> None:
    """Hide a term from the workspace. Raises RequestError where there is none."""
    if slug not in lexicon_of(store).terms:
        raise RequestError(f"there is no term {slug!r}; `tidings terms WORDS` finds slugs")
    store.glossary.change(WORKSPACE, slug, None)


def restore(store: Store, slug: str) -> None:
    """Take the workspace's change of a term back. Raises RequestError where there is none."""
    if not store.glossary.restore(WORKSPACE, slug):
        raise RequestError(f"nothing was changed about {slug!r} here")


_EMPTY: Mapping[str, Any] = {
    "name": "", "kind": "concept", "line": "", "text": "", "related": [], "read": [],
}  # fmt: skip


def _data(term: Term) -> dict[str, Any]:
    return {**asdict(term), "reviewed": term.reviewed.isoformat()}
