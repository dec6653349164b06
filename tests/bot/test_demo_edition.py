"""The sample edition is what it says: big enough, in every format, of invented names, and served as feeds."""

import re
import string
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.edition import NOW, Outlet, Piece, gold, outlets
from bot.demo.formats import FORMATS, render
from bot.demo.newsstand import newsstand
from bot.errors import FetchError
from bot.model import Entry, Feed, Tier
from bot.sources.answers import Fetched, FetchLimits, NotModified
from bot.sources.collect import parse_body
from bot.sources.fetch import Fetcher
from bot.sources.kinds import kind_names
from bot.stories import entities
from bot.stories.paragraphs import read_html
from bot.stories.topics import topic_slugs

SOUND = tuple(outlet for outlet in outlets() if not outlet.behaviour)
FULL = tuple(outlet for outlet in outlets() if outlet.pieces)
HOSTILE = "loud-hailer"
# Names that entities.toml may not know, by which no invented event may go.
REAL = re.compile(
    r"\b(?:Adobe|Alibaba|Amazon|AMD|Anthropic|Apple|arXiv|Baidu|Bloomberg|ByteDance|ChatGPT|Claude|Codex|Cohere|"
    r"Copilot|Cursor|DeepMind|DeepSeek|Discord|Facebook|FDA|Gemini|GitHub|Google|GPT|Grok|Huawei|IBM|Instagram|"
    r"Intel|Kimi|LinkedIn|Llama|Meta|Microsoft|Midjourney|Mistral|Netflix|Nvidia|OpenAI|Oracle|Palantir|"
    r"Perplexity|Qualcomm|Qwen|Reddit|Reuters|Salesforce|Samsung|Slack|Spotify|Tesla|TikTok|TSMC|Twitter|Uber|"
    r"Waymo|WhatsApp|Wikipedia|xAI|YouTube|Zoom|Brussels|China|Congress|Europe|Germany|Parliament|Pentagon|"
    r"Russia|Senate|Taiwan|Washington)\b"
)


def pieces() -> Iterable[tuple[Outlet, Piece]]:
    return ((outlet, piece) for outlet in outlets() for piece in outlet.pieces)


def feed_of(outlet: Outlet) -> Feed:
    return Feed(
        id=outlet.id,
        kind=FORMATS[outlet.format].kind,
        url=f"http://127.0.0.1/{outlet.path}",
        title=outlet.title,
        publisher=outlet.publisher,
        family=outlet.family,
        tier=outlet.tier,
    )


def entries_of(outlet: Outlet, as_of: datetime = NOW) -> tuple[Entry, ...]:
    feed, body = feed_of(outlet), render(outlet, as_of)
    return parse_body(feed, body, FORMATS[outlet.format].content_type, feed.url, as_of).entries


def by_name(name: str) -> Outlet:
    return next(outlet for outlet in outlets() if outlet.id == name)


def test_there_is_enough_of_everything() -> None:
    assert len(outlets()) >= 16
    assert len(tuple(pieces())) >= 170
    assert {outlet.format for outlet in outlets()} == set(FORMATS)
    assert {FORMATS[outlet.format].kind for outlet in outlets()} == set(kind_names())
    assert {outlet.tier for outlet in outlets()} == set(Tier)
    assert {outlet.language for outlet in outlets()} == {"en", "de"}
    assert {outlet.behaviour for outlet in outlets()} == {
        "",
        "down",
        "malformed",
        "redated",
        "redirects-inside",
    }


def test_every_day_has_news_and_the_weekend_is_quieter() -> None:
    days = Counter(piece.at.date().isoformat() for _, piece in pieces())
    assert sorted(days) == [f"2026-11-{day}" for day in range(18, 23)]
    assert days["2026-11-21"] < min(days[f"2026-11-{day}"] for day in (18, 19, 20))
    assert all(NOW - timedelta(days=5) < piece.at < NOW and piece.at.tzinfo for _, piece in pieces())


def test_ids_paths_addresses_and_titles_are_unique() -> None:
    assert max(Counter(outlet.id for outlet in outlets()).values()) == 1
    assert max(Counter(outlet.path for outlet in outlets()).values()) == 1
    for outlet in FULL:
        for name in ("id", "title"):
            assert max(Counter(getattr(piece, name) for piece in outlet.pieces).values()) == 1, outlet.id
        assert max(Counter(piece.url or piece.id for piece in outlet.pieces).values()) == 1, outlet.id
    told = [piece.html for _, piece in pieces() if piece.html]
    assert len(told) == len(set(told))


def test_addresses_are_reserved_ones_that_nobody_owns() -> None:
    hosts = {urlsplit(piece.url).hostname or "" for outlet, piece in pieces() if piece.url}
    assert {host for host in hosts if not host.endswith(".example")} == {"arxiv.org", "169.254.169.254"}
    papers = [piece.id for outlet, piece in pieces() if "arxiv.org" in outlet.home]
    assert all(int(paper.partition(".")[2]) > 90_000 for paper in papers)  # arXiv has not had as many a month


@pytest.mark.parametrize("outlet", FULL, ids=lambda outlet: outlet.id)
def test_nothing_is_claimed_of_a_real_organisation(outlet: Outlet) -> None:
    for piece in outlet.pieces:
        text = f"{piece.title}\n{piece.author}\n{read_html(piece.html)[0]}"
        assert not REAL.findall(text), piece.id
        named = {mention.entity.name for mention in entities.load().find(text)}
        assert not named, piece.id


