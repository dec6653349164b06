"""What people follow and mute: whose digests a change is for, the change itself, and how to take it back.

Beside `orderdesk.py`, for words, sources and topics. A manager in a server's channel changes the channel's
digests, everybody else their own direct ones; the answer says which. "Fewer like this" is only asked here:
a story is taken apart into what can be muted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.app import App
from bot.digest.mute import mentions
from bot.digest.words import listed
from bot.document import Action, Actions, Document, paragraph
from bot.errors import RequestError
from bot.model import Feed, Story
from bot.orders import Subscription, Wish
from bot.ports import Caller
from bot.stories import entities
from bot.stories.headline import headline
from bot.stories.topics import topic_name, topics_of
from bot.stories.words import pieces
from bot.workspaces.standing import say_order
from bot.workspaces.wishes import Change, followed, muted, unfollowed, unmuted
from bot.workspaces.workspaces import feeds_of, listed_feeds, manages, place_of

_OFFERED = 3  # of each kind, for a story people want fewer like
_CHANGES: Mapping[tuple[str, bool], Callable[[Wish, Change], Wish]] = MappingProxyType(
    {
        ("follow", False): followed,
        ("follow", True): unfollowed,
        ("mute", False): muted,
        ("mute", True): unmuted,
    }
)
_SAID = MappingProxyType(
    {
        ("follow", False): "Followed",
        ("follow", True): "No longer followed",
        ("mute", False): "Muted",
        ("mute", True): "No longer muted",
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be followed or muted (`verb`), or with `remove` no longer; in one digest or in all."""

    verb: str
    change: Change
    remove: bool = False
    subscription: str = ""


def change(app: App, caller: Caller, asked: Asked) -> Document:
    """Change the digests that are meant and say which; raises RequestError, then nothing was changed."""
    meant = whose(app, caller, asked.subscription)
    if not meant:
        return _nothing_to_change(caller, asked)
    do = _CHANGES[asked.verb, asked.remove]
    made = [replace(one, wish=do(one.wish, asked.change)) for one in meant]
    new = [after for before, after in zip(meant, made, strict=True) if after != before]
    for one in new:
        app.store.subscriptions.save(one)
    return _changed(app, caller, asked, meant, new)


def whose(app: App, caller: Caller, subscription_id: str = "") -> tuple[Subscription, ...]:
    """The digests a caller may change here: the channel's for a manager, else the person's own direct ones.

    Raises RequestError for an id that is not among them; a manager may name any of the workspace's.
    """
    store, personal = app.store.subscriptions, replace(caller, workspace="").home
    ours = store.of_workspace(caller.home if manages(caller) else personal)
    if subscription_id:
        found = tuple(one for one in ours if one.id == subscription_id.strip().lower())
        if not found:
            raise RequestError(
                f"There is no digest {subscription_id[:20]!r} that you can change. Nothing was changed;"
                " `subscriptions` lists them."
            )
        return found
    if manages(caller):
        return tuple(one for one in ours if one.channel == caller.channel)
    return ours


def _nothing_to_change(caller: Caller, asked: Asked) -> Document:
    if not manages(caller):
        return Document(
            "Nothing was changed",
            (
                paragraph(
                    "What this channel reads is changed by people who manage this server, and you have no"
                    " digest of your own. Send me subscribe in a direct message to have one."
                ),
            ),
        )
    topics = ",".join(asked.change.topics) if asked.verb == "follow" and not asked.remove else ""
    line = f"subscribe topics:{topics}" if topics else "subscribe"
    return Document(
        "Nothing was changed",
        (
            paragraph(f"There is no digest in this channel yet. `{line}` starts a daily one."),
            Actions((Action("Set up a daily digest", line),)),
        ),
    )


def _changed(
    app: App, caller: Caller, asked: Asked, meant: Sequence[Subscription], new: Sequence[Subscription]
) -> Document:
    what = _say(asked.change, listed_feeds(app, caller.home))
    where = _say_whose(app, caller, new or meant)
    if not new:
        return Document("Nothing was changed", (paragraph(f"{_already(asked, meant, what)}: {where}."),))
    said = f"{_SAID[asked.verb, asked.remove]} {where}: {what}."
    undo = Action("Undo", typed_change(replace(asked, remove=not asked.remove)))
    actions = (undo, Action("Preview", f"preview {new[0].id}"))
    return Document(_SAID[asked.verb, asked.remove], (paragraph(said), Actions(actions)))


