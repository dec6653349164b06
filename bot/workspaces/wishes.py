"""What a wish gains and loses: typed topics, words and sources checked, and follow and mute as pure changes.

Between what people type and `Wish`. It reads no store: the feeds that can be named are an argument. Whoever
follows what was muted no longer mutes it, and the other way round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.digest.mute import MAX_PATTERN
from bot.errors import RequestError
from bot.model import Feed
from bot.orders import Wish
from bot.stories.topics import topic_name, topic_slugs

MOST_WORDS = 50  # words or sources a list of one wish may hold
_ALL = frozenset({"all", "all topics", "everything", "any"})


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be followed or muted, or no longer: words, feed ids, topic slugs."""

    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.sources or self.topics)


def topics_named(typed: Iterable[str]) -> tuple[str, ...]:
    """Slugs of the topics as people name them, in the topics' order; none of them, or "all", mean all.

    A slug, a name, or a word that only one topic has will do. Raises RequestError with the nearest.
    """
    asked = [" ".join(text.casefold().replace("-", " ").split()) for text in typed]
    found = {_topic(text) for text in asked if text and text not in _ALL}
    if found and any(text in _ALL for text in asked):
        raise RequestError(
            "You asked for all topics and for some. Nothing was changed; name one or the other."
        )
    return tuple(slug for slug in topic_slugs() if slug in found)


def _topic(text: str) -> str:
    names = {slug: (slug.replace("-", " "), topic_name(slug).casefold()) for slug in topic_slugs()}
    if exact := [slug for slug, named in names.items() if text in named]:
        return exact[0]
    parts = [slug for slug, named in names.items() if any(text in name.split() for name in named)]
    if len(parts) == 1:
        return parts[0]
    spoken = {name: slug for slug, named in names.items() for name in named}
    near = parts or list(dict.fromkeys(spoken[name] for name in get_close_matches(text, spoken, 4)))
    shown = ", ".join(near or topic_slugs())
    raise RequestError(f"There is no topic {text[:40]!r}. Nothing was changed; choose from: {shown}.")


def words_named(typed: Iterable[str]) -> tuple[str, ...]:
    """Words or globs to follow or mute, tidied. Raises RequestError for one too long, or without a letter."""
    words = tuple(dict.fromkeys(" ".join(text.replace('"', "").split()) for text in typed))
    for word in words:
        if len(word) > MAX_PATTERN:
            raise RequestError(
                f"{word[:20]!r}… is longer than {MAX_PATTERN} characters. Nothing was changed; use fewer."
            )
        if not any(map(str.isalnum, word)):
            raise RequestError(
                f"{word!r} would fit everything or nothing. Nothing was changed;"
                " name a word, such as crypto*."
            )
    return words


