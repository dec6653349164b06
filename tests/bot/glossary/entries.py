"""Small lexicons for tests, in invented words."""

from datetime import date

from bot.glossary.lexicon import Lexicon, Read, Term

REVIEWED = date(2026, 11, 22)


def term(slug: str, name: str = "", **changes: object) -> Term:
    """A sound entry; say what differs."""
    fields: dict[str, object] = {
        "slug": slug,
        "name": name or slug.replace("-", " "),
        "aliases": (),
        "kind": "concept",
        "line": "What people say when they want a plain example of an entry.",
        "text": "It is here for tests. It matters to nobody else.",
        "related": ("other",),
        "read": (Read("A page", "https://page.example/"),),
        "everyday": (),
        "cased": (),
        "shared": (),
        "cues": (),
        "against": (),
        "reviewed": REVIEWED,
    }
    return Term(**{**fields, **changes})  # type: ignore[arg-type]


def lexicon(*terms: Term) -> Lexicon:
    """A lexicon of these entries."""
    return Lexicon({one.slug: one for one in terms})