def _already(asked: Asked, meant: Sequence[Subscription], what: str) -> str:
    whole = asked.verb == "follow" and asked.change.topics and not any(one.wish.topics for one in meant)
    if whole and not asked.remove:
        line = f"subscribe topics:{','.join(asked.change.topics)}"
        return f"All topics are in already, {what} among them; `{line}` makes a digest of that alone"
    return f"That was so already ({what})"


def _say_whose(app: App, caller: Caller, changed: Sequence[Subscription]) -> str:
    own = "in your own digest" if not manages(caller) or not caller.workspace else "in this channel's digest"
    if len(changed) == 1:
        (one,) = changed
        if one.channel == caller.channel:
            return own
        return f"in the digest {say_order(one, place_of(app, caller, one.channel))}"
    return f"{own}s (all {len(changed)})"


def _say(asked: Change, feeds: Sequence[Feed]) -> str:
    titles = {feed.id: feed.title for feed in feeds}
    words = [f"“{word}”" for word in asked.words]
    sources = [titles.get(one, one) for one in asked.sources]
    topics = [topic_name(slug) for slug in asked.topics]
    kinds = ((words, "word"), (sources, "source"), (topics, "topic"))
    return "; ".join(
        f"{noun if len(found) == 1 else noun + 's'} {listed(found)}" for found, noun in kinds if found
    )


def typed_change(asked: Asked) -> str:
    """The change as a typed line."""
    given = (
        ("words", ", ".join(asked.change.words)),
        ("source", ",".join(asked.change.sources)),
        ("topic", ",".join(asked.change.topics)),
        ("subscription", asked.subscription),
        ("remove", "on" if asked.remove else ""),
    )
    named = (f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in given if value)
    return " ".join([asked.verb, *named])


def fewer(app: App, caller: Caller, story_id: str) -> Document:
    """Ask what of a story is to be muted: one of its topics, its sources or its words."""
    if not whose(app, caller):
        return _nothing_to_change(caller, Asked("mute", Change()))
    feeds = {feed.id: feed for feed in feeds_of(app, caller.home)}
    found = _seen(app, story_id, feeds)
    topics = [(topic_name(one.topic), Change(topics=(one.topic,))) for one in topics_of(found)[:_OFFERED]]
    ids = dict.fromkeys(article.feed_id for article in found.articles)
    sources = [(feeds[one].title, Change(sources=(one,))) for one in list(ids)[:_OFFERED]]
    names = [name for name in names_in(headline(found)) if mentions(found, [name])]
    words = [(f"“{name}”", Change(words=(name,))) for name in names[:_OFFERED]]
    offers = [
        Action(f"Mute {label}"[:80], typed_change(Asked("mute", one)))
        for label, one in (*topics, *sources, *words)
    ]
    return Document(
        "Fewer like this",
        (
            paragraph(headline(found)),
            paragraph("Nothing is muted yet. Pick what you want less of; each can be undone.", quiet=True),
            Actions(tuple(offers)),
        ),
        f"story {found.id}",
    )


def _seen(app: App, story_id: str, feeds: Mapping[str, Feed]) -> Story:
    """The story as the workspace sees it. Raises RequestError where it does not."""
    whole = app.store.articles.story(app.store.stories.resolve(story_id.removeprefix("story").strip(" :")))
    seen = tuple(article for article in whole.articles if article.feed_id in feeds) if whole else ()
    if not seen or whole is None:
        raise RequestError(
            f"There is no story {story_id[:20]!r} here. Nothing was changed; take an id from a digest."
        )
    return Story(whole.id, seen)


def names_in(title: str) -> tuple[str, ...]:
    """Names of the field that a title holds, as it writes them, in order."""
    words = pieces(title)
    found = (" ".join(words[one.start : one.end]) for one in entities.load().find_in(words))
    return tuple(dict.fromkeys(found))
