"""Documents as news, glossary and people might make them, for suites that show them: text is hostile."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.document import (
    Action,
    Actions,
    Document,
    Fields,
    Heading,
    Paragraph,
    Report,
    Said,
    Span,
    StoryCard,
    TermCard,
)

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOSTILE = (
    "@everyone", "@here", "<!channel>", "<!here>", "<@U012AB3CD>", "<@everyone>", "<#C0|x>",
    "[click](https://evil.example)", "<https://evil.example|bank>", "**bold** _it_ `code` ~no~",
    "&lt;@everyone&gt;", "\x1b[2J\x9b31m", "\u202egnp.exe", "\u200b", "line\nbreak\r\n# heading",
    "```\nfence", "|| spoiler ||", "a\x00b",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(HOSTILE),
    st.builds(str.__add__, st.sampled_from(HOSTILE), st.text(max_size=20)),
    st.builds(str.__mul__, st.sampled_from(("word ", "<", "&", "🙂", "𝔘")), st.integers(1, 1500)),
)
urls = st.one_of(
    st.just(""),
    st.just("https://news.example/a?b=1&c=<d>|e f"),
    st.builds("https://news.example/{}".format, texts),
    st.just("javascript:alert(1)"),
)
spans = st.builds(Span, texts, urls)
actions = st.builds(Action, texts, texts, st.sampled_from(("", "t" * 64)))
blocks = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, st.lists(spans, max_size=4).map(tuple), st.booleans()),
    st.builds(Fields, st.lists(st.tuples(texts, texts), max_size=5).map(tuple)),
    st.builds(Actions, st.lists(actions, max_size=6).map(tuple)),
    st.builds(
        StoryCard,
        number=st.integers(0, 25),
        story_id=st.text("0123456789abcdef", min_size=6, max_size=6),
        headline=texts,
        url=urls,
        sentences=st.lists(st.builds(Said, texts, texts, urls), max_size=3).map(tuple),
        reports=st.lists(st.builds(Report, texts, texts, urls, texts, st.just(AT)), max_size=4).map(tuple),
        reason=texts,
        score=st.floats(0, 9),
        topics=st.just(()),
        update=texts,
        terms=st.lists(texts, max_size=3).map(tuple),
        actions=st.lists(actions, max_size=4).map(tuple),
    ),
    st.builds(
        TermCard,
        slug=st.just("rlhf"),
        name=texts,
        line=texts,
        text=texts,
        related=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
        read=st.lists(spans, max_size=2).map(tuple),
        more=st.booleans(),
        actions=st.lists(actions, max_size=2).map(tuple),
    ),
)
documents = st.builds(Document, texts, st.lists(blocks, max_size=12).map(tuple), texts)
