"""Web addresses: one to show, one to compare by.

First used when feeds are read (an entry's keys), then in cleaning and clustering. `clean_url` gives
the address to show: trackers and wrappers are gone, and it still works as given. `canonical_url`
gives the identity: two addresses of one page give the same text, which may not be fit to open
(`https` is assumed, `www.` is gone). Nothing here asks the network, so shorteners (t.co, bit.ly) and
proxies whose target is not in the address (feedproxy.google.com, news.google.com) stay as they are.

What counts as part of a page's identity:

- The query, sorted, without the parameters of trackers and share buttons. `?id=5`, `?p=7` and `?v=x` stay.
- The fragment only where it names an entry: a route (`#/a`, `#!a`), a version or date (`#v1.2`,
  `#2026-05-01`), or any anchor on a page of entries (a changelog, release notes). Never `#:~:text=`,
  comments, footnotes, or `#name=value`.
- Never the scheme, `www.`, `m.`, `mobile.` or `amp.`, a trailing slash, `index.html`, a default port.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

# Families of parameters by which marketing tools follow a reader; whole names are in addresses.toml.
_TRACKER = re.compile(
    r"utm[_a-z].*|(?:mc|hsa|oly|vero|mtm|piwik|matomo|guce|stm|wt)_.+|_?hs(?:enc|mi|ctatracking)"
    r"|(?:pk|at)_(?:campaign|medium|source|kwd|keyword|content|link_.*|format|creation|ptr_.*|custom.*|bbc_.*)"
)
_RSS_PARAMETERS = ("cmp", "feature", "from", "source", "src", "via")
_RSS_VALUES = ("rss", "feed", "share", "twitter", "newsletter")

_AMP_CACHE = re.compile(r"/(?:amp|c|v|i|wp)(?:/s)?/(?=[^/]+\.[^/]+)")

_PAPER = re.compile(
    r"(?:(?:arxiv|ar5iv)(?:\.labs\.arxiv)?\.org/(?:abs|pdf|html|format|e-print|ps)"
    r"|alphaxiv\.org/(?:abs|overview|pdf)|huggingface\.co/papers|doi\.org/10\.48550/arxiv\.)"
    r"/?((?:\d{4}\.\d{4,5})|(?:[a-z.-]+/\d{7}))(?:v\d+)?(?:\.pdf)?/?$",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"(?:youtu\.be/|youtube\.com/(?:shorts|embed|live|v)/)([\w-]{6,})/?$")
_ARCHIVE = re.compile(r"/web/\d+(?:[a-z]{2}_)?/(?=https?:/)")

_ROUTE = re.compile(r"[!/].")
_ENTRY_ANCHOR = re.compile(r"(?<!\d)\d+[._-]\d+|^v\d+$")
_NOISE_ANCHOR = re.compile(
    r"^(?:fn|fnref|ref|cite|comment|respond|more|disqus|section|page)\b|^(?:fn|cite_)|[=~]"
)
_ENTRY_PAGE = re.compile(r"change-?log|release-?notes|/releases?$|what-?s-?new|/updates$", re.IGNORECASE)

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What addresses.toml says; the comments there say what each part is."""

    trackers: frozenset[str]
    code_hosts: frozenset[str]
    shared_hosts: frozenset[str]
    open_hosts: frozenset[str]
    share_hosts: frozenset[str]
    share_paths: tuple[str, ...]
    owned_hosts: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    wrappers: Mapping[str, tuple[str, ...]]


@cache
def load() -> Knowledge:
    """Read the packaged addresses.toml, once."""
    data = tomllib.loads(files("bot.stories").joinpath("addresses.toml").read_text("utf-8"))
    return Knowledge(
        frozenset(data["trackers"]),
        frozenset(data["code_hosts"]),
        frozenset(data["shared_hosts"]),
        frozenset(data["open_hosts"]),
        frozenset(data["share_hosts"]),
        tuple(data["share_paths"]),
        {host: tuple(skipped) for host, skipped in data["owned_hosts"].items()},
        data["aliases"],
        {host: tuple(rule) for host, rule in data["wrappers"].items()},
    )


