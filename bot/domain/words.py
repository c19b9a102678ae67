"""Words as search sees them: folded (case, accents, apostrophes) and stemmed in English and Spanish.

Both databases index these tokens as they are, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import snowballstemmer

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_WORD = re.compile(r"[^\W_]+")
_ON_OTHER_KEYBOARDS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that no accent makes of another, and what is typed where the keyboard has none of them."""


def fold(text: str) -> str:
    """Return *text* without case, accents and apostrophes, single-spaced."""
    if text.isascii():  # nothing below would change it further, and most text is
        return " ".join(text.lower().translate(_APOSTROPHES).split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split())


def storable(text: str) -> str:
    """Return *text* without what no database takes: NUL and half of a surrogate pair."""
    return "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")


_UNSEEN = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # letters by their category, blank all the same


def seen(text: str) -> bool:
    """Return whether any character of *text* can be seen."""
    return any(unicodedata.category(c)[0] not in "CZ" and c not in _UNSEEN for c in text)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text).translate(_ON_OTHER_KEYBOARDS)))


@lru_cache(maxsize=20_000)  # the words of a library repeat
def tokens_of(word: str) -> frozenset[str]:
    """Return what a folded *word* is indexed under: itself and its English and Spanish stems."""
    return frozenset({word, *(_stemmer(language).stemWord(word) for language in ("english", "spanish"))})


def index_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of *text* in the order of its words."""
    return tuple(token for word in folded_words(text) for token in sorted(tokens_of(word)))


def query_tokens(text: str) -> tuple[frozenset[str], ...]:
    """Return, for each different word of *text*, the tokens any of which will do."""
    return tuple(tokens_of(word) for word in dict.fromkeys(folded_words(text)))


_LITTLE: Final = frozenset(
    [
        *("a", "an", "and", "are", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"),
        *("al", "con", "de", "del", "el", "en", "la", "las", "los", "o", "para", "por", "que", "un", "una", "y"),
    ]
)
"""Words that tell no resource from another, in English and Spanish."""


def telling(words: Sequence[frozenset[str]]) -> Sequence[frozenset[str]]:
    """Return *words* without those that tell no resource from another, unless there are no others."""
    return [word for word in words if word.isdisjoint(_LITTLE)] or words


def spelled(word: frozenset[str]) -> str:
    """Return the word itself of what it is indexed under: no stem is longer, and one as long ends in i for its y."""
    return max(word, key=lambda token: (len(token), token))


def named(text: str) -> str:
    """Return what makes two names the same to who looks for one: "Number Talks" is "number talk"."""
    return " ".join(min(tokens_of(word)) for word in folded_words(text))


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer.Stemmer:
    return snowballstemmer.stemmer(language)
