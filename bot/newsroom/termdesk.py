"""What people can ask of the glossary: a term explained, terms by kind, those of a text, words still wanted.

Beside `newsdesk.py`: gathers from the store, lets `bot/glossary` decide, and returns Documents. `home` is the
workspace whose own terms are used. A question that cannot be answered is counted, so that the lexicon can
grow by what people ask.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import lru_cache
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
from bot.glossary.choose import terms_for, terms_in
from bot.glossary.completion import LEXICONS_INDEXED, complete
from bot.glossary.lexicon import KINDS, Lexicon, Term, load, merged, term_of
from bot.glossary.linker import link
from bot.glossary.resolve import of_kind, resolve, search
from bot.glossary.usage import defining, sentences_with
from bot.glossary.wanted import new_terms
from bot.model import Article
from bot.newsroom.news import News, Reader
from bot.store import Store
from bot.stories.headline import headline

_LOOKED_AT = 60  # articles that hold a word, newest first
_LINKED = 20  # of those that hold a term's surface; the linker says which of them mean it, 1 ms each
_READ = 2_000  # characters of an article that are linked
_IN_THE_NEWS = 3
_NEWS_OF = timedelta(days=7)
_MOST_WANTED = 25
_OWN = "This workspace's own glossary"


def lexicon_of(store: Store, home: str) -> Lexicon:
    """The shipped lexicon with what the workspace added, changed and hid; one object while that stays."""
    changes = store.glossary.changes(home) if home else {}
    return _merged(json.dumps(changes, sort_keys=True)) if changes else load()


@lru_cache(maxsize=LEXICONS_INDEXED)
def _merged(changes: str) -> Lexicon:
    return merged(
        load(), {slug: term_of(data) if data else None for slug, data in json.loads(changes).items()}
    )


def warm() -> None:
    """Make ready what a process's first question would wait for: lexicon, surfaces, linker."""
    lexicon = load()
    resolve("halucination", lexicon)
    complete("re", lexicon)
    search("warm", lexicon)
    terms_for([terms_in("Reinforcement learning from human feedback", (), lexicon)], lexicon)


def explain(news: News, words: str, depth: Depth, now: datetime, zone: ZoneInfo, reader: Reader) -> Document:
    """Explain what was asked for; several senses are all shown, an unknown word is admitted."""
    lexicon = lexicon_of(news.store, reader.home)
    found = resolve(words, lexicon)
    if len(found.terms) > 1:
        return ambiguous_document(found.asked, found.terms)
    if not found.terms:
        return _unknown(news.store, found.asked, found.nearest, now, reader)
    (term,) = found.terms
    source = OURS if load().terms.get(term.slug) is term else _OWN
    typed = found.asked if found.corrected else ""
    mentions = in_the_news(news, term, lexicon, now, reader)
    return explain_document(term, lexicon, zone, depth, mentions, typed, source)


def _unknown(store: Store, word: str, nearest: tuple[Term, ...], now: datetime, reader: Reader) -> Document:
    with suppress(StoreError):  # another process writes: the question is answered all the same
        store.glossary.count_wanted(word, now)
    using = store.articles.using((word,), now, _LOOKED_AT)
    articles = (article for _, article in using if reader.sees(article))
    return unknown_document(word, nearest, defining(word, sentences_with(word, articles)))


def in_the_news(
    news: News, term: Term, lexicon: Lexicon, now: datetime, reader: Reader
) -> tuple[InTheNews, ...]:
    """The newest stories that use the term in its AI sense, at most three."""
    found: dict[str, Article] = {}
    for story_id, article in news.store.articles.using(term.surfaces, now, _LINKED):
        if story_id in found or not reader.sees(article):
            continue
        if term.slug in _used(f"{article.title}\n{article.text[:_READ]}", lexicon):
            found[story_id] = article
        if len(found) == _IN_THE_NEWS:
            break
    stories = ((news.story(story_id), article) for story_id, article in found.items())
    return tuple(
        InTheNews(headline(story), article.url, article.publisher, article.published)
        for story, article in stories
        if story
    )


@lru_cache(maxsize=4_096)
def _used(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(one.slug for one in link(text, lexicon))


def explain_text(store: Store, text: str, home: str) -> Document:
    """The terms that a text uses in their AI sense, in its order and context."""
    lexicon = lexicon_of(store, home)
    return found_document(text, ((lexicon.terms[one.slug], one) for one in link(text, lexicon)))


def terms(store: Store, words: str, kind: str, home: str) -> Document:
    """Terms whose names or explanations hold the words, or those of a kind, or the kinds there are."""
    lexicon = lexicon_of(store, home)
    if kind and kind not in KINDS.values():
        raise RequestError(f"there is no kind {kind!r}; choose from: {', '.join(sorted(KINDS.values()))}")
    if not words and not kind:
        return kinds_document(lexicon)
    if not words:
        return terms_document(of_kind(kind, lexicon), words, kind)
    found = search(words, lexicon)
    return terms_document([term for term in found if kind in ("", term.kind)], words, kind)


def wanted(store: Store, feed_ids: Iterable[str], now: datetime, home: str) -> Document:
    """Words that people asked for in vain, and new names in the week's news."""
    asked = store.glossary.wanted(_MOST_WANTED)
    stories = store.articles.stories_between(now - _NEWS_OF, now, feed_ids)
    names = new_terms((article for story in stories for article in story.articles), lexicon_of(store, home))
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


def change(store: Store, home: str, slug: str, said: Mapping[str, object], today: date) -> Term:
    """Add a term of the workspace's own, or change one; what is not said stays. Raises RequestError."""
    lexicon = lexicon_of(store, home)
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
    store.glossary.change(home, slug, data)
    return term


def hide(store: Store, home: str, slug: str) -> None:
    """Hide a term from the workspace. Raises RequestError where there is none."""
    if slug not in lexicon_of(store, home).terms:
        raise RequestError(f"there is no term {slug!r}; `tidings terms WORDS` finds slugs")
    store.glossary.change(home, slug, None)


def restore(store: Store, home: str, slug: str) -> None:
    """Take the workspace's change of a term back. Raises RequestError where there is none."""
    if not store.glossary.restore(home, slug):
        raise RequestError(f"nothing was changed about {slug!r} here")


_EMPTY: Mapping[str, Any] = {
    "name": "", "kind": "concept", "line": "", "text": "", "related": [], "read": [],
}  # fmt: skip


def _data(term: Term) -> dict[str, Any]:
    return {**asdict(term), "reviewed": term.reviewed.isoformat()}