@lru_cache(maxsize=8192)
def clean_url(url: str) -> str:
    """Return the address to show: out of its wrappers, without trackers, otherwise as given.

    "" where it is not an absolute http(s) address with a host. Idempotent.
    """
    return _clean(url, _DEPTH)


@lru_cache(maxsize=32768)
def canonical_url(url: str) -> str:
    """Return the identity of the page behind an address, by the rules this module opens with.

    "" where it is not an absolute http(s) address with a host. Idempotent.
    """
    cleaned = _clean(url, _DEPTH)
    for _ in range(_DEPTH):
        identity = _identity(cleaned)
        if _same_place(identity, cleaned):
            break
        cleaned = _clean(identity, _DEPTH)
    return identity


def host_of(url: str) -> str:
    """Return the host in lower case without port and `www.`, "" where there is none."""
    parts = _split(url)
    return parts.hostname.removeprefix("www.") if parts and parts.hostname else ""


def site_of(url: str) -> str:
    """Return the registrable domain (`bbc.co.uk`), or the author's own name on a shared host.

    `a.github.io` and `a.substack.com` are sites. An address without a public suffix gives its host.
    """
    return site_of_host(host_of(url))


@lru_cache(maxsize=8192)
def site_of_host(host: str) -> str:
    """Return what `site_of` returns, for the host of an address."""
    from tld import get_fld  # 70 ms to import, and 40 to read its list: not for a mere --help

    domain = get_fld(host, fix_protocol=True, fail_silently=True, search_private=True) if host else None
    if not domain:
        return host
    if domain in load().shared_hosts and host != domain:
        return f"{host.removesuffix('.' + domain).rsplit('.', 1)[-1]}.{domain}"
    return str(domain)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _clean(url: str, depth: int) -> str:
    parts = _split(url)
    if parts is None:
        return ""
    inner = _wrapped(parts)
    if inner and depth and (resolved := _clean(inner, depth - 1)):
        return resolved
    host = _host(parts)
    fragment = "" if parts.fragment.startswith(":~:") else parts.fragment.split(":~:")[0]
    return _join(parts.scheme.lower(), host, parts.path or "/", "&".join(_kept_query(parts)), fragment)


def _same_place(identity: str, cleaned: str) -> bool:
    """Say whether an identity differs from its address in nothing that could lead on to another."""
    place = cleaned.partition("://")[2].removeprefix("www.")
    return identity.removeprefix("https://").rstrip("/") == place.rstrip("/")


def _identity(cleaned: str) -> str:
    if not cleaned:
        return ""
    parts = urlsplit(cleaned)
    host = _identity_host(parts.netloc)
    if host == "web.archive.org" and (match := _ARCHIVE.match(parts.path)):
        original = re.sub(r"^(https?:)/+", r"\1//", parts.path[match.end() :])
        return original + (f"?{parts.query}" if parts.query else "")
    if paper := _PAPER.match(host + parts.path):
        return f"https://arxiv.org/abs/{paper[1].lower()}"
    if video := _VIDEO.match(host + parts.path):
        return f"https://youtube.com/watch?v={video[1]}"
    path = _identity_path(host, parts.path)
    query = _identity_query(host, path, parts.query)
    fragment = parts.fragment if _names_entry(path, parts.fragment) else ""
    return _join("https", host, path, query, fragment)


def _join(scheme: str, host: str, path: str, query: str, fragment: str) -> str:
    text = f"{scheme}://{host}{_escaped(path)}"
    if query:
        text += f"?{_escaped(query)}"
    return f"{text}#{_escaped(fragment)}" if fragment else text


