"""Languages that material is in, as people name them; BCP 47 tags."""

from __future__ import annotations

from functools import cache

from babel import Locale

from bot.domain.words import fold

_OWN = ("ar", "de", "es", "fr", "ht", "ko", "pt", "ru", "vi", "zh")
"""Whose own name for themselves is known."""


def read_language(typed: str) -> str | None:
    """Return the tag of a language named by its tag or by its name in English, Spanish or itself; None of none."""
    name = fold(typed.strip())
    return _names().get(name)


def said_language(tag: str, reader: str = "en") -> str:
    """Return the language's name in that of the *reader*, or *tag* where it has none."""
    return str(Locale.parse(reader).languages.get(tag, tag))


@cache
def _names() -> dict[str, str]:
    english, spanish = Locale.parse("en").languages, Locale.parse("es").languages
    tags = [str(tag) for tag in english if len(str(tag)) in (2, 3)]
    own = [(tag, Locale.parse(tag).language_name) for tag in _OWN]
    return (
        {fold(name): tag for tag, name in own if name}
        | {fold(str(spanish[tag])): tag for tag in tags if tag in spanish}
        | {fold(str(english[tag])): tag for tag in tags}
        | {tag: tag for tag in tags}
    )
