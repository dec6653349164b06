"""Typed topics, words and sources; follow and mute as pure changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.model import Feed, Tier
from bot.orders import Wish
from bot.stories.topics import topic_name, topic_slugs
from bot.workspaces.wishes import (
    MOST_WORDS,
    Change,
    followed,
    muted,
    say_topics,
    say_wish,
    sources_named,
    topics_named,
    unfollowed,
    unmuted,
    words_named,
)

SLUGS = topic_slugs()
FEEDS = tuple(
    Feed(name, "feed", f"https://{name}.example/", title, title, name, Tier.PRESS)
    for name, title in (("openai-blog", "OpenAI"), ("the-wire", "The Wire"))
)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_topic_is_known_by_slug_and_name_in_any_case(slug: str) -> None:
    assert topics_named([slug]) == topics_named([topic_name(slug).upper()]) == (slug,)


def test_a_word_only_one_topic_has_is_enough_and_all_is_none() -> None:
    assert topics_named(["safety", "policy"]) == ("policy-regulation", "safety-alignment")
    assert topics_named(["All topics"]) == topics_named([]) == topics_named([" "]) == ()


def test_an_unknown_topic_is_answered_with_the_nearest() -> None:
    with pytest.raises(RequestError, match=r"no topic 'agentz'.*Nothing was changed.*agents"):
        topics_named(["agentz"])


@given(st.lists(st.text(max_size=200), max_size=4))
def test_hostile_text_names_topics_and_words_or_is_refused(typed: list[str]) -> None:
    for read in (topics_named, words_named):
        try:
            assert isinstance(read(typed), tuple)
        except RequestError as error:
            assert "Nothing was changed" in str(error)


@pytest.mark.parametrize("word", ["x" * 81, "*", "??", "-", ""])
def test_a_word_that_cannot_be_looked_for_is_refused(word: str) -> None:
    with pytest.raises(RequestError, match="Nothing was changed"):
        words_named([word])


def test_sources_go_by_id_and_title() -> None:
    assert [feed.id for feed in sources_named(["openai", "THE-WIRE"], FEEDS)] == ["openai-blog", "the-wire"]
    twins = [replace(feed, publisher="OpenAI Group") for feed in FEEDS]
    assert sources_named(["openai group"], twins) == tuple(twins)
    with pytest.raises(RequestError, match="did you mean openai-blog"):
        sources_named(["opnai"], FEEDS)
    with pytest.raises(RequestError, match="`sources` lists them"):
        sources_named(["zzzz"], FEEDS)


CHANGE = Change(("crypto*",), ("the-wire",), ("agents",))


def test_what_is_followed_is_no_longer_muted_and_the_other_way_round() -> None:
    quiet = muted(Wish(topics=("agents", "coding")), CHANGE)
    assert (quiet.muted, quiet.muted_sources, quiet.topics) == (("crypto*",), ("the-wire",), ("coding",))
    loud = followed(quiet, Change(("CRYPTO*",), ("the-wire",), ("agents",)))
    assert (loud.muted, loud.boosted, loud.liked_sources) == ((), ("CRYPTO*",), ("the-wire",))
    assert (loud.muted_sources, loud.topics) == ((), ("agents", "coding"))


@given(st.sets(st.sampled_from(SLUGS)), st.sets(st.sampled_from(SLUGS), min_size=1, max_size=3))
def test_muting_topics_and_taking_it_back_ends_where_it_began(held: set[str], gone: set[str]) -> None:
    wish = Wish(topics=tuple(slug for slug in SLUGS if slug in held and len(held) < len(SLUGS)))
    change = Change(("word",), ("the-wire",), tuple(slug for slug in SLUGS if slug in gone))
    left = set(wish.topics or SLUGS) - gone
    if not left:
        with pytest.raises(RequestError, match="No topic would be left"):
            muted(wish, change)
    elif not wish.topics or gone <= set(wish.topics):
        assert unmuted(muted(wish, change), change) == wish


def test_taking_back_a_follow_ends_where_it_began() -> None:
    wish = Wish(topics=("coding",))
    assert unfollowed(followed(wish, CHANGE), CHANGE) == wish
    assert followed(Wish(), Change(topics=("agents",))) == Wish()


def test_a_list_is_bounded() -> None:
    full = Wish(muted=tuple(f"word{number}" for number in range(MOST_WORDS)))
    assert muted(full, Change(("word1",))) == full
    with pytest.raises(RequestError, match="51 of 50 at most"):
        muted(full, Change(("another",)))


def test_topics_and_wishes_in_words() -> None:
    assert say_topics(()) == say_topics(SLUGS) == "all topics"
    assert say_topics(("agents", "coding")) == "topics: Agents and Coding"
    assert say_topics(tuple(slug for slug in SLUGS if slug != "jobs")) == "all topics but Jobs"
    assert say_topics(("agents", "policy-regulation")) == "topics: Agents, Policy and regulation"
    rows = dict(say_wish(Wish(muted_sources=("the-wire", "gone"), quiet=True, stories=3), FEEDS))
    assert rows == {"mutes sources": "The Wire, gone", "stories": "3 at most", "quiet days": "post nothing"}