def _escaped(text: str) -> str:
    """Write escapes one way: none for what needs none, capitals in the others."""
    if "%" in text:
        text = _ESCAPE.sub(_escape, text)
    return _UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text
    )


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = _escaped(host).lower()
    if ":" in host:
        host = f"[{host}]"
    default = 443 if parts.scheme.lower() == "https" else 80
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def _identity_host(host: str) -> str:
    """Drop the labels that choose a layout (`www`, `en.m.wikipedia.org`), follow renamings."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in ("www", "m", "mobile", "amp"):
        labels = labels[1:]
    if len(labels) > 3 and labels[1] in ("m", "amp"):
        del labels[1]
    host = ".".join(labels)
    return load().aliases.get(host, host)


def _wrapped(parts: SplitResult) -> str:
    """Return the address inside a wrapper's address, "" where there is none."""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host.endswith(".cdn.ampproject.org") or (
        host.startswith("google.") and parts.path.startswith("/amp/")
    ):
        match = _AMP_CACHE.match(parts.path)
        query = f"?{parts.query}" if parts.query else ""
        return f"https://{parts.path[match.end() :]}{query}" if match else ""
    if host == "href.li":
        return unquote(parts.query)
    if host.startswith("google."):
        host = "google.com"
    elif host.endswith(".safelinks.protection.outlook.com"):
        host = host.split(".", 1)[1]
    start, *names = load().wrappers.get(host, ("/",))
    if not names or not (parts.path or "/").startswith(start):
        return ""
    values = dict(parse_qsl(parts.query))
    return next((values[name] for name in names if values.get(name, "").startswith(("http:", "https:"))), "")


def _kept_query(parts: SplitResult) -> list[str]:
    host = (parts.hostname or "").removeprefix("www.")
    return [pair for pair in parts.query.split("&") if pair and not _is_tracker(host, pair)]


def _is_tracker(host: str, pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower().removeprefix("amp;")
    if name in load().trackers or _TRACKER.fullmatch(name):
        return True
    if name == "ref":  # a share mark nearly everywhere, a branch on code hosts, a document's number elsewhere
        return host not in load().code_hosts and not value.isdigit()
    if name == "rss":
        return value in ("", "1", "yes", "true")
    return name in _RSS_PARAMETERS and value.lower().startswith(
        ("rss", "feed", "share", "twitter", "newsletter")
    )


def _identity_query(host: str, path: str, query: str) -> str:
    pairs = sorted(pair for pair in query.split("&") if pair)
    if host == "youtube.com" and path == "/watch":
        return next((pair for pair in pairs if pair.startswith("v=")), "")
    if host == "x.com" and "/status/" in path:
        return ""
    return "&".join(
        pair for pair in pairs if pair.lower() not in ("amp", "amp=1", "amp=true", "outputtype=amp")
    )


def _identity_path(host: str, path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    if host not in load().code_hosts:
        segments = _without_amp(segments)
    if segments and segments[-1].lower() in ("index.html", "index.htm", "index.php"):
        del segments[-1]
    if host in ("github.com", "x.com"):  # owners and repositories are told apart without regard to case
        segments[:2] = [segment.lower() for segment in segments[:2]]
    return "/" + "/".join(segments)


def _without_amp(segments: list[str]) -> list[str]:
    kept = list(segments)
    while len(kept) > 1 and kept[-1].lower() == "amp":
        kept.pop()
    while len(kept) > 1 and kept[0].lower() == "amp":
        kept.pop(0)
    if kept:
        kept[-1] = re.sub(r"\.amp(?=$|\.html?$)", "", kept[-1]) or kept[-1]
    return kept


def _names_entry(path: str, fragment: str) -> bool:
    """Decide whether a fragment is part of the identity, by the rule this module opens with."""
    if _ROUTE.match(fragment):
        return True
    if not fragment or _NOISE_ANCHOR.search(fragment):
        return False
    return bool(_ENTRY_PAGE.search(path) or _ENTRY_ANCHOR.search(fragment))