def sources_named(typed: Iterable[str], feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """The feeds of these ids or titles, or all of a publisher's.

    Raises RequestError with the nearest for a name that is not there.
    """
    by_name = _by_name(feeds)
    found: dict[str, Feed] = {}
    for text in typed:
        name = " ".join(text.casefold().split())
        if name not in by_name:
            near = {
                one.id: one for other in get_close_matches(name, by_name, 3, 0.5) for one in by_name[other]
            }
            hint = f"did you mean {' or '.join(list(near)[:3])}?" if near else "`sources` lists them."
            raise RequestError(f"There is no source {text[:40]!r} here. Nothing was changed; {hint}")
        found.update((feed.id, feed) for feed in by_name[name])
    return tuple(found.values())


def _by_name(feeds: Sequence[Feed]) -> dict[str, list[Feed]]:
    """Feeds by folded id and title; by publisher where no feed is called so."""
    own: dict[str, list[Feed]] = {}
    publishers: dict[str, list[Feed]] = {}
    for feed in feeds:
        for name in dict.fromkeys((feed.id, feed.title.casefold())):
            own.setdefault(name, []).append(feed)
        publishers.setdefault(feed.publisher.casefold(), []).append(feed)
    return {**publishers, **own}


def followed(wish: Wish, change: Change) -> Wish:
    """The wish with more of this: words and sources weigh more, topics are added to those it has.

    A wish for all topics stays one. Raises RequestError where a list would be too long.
    """
    return replace(
        wish,
        boosted=_with(wish.boosted, change.words),
        muted=_without(wish.muted, change.words),
        liked_sources=_with(wish.liked_sources, change.sources),
        muted_sources=_without(wish.muted_sources, change.sources),
        topics=_ordered({*wish.topics, *change.topics}) if wish.topics else (),
    )


def muted(wish: Wish, change: Change) -> Wish:
    """The wish with none of this; a muted topic leaves all the others.

    Raises RequestError where no topic would be left, or a list would be too long.
    """
    return replace(
        wish,
        muted=_with(wish.muted, change.words),
        boosted=_without(wish.boosted, change.words),
        muted_sources=_with(wish.muted_sources, change.sources),
        liked_sources=_without(wish.liked_sources, change.sources),
        topics=_topics_left(wish.topics, change.topics),
    )


def unfollowed(wish: Wish, change: Change) -> Wish:
    """The wish without what was followed; topics are taken as `muted` takes them."""
    return replace(
        wish,
        boosted=_without(wish.boosted, change.words),
        liked_sources=_without(wish.liked_sources, change.sources),
        topics=_topics_left(wish.topics, change.topics),
    )


def unmuted(wish: Wish, change: Change) -> Wish:
    """The wish without what was muted; topics come back."""
    return replace(
        wish,
        muted=_without(wish.muted, change.words),
        muted_sources=_without(wish.muted_sources, change.sources),
        topics=_ordered({*wish.topics, *change.topics}) if wish.topics else (),
    )


def _with(known: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    held = {word.casefold() for word in known}
    both = (*known, *(word for word in more if word.casefold() not in held))
    if len(both) > MOST_WORDS:
        raise RequestError(
            f"That would be {len(both)} of {MOST_WORDS} at most. Nothing was changed; remove some first."
        )
    return both


def _without(known: tuple[str, ...], less: Iterable[str]) -> tuple[str, ...]:
    gone = {word.casefold() for word in less}
    return tuple(word for word in known if word.casefold() not in gone)


def _topics_left(known: tuple[str, ...], less: tuple[str, ...]) -> tuple[str, ...]:
    if not less:
        return known
    left = tuple(slug for slug in known or topic_slugs() if slug not in less)
    if not left:
        raise RequestError("No topic would be left. Nothing was changed; `unsubscribe` ends the digest.")
    return left


def _ordered(slugs: Iterable[str]) -> tuple[str, ...]:
    """Topics in their own order; all of them is what a wish writes as none."""
    chosen = set(slugs)
    every = topic_slugs()
    return () if chosen >= set(every) else tuple(slug for slug in every if slug in chosen)


def say_topics(topics: Sequence[str]) -> str:
    """Topics as people read them: "all topics", "topics: Agents and Coding", "all topics but Jobs"."""
    if not topics:
        return "all topics"
    missing = [slug for slug in topic_slugs() if slug not in topics]
    if len(missing) < len(topics):
        return f"all topics but {_names(missing)}" if missing else "all topics"
    return f"{'topic' if len(topics) == 1 else 'topics'}: {_names(topics)}"


def _names(slugs: Sequence[str]) -> str:
    names = [topic_name(slug) for slug in slugs]
    if any(" and " in name for name in names):
        return ", ".join(names)
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def say_wish(wish: Wish, names: Iterable[Feed] = ()) -> tuple[tuple[str, str], ...]:
    """What a wish holds beside its topics, as named values; sources by title where they are known."""
    titles = {feed.id: feed.title for feed in names}
    rows = (
        ("follows", ", ".join(wish.boosted)),
        ("follows sources", ", ".join(titles.get(one, one) for one in wish.liked_sources)),
        ("mutes", ", ".join(wish.muted)),
        ("mutes sources", ", ".join(titles.get(one, one) for one in wish.muted_sources)),
        ("language", wish.language),
        ("stories", f"{wish.stories} at most" if wish.stories else ""),
        ("quiet days", "post nothing" if wish.quiet else ""),
        ("thread", {"digest": "one a digest", "story": "one a story"}.get(wish.thread, "")),
        ("publish", "on to who follows the channel" if wish.publish else ""),
    )
    return tuple((name, value) for name, value in rows if value)