@pytest.mark.parametrize("outlet", [outlet for outlet in FULL if outlet.id != HOSTILE], ids=lambda o: o.id)
def test_pieces_read_like_news(outlet: Outlet) -> None:
    for piece in outlet.pieces:
        text = read_html(piece.html)[0]
        assert piece.title == piece.title.strip() and "!" not in piece.title
        if outlet.format != "hackernews":
            assert 60 <= len(text) <= 1500, piece.id
            assert text.rstrip().endswith((".", "?", '"', "”")), piece.id


@pytest.mark.parametrize("outlet", FULL, ids=lambda outlet: outlet.id)
def test_every_feed_is_read_back_by_its_kind(outlet: Outlet) -> None:
    entries = entries_of(outlet)
    assert len(entries) == len(outlet.pieces)
    for entry, piece in zip(entries, outlet.pieces, strict=True):
        assert entry.title == piece.title or outlet.id == HOSTILE
        assert piece.url in (entry.url, "", f"{entry.url}v1")
        if outlet.behaviour == "redated":
            assert entry.published == NOW
        elif outlet.behaviour != "malformed":
            assert entry.published == piece.at
            assert read_html(piece.html)[0].split()[:20] == read_html(entry.html)[0].split()[:20]
        assert (entry.points or 0) == piece.points


@given(
    st.sampled_from([outlet for outlet in SOUND if outlet.pieces]),
    st.text(string.ascii_letters + string.digits + ".,:;#@*_()?äßé€—中文", min_size=1),
    st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=60),
)
def test_whatever_a_piece_says_is_written_as_one_entry(outlet: Outlet, title: str, body: str) -> None:
    piece = replace(outlet.pieces[0], title=title, html=body, author=title)
    (entry,) = entries_of(replace(outlet, pieces=(piece,)))
    assert entry.published == piece.at
    assert entry.title == title


def test_an_earlier_edition_knows_less() -> None:
    thursday = datetime(2026, 11, 19, tzinfo=UTC)
    for outlet in SOUND:
        earlier, later = entries_of(outlet, thursday), entries_of(outlet)
        assert all(entry.published and entry.published <= thursday for entry in earlier)
        assert {entry.keys for entry in earlier} <= {entry.keys for entry in later}
    assert sum(len(outlet.known(thursday)) for outlet in outlets()) < 60


def test_what_is_wrong_with_the_wrong_ones_is_wrong() -> None:
    spoiled = render(by_name("gantry-notes"), NOW)
    assert b"R&D" in spoiled and b"&nbsp;" in spoiled and b"</rss>" not in spoiled
    assert entries_of(by_name("quiet-quarterly")) == ()
    hostile = "".join(f"{piece.title}{piece.html}" for piece in by_name(HOSTILE).pieces)
    for attack in (
        "@everyone",
        "<!channel>",
        "<@123>",
        "<script",
        "onclick",
        "javascript:",
        "169.254.169.254",
    ):
        assert attack in hostile
    assert "Ignore all previous instructions" in hostile


def test_gold_names_pieces_that_exist_each_in_one_story() -> None:
    known = {f"{outlet.id}/{piece.id}" for outlet, piece in pieces()}
    named = Counter(piece for story in gold() for piece in story.pieces)
    assert set(named) <= known
    assert max(named.values()) == 1
    ids = [story.id for story in gold()]
    assert len(ids) == len(set(ids))
    others = {other for story in gold() for other in (story.updates, story.related, *story.apart)}
    assert others <= {"", *ids}


def test_stories_are_told_by_several_and_followed_up() -> None:
    families = {outlet.id: outlet.family for outlet in outlets()}
    voices = [len({families[piece.split("/")[0]] for piece in story.pieces}) for story in gold()]
    assert sum(number >= 3 for number in voices) >= 12
    assert max(voices) >= 6
    assert sum(story.updates != "" for story in gold()) >= 5
    assert sum(len(story.apart) for story in gold()) >= 8


def test_an_update_comes_later_than_what_it_adds_to() -> None:
    at = {f"{outlet.id}/{piece.id}": piece.at for outlet, piece in pieces()}
    first = {story.id: min(at[piece] for piece in story.pieces) for story in gold()}
    for story in gold():
        for earlier in {story.updates, story.related} - {""}:
            assert first[story.id] > first[earlier], story.id


def test_topics_of_whole_feeds_are_known() -> None:
    assert {topic for outlet in outlets() for topic in outlet.topics} <= set(topic_slugs())


@pytest.mark.anyio
async def test_the_newsstand_serves_the_edition_over_http() -> None:
    limits = FetchLimits(allowed_private_hosts=("127.0.0.1",))
    async with newsstand(NOW) as stand, Fetcher(limits) as fetcher:
        assert len(stand.feeds) == len(outlets())
        for feed, outlet in zip(stand.feeds, outlets(), strict=True):
            if outlet.behaviour in ("down", "redirects-inside"):
                with pytest.raises(FetchError):
                    await fetcher.get(feed.url)
                continue
            first = await fetcher.get(feed.url)
            assert isinstance(first, Fetched)
            assert first.body == render(outlet, NOW)
            assert first.content_type == FORMATS[outlet.format].content_type
            assert isinstance(await fetcher.get(feed.url, first.validators), NotModified)
        with pytest.raises(FetchError, match="404"):
            await fetcher.get(f"{stand.base_url}/nothing")
        assert isinstance(await fetcher.get(f"{stand.base_url}/robots.txt"), Fetched)
