"""Cutting what a feed adds to a text: calls to read on, to subscribe, to share; and the title again.

Used in cleaning, after `paragraphs.py`. It works on whole lines and on the tail of a paragraph, and
only on short ones, so that a sentence of news that happens to hold such words stays.
"""

import re

from bot.stories.english import load

# What would call people on a chat platform: every adapter makes it inert, and no reader wants to see it.
_PING = re.compile(r"(?<!\w)@(?:everyone|here|channel)\b|<(?:[@#!]|a?:)[^<>\s]{1,60}>")

_LONGEST_LINE = 220  # characters; a longer line is prose

# Lines that are nothing but boilerplate when they begin so.
_LINE = re.compile(
    r"""(?xi)^[\W_]*(?:
      (?:read|learn|find\ out|see|view|watch|listen)\ (?:more|on|the\ (?:full|rest|original|complete))\b
        .{0,90}$
    | (?:continue|keep)\ reading\b
    | click\ (?:here|to|the|below)\b
    | (?:please\ )?(?:subscribe|sign\ up|sign\ in|log\ in|register|join)\b.{0,40}
        (?:\b(?:newsletter|inbox|e-?mails?|podcast|channel|account|subscriber|updates|waitlist)|
        \b(?:now|today|here|free|to|for)\b|$)
    | (?:upgrade\ to\ paid|become\ a\ (?:paid\ )?(?:subscriber|member|supporter)|get\ \d+%\ off)
    | (?:thanks|thank\ you)\ for\ (?:reading|subscribing|listening|watching)\b
    | (?:this|the)\ (?:post|entry|article|piece|story|newsletter|episode|podcast)\ (?:is|was|has\ been|first|
        originally)\b.{0,30}(?:appeared|published|posted|sponsored|brought|supported|public|free|written\ by)
    | the\ post\b.{1,200}\b(?:appeared\ first\ on|first\ appeared\ on)\b
    | (?:follow|like|find|connect\ with)\ (?:us|me)\b.{0,60}$
    | share\ (?:this|on|via|to|story|article|post)\b.{0,60}$
    | (?:leave\ a\ comment|\d*\ ?comments?|share|save|print|e-?mail|copy\ link|advertisement|sponsored|related
        (?:\ (?:articles|posts|stories|reading|content))?|table\ of\ contents|contents|tags|skip\ to\ .{1,20})
        \W*$
    | (?:article|comments|original|source|discussion)\ (?:url|link|post)\ *:
    | (?:points|\#?\ ?comments|score|upvotes|posted\ by|author|tags|filed\ under|categories|via|source|image|
        photo(?:graph)?|photo\ by|credit|illustration|featured\ image)(?:\ (?:by|credits?|source))?\ *:
        .{0,120}$
    | (?:photo|image|illustration|picture)s?\ (?:by|credits?|courtesy|via)\b.{0,100}$
    | .{0,60}\b(?:getty\ images|shutterstock|unsplash)\b.{0,20}$
    | submitted\ by\ /?u/
    | \[(?:link|comments)\]
    | .{0,20}\b(?:uses|use)\ cookies\b
    | (?:accept|reject|manage)\ (?:all\ )?cookies\b
    | (?:©|\(c\)|copyright)\ .{0,80}$
    | .{0,60}\ball\ rights\ reserved\W*$
    | \d{1,3}[\ -]min(?:ute)?s?\ (?:read|listen|watch)\W*$
    | (?:listen|subscribe|available)\ (?:to\ .{1,60}\ )?(?:now\ )?on\ (?:apple|spotify|youtube)\b
    | (?:updated?|published|posted)(?:\ on|\ at)?\ *:?\ .{0,12}\b\d{4}.{0,16}$
    | arxiv:\S+\ announce\ type:\ [\w-]+\W*$
    )"""
)
# What such lines hold that do not begin with one of `boilerplate_starts`: a fast look before the slow one.
_FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]*)")
_HELD = re.compile(r"(?i)getty|shutterstock|unsplash|cookies|rights reserved|[ -]min|©|\d+ comment")
# What hangs at the end of a paragraph.
_TAIL = re.compile(
    r"""(?xi)\b(?:
      (?:read|continue)\ (?:more|reading|the\ full\ (?:story|article|post))(?:[^.!?\n]|\.(?=\S)){0,100}\.?$
    | the\ post\ [^\n]{1,200}\ (?:appeared\ first|first\ appeared)\ on\ .{1,100}$
    | more…?\)\s*$ | link\]\s*\[comments\]\s*$
    )"""
)
_TAIL_WORDS = ("more", "More", "MORE", "ontinue", "Read", "read", "appeared", "comments]")
_TAIL_LENGTH = 400  # characters searched for such a tail
_CUT_OFF = re.compile(r"\[(?:…|\.\.\.|&#8230;)\]")
# What stands before a first sentence: an agency's place and name, a paper list's labels.
_HEAD = re.compile(
    r"(?i)^(?:arxiv:\S+\s+announce\s+type:\s+[\w-]+\s+)?(?:abstract:\s+)?"
    r"(?:[\w.,\u00a0 ]{0,50}(?:\((?:AP|AFP|CNN|Reuters|Bloomberg)\)|/PRNewswire/)\s*[–—-]*\s*)?"
)
_DATE = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}|\b\d{4}-\d\d-\d\d"
)
_NOT_WORD = re.compile(r"[\W_]+")
_LEFT_OVER = 25  # characters beside the title below which a text only repeats it: a date, a section's name


def cut_boilerplate(text: str, title: str = "") -> str:
    """Return the text without boilerplate lines, tails, and the title; "" where nothing else was there."""
    kept = []
    for paragraph in _CUT_OFF.sub("…", text).split("\n\n"):
        lines = [line for line in paragraph.split("\n") if not _is_boilerplate(line)]
        if cut := _without_ends("\n".join(lines)):
            kept.append(cut)
    if title and kept:
        kept = _without_title(kept, letters(title))
    return "\n\n".join(kept)


def cut_pings(text: str) -> str:
    """Return the text without the marks by which chat platforms call people, channels and emoji."""
    if ("@" not in text and "<" not in text) or not _PING.search(text):
        return text
    return re.sub(r"[ \t]{2,}", " ", _PING.sub("", text)).strip()


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case: what two ways of writing it share."""
    return _NOT_WORD.sub("", text.casefold())


def _is_boilerplate(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    first = _FIRST_WORD.match(line)
    if (first is None or first[1].lower() not in load("boilerplate_starts")) and not _HELD.search(line):
        return not any(map(str.isalnum, line))
    return _LINE.match(line) is not None


def _without_ends(paragraph: str) -> str:
    body, tail = paragraph[:-_TAIL_LENGTH], paragraph[-_TAIL_LENGTH:]
    if any(word in tail for word in _TAIL_WORDS) and (match := _TAIL.search(tail)):
        tail = tail[: match.start()].rstrip("[( \n")
    return _HEAD.sub("", body + tail).strip()


def _without_title(paragraphs: list[str], title: str) -> list[str]:
    if not title or len(paragraphs[0]) > 2 * len(title) + _LONGEST_LINE:
        return paragraphs
    first = letters(_DATE.sub("", paragraphs[0]))
    if first == title:
        return paragraphs[1:]
    if len(paragraphs) == 1 and (first in title or (title in first and len(first) - len(title) < _LEFT_OVER)):
        return []
    return paragraphs
