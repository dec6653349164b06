"""Text: HTML to paragraphs, and boilerplate out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.boilerplate import cut_boilerplate, cut_pings
from bot.stories.paragraphs import read_html


@pytest.mark.parametrize(
    ("markup", "want"),
    [
        ("<p>One <b>bo</b>ld.</p><p>Two.</p>", "One bold.\n\nTwo."),
        ("<ul><li>first</li><li>second</li></ul>end", "first\nsecond\n\nend"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("Tom &amp; Ann &lt;3", "Tom & Ann <3"),
        ("a < b and c > d", "a < b and c > d"),
        ("wrapped\n   text\n\nnext\n- item\n- item", "wrapped text\n\nnext\n- item\n- item"),
        ("&lt;p&gt;twice&lt;/p&gt; escaped", "twice\n\nescaped"),
        ("<p>run</p><pre>pip install acme</pre>", "run\n\npip install acme"),
        ("<p>run</p><pre>" + "x = 1\n" * 100 + "</pre><p>end</p>", "run\n\nend"),
        ("zero\u200bwidth\u202e and\u00a0space", "zerowidth and space"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("", ""),
    ],
)
def test_read_html(markup: str, want: str) -> None:
    assert read_html(markup)[0] == want


def test_links_come_in_reading_order() -> None:
    markup = '<p><a href="https://a.example/">a</a></p><ul><li><a href=" /b ">b</a></li></ul><a>no</a>'
    assert read_html(markup)[1] == ("https://a.example/", "/b")


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<a href='x'>", "<", ">", "&", "a", "<pre>", "<!--", "]]>", "\x00"])
    )
)
def test_any_markup_is_read(parts: list[str]) -> None:
    text, _ = read_html("".join(parts))
    assert text == text.strip()


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "Read more »",
        "Continue reading on Example →",
        "The post Acme ships appeared first on Example News.",
        "Subscribe to our newsletter",
        "Sign up here to get the news in your inbox.",
        "Share this post",
        "Comments",
        "12 comments",
        "Article URL: https://example.com/a",
        "Comments URL: https://news.ycombinator.com/item?id=1",
        "Points: 42",
        "# Comments: 7",
        "submitted by /u/someone",
        "[link] [comments]",
        "This site uses cookies",
        "© 2026 Example Media. All rights reserved.",
        "5 min read",
        "Photo by Ann Other",
        "Thanks for reading! Subscribe for free to receive new posts.",
        "arXiv:2511.10647v1 Announce Type: new",
        "* * *",
    ],
)
def test_boilerplate_lines_go(line: str) -> None:
    assert (
        cut_boilerplate(f"Acme released a model on Monday.\n\n{line}") == "Acme released a model on Monday."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Share prices fell by a tenth after Acme said that comments on its model were deleted.",
        "Subscribers of the service can now follow an agent at work, and its maker says more will come.",
        "The post office will read addresses with a model made in Lyon.",
        "Follow-up work by a second group found the same effect in smaller models.",
        "Points of law remain open, the court said.",
    ],
)
def test_news_that_holds_such_words_stays(text: str) -> None:
    assert cut_boilerplate(text) == text


def test_tails_go() -> None:
    assert cut_boilerplate("Acme ships. The post Acme appeared first on Example.") == "Acme ships."
    assert cut_boilerplate("Acme ships it. Read more at example.com") == "Acme ships it."
    assert cut_boilerplate("Acme ships it and then [...]") == "Acme ships it and then …"
    assert cut_boilerplate("Acme ships. [link] [comments]") == "Acme ships."
    assert cut_boilerplate("arXiv:1 Announce Type: new Abstract: We show it.") == "We show it."
    assert cut_boilerplate("SAN JOSE, Calif. (AP) — Acme sells it.") == "Acme sells it."
    assert cut_boilerplate("(CNN)Acme sells it.") == "Acme sells it."


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Acme Releases Fable 5!", ""),
        ("Aug 18, 2026 Science Acme releases Fable 5", ""),
        ("Acme releases Fable 5\n\nIt is small.", "It is small."),
        ("Acme releases Fable 5, and its price is half of what the last one was.",) * 2,
    ],
)
def test_the_title_again_goes(text: str, want: str) -> None:
    assert cut_boilerplate(text, "Acme releases Fable 5") == want


def test_marks_that_call_people_are_cut_and_addresses_stay() -> None:
    said = "@everyone <!channel> <@123> <@&456> <#C9|x> Halden <:smile:99> grows @here; mail a@here.example"
    assert cut_pings(said) == "Halden grows ; mail a@here.example"
