"""What a feed's text and links become before they are an entry's: harmless HTML, plain words, http(s) links.

Stands between every parser and `Entry`. Pure. Only home of nh3. It does not shorten, translate or judge
text; turning HTML into an article's plain text is `bot/stories/clean.py`.
"""

import html
import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

import nh3

MAX_HTML = 100_000  # characters of one entry's text that are looked at
MAX_TITLE = 500
MAX_URL = 2_000
_PASSES = 5  # a tag can hide in a tag; what still has one after these is no title
MAX_DEPTH = 200  # the sanitiser's tree grows quadratically with depth; real articles stay under 40

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "iframe", "object", "embed", "form", "noscript", "template", "svg", "math",
    "title", "textarea", "select", "button", "audio", "video", "canvas", "head",
}  # fmt: skip
# Characters that are not seen but change what is read: controls, bidirectional overrides, zero-width
# and tag characters, and the halves of characters that no encoding can write.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]"
)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_DEEPER = {
    "br",
    "hr",
    "img",
    "p",
    "li",
    "input",
    "meta",
    "link",
    "source",
    "wbr",
    "td",
    "tr",
    "th",
    "dd",
    "dt",
}
_TITLE_TAG = re.compile(
    r"<(script|style|iframe|object|form|svg|math)\b[^<>]*>.*?(?:</\1\s*>|\Z)|"
    r"</?(?:a|abbr|applet|audio|b|base|big|blockquote|body|br|button|center|cite|code|del|div|em|embed|font|form|"
    r"frame|frameset|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|math|meta|noscript|object|ol|p|pre|"
    r"q|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tr|tt|u|ul|video)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
# The addresses that most links are: nothing in them to escape, resolve or doubt.
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][A-Za-z0-9/?#&=%.,_~:;@!$'()*+-]*)?"
)


def plain_line(text: str) -> str:
    """Return `text` as one line of plain words: no tags, entities resolved once, white space folded."""
    text = _without_tags(text[: MAX_TITLE * 4])
    if "&" in text:
        text = _without_tags(html.unescape(text))
    return " ".join(_UNSEEN.sub("", text).split())[:MAX_TITLE].rstrip()


def safe_html(markup: str, base: str = "") -> str:
    """Return `markup` with nothing in it but text structure and http(s) links, made absolute on `base`."""
    markup = _UNSEEN.sub("", markup[:MAX_HTML]).strip()
    if "<" not in markup and "&" not in markup:
        return html.escape(markup, quote=False) if ">" in markup else markup
    if _too_deep(markup):
        markup = re.sub(r"<[^<>]*>", " ", markup)
    return _UNSEEN.sub("", _cleaner(base if safe_url(base) else "").clean(markup)).strip()


def text_as_html(text: str) -> str:
    """Return plain text as the HTML that shows it."""
    return _UNSEEN.sub("", html.escape(text[:MAX_HTML], quote=False)).strip()


def safe_url(url: str, base: str = "") -> str:
    """Return `url` as an absolute http(s) address, resolved on `base`, or "" where it is none."""
    if len(url) <= MAX_URL and _PLAIN_URL.fullmatch(url):
        return url
    url = re.sub(r"[\t\r\n]", "", _UNSEEN.sub("", url.strip()))
    if not url or len(url) > MAX_URL or any(mark in url for mark in '<>"\\^`{}|'):
        url = _quoted(url)
    if not url or len(url) > MAX_URL:
        return ""
    try:
        absolute = urljoin(base, url) if base else url
        parts = urlsplit(absolute)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not port_is_one:
        return ""
    if not parts.hostname or re.search(r"[\s%]", parts.hostname):
        return ""
    return re.sub(r"\s", lambda match: quote(match[0]), absolute)


def _too_deep(markup: str) -> bool:
    """Say whether tags are nested deeper than any article's, without building the tree."""
    if markup.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for closing, name in _ANY_TAG.findall(markup):
        if closing:
            depth = max(depth - 1, 0)
        elif name.lower() not in _NEVER_DEEPER:
            depth += 1
            if depth > MAX_DEPTH:
                return True
    return False


def _quoted(url: str) -> str:
    """Return `url` with the characters RFC 3986 forbids written as escapes."""
    return re.sub(r'[<>"\\^`{}|]', lambda match: f"%{ord(match[0]):02X}", url)


def _without_tags(text: str) -> str:
    """Return `text` without HTML tags; a name in angle brackets that is no tag of text (Vec<T>) stays."""
    for _ in range(_PASSES):
        if "<" not in text:
            return text
        text, removed = _TITLE_TAG.subn(" ", text)
        if not removed:
            return text
    return text.replace("<", " ")


@lru_cache(maxsize=256)
def _cleaner(base: str) -> nh3.Cleaner:
    """Return the sanitiser for one base address; without one, relative links are dropped.

    Links go through `safe_url`, for the sanitiser lets pass what a browser may read otherwise (`https:x`).
    """
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={"*": set(), "a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https"},
        attribute_filter=lambda _, name, value: (safe_url(value, base) or None) if name == "href" else None,
    )
